"""Password resets by mail that are sent in the background: no one's page waits for the mail server."""

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, override
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from lms.jobs.queue import TryLater, enqueue


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
    """Mail the link. Its token is made here, so that none is kept with the task.

    Raises:
        TryLater: the mail could not be sent.
    """
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
        subject = " ".join(render_to_string(subject, context).split())
        mail = EmailMultiAlternatives(subject, render_to_string(text, context), to=[address])
        if html:
            mail.attach_alternative(render_to_string(html, context), "text/html")
    try:
        mail.send()
    except OSError as error:
        raise TryLater("A password reset could not be sent.") from error
