from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .throttling import Throttle

#: Wrong passwords for one account from one address. Nobody can lock the account for people elsewhere.
WRONG_PASSWORDS = Throttle("lms.wrong_passwords", limit=10, seconds=600)


class SignInForm(AuthenticationForm):
    """Django's form in Fledge's look, sent to its own address, whose `next` leads back to where one came from."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("sign_in", _("Sign in"), css_class="lms-button lms-button--primary"))

    def clean(self):
        """Sign in, unless this account was tried too often from this address.

        Raises:
            ValidationError: with the code "throttled", or as Django's form does.
        """
        who = f"{self.request.META.get('REMOTE_ADDR', '')} {self.cleaned_data.get('username', '').casefold()}"
        if WRONG_PASSWORDS.is_reached(who):
            raise ValidationError(_("Too many wrong passwords. Wait ten minutes, then try again."), code="throttled")
        try:
            return super().clean()
        except ValidationError:
            WRONG_PASSWORDS.count_miss(who)
            raise
