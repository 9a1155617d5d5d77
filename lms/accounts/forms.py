from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts import sign_in
from lms.accounts.models import Profile, time_zone_choices
from lms.pages.forms import form_helper


class SignInForm(AuthenticationForm):
    """Django's form in Fledge's look, sent to its own address, whose `next` leads back to where one came from."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(*self.fields, button=_("Sign in"))

    def clean(self):
        """Sign in, unless there were too many attempts, whichever backends the host has.

        Raises:
            ValidationError: with the code "throttled", or as Django's form does.
        """
        name = self.cleaned_data.get("username")
        # Without a password no one says that it was wrong, and the attempt would be given back as a right one.
        if name and self.cleaned_data.get("password"):
            sign_in.begin(self.request, name)
        return super().clean()


class PreferencesForm(forms.ModelForm):
    """Where a person is, and whether they want to be reminded."""

    class Meta:
        model = Profile
        fields = ["time_zone", "gets_reminders"]
        help_texts = {
            "time_zone": _("Times in emails are shown in this time zone."),
            "gets_reminders": _("Sent before classes and due dates. You always get email about your own seats."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        usual = _("Not set: the class's time zone, or %(zone)s") % {"zone": timezone.get_default_timezone_name()}
        self.fields["time_zone"].choices = [("", usual), *time_zone_choices()]
        self.helper = form_helper(*self.fields, button=_("Save preferences"))
