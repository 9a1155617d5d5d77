"""What the forms of this app have in common."""

from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.sessions.actions import LONGEST_NAME, new_guest_key
from lms.pages.forms import form_helper


class JoinForm(forms.Form):
    code = forms.CharField(
        label=_("Join code"),
        max_length=20,
        help_text=_("Six letters and digits, on the wall or from your facilitator."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "lms-bs-code-input",
            }
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("code", button=_("Join"))


class GuestForm(JoinForm):
    """A name, and the code where the address has not brought it. Whoever sends the form twice is one guest."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("The name others will see. We store nothing else about you."),
        error_messages={"required": _("Write the name by which the others may call you.")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": LONGEST_NAME}),
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, knows_code, **kwargs):
        """knows_code: whether the code leads to a brainstorm, so that no one has to look at it again."""
        super().__init__(*args, **kwargs)
        self.initial["key"] = new_guest_key()
        if knows_code:
            self.fields["code"].widget = forms.HiddenInput()
        first = "name" if knows_code else "code"
        self.fields[first].widget.attrs["autofocus"] = True
        self.helper = form_helper("code", "name", "key", button=_("Join"))

    def clean_key(self):
        """A key that is no random one is replaced: the browser is not to choose one that others guess."""
        key = self.cleaned_data["key"]
        return key if len(key) >= len(new_guest_key()) else new_guest_key()


class DateInput(forms.DateInput):
    """The browser's own calendar; it sends and takes ISO dates whatever the language."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")
