"""Password resets by mail that are sent in the background: nobody's page waits for the mail server."""

from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordResetForm as DjangoPasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, override
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from .tasks import enqueue


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's form; name it in `WAGTAILADMIN_USER_PASSWORD_RESET_FORM`.

    A page that waited for the mail server would also show which addresses have an account.
    """

    def send_mail(
        self,
        subject_template_name,
        email_template_name,
        context,
        from_email,
        to_email,
        html_email_template_name=None,
    ):
        templates = [subject_template_name, email_template_name, html_email_template_name]
        site = {key: context[key] for key in ("domain", "site_name", "protocol")}
        enqueue(mail_password_reset, str(context["user"].pk), templates, site, get_language())


@task()
def mail_password_reset(user_pk, templates, site, language):
    """Mail the link. Its token is made here, so that none is kept with the task."""
    user = get_user_model()._default_manager.filter(pk=user_pk, is_active=True).first()
    if user is None:
        return
    address = getattr(user, user.get_email_field_name())
    subject, text, html = templates
    context = {
        "email": address,
        "uid": urlsafe_base64_encode(force_bytes(user._meta.pk.value_to_string(user))),
        "user": user,
        "token": default_token_generator.make_token(user),
        **site,
    }
    with override(language):
        # Logs what keeps the mail from being sent. Nothing tries again: whoever waits for it asks once more.
        DjangoPasswordResetForm().send_mail(subject, text, context, None, address, html_email_template_name=html)
