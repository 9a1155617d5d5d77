from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from lms.accounts import sign_in


@receiver(user_login_failed, dispatch_uid="lms.end_failed_sign_in")
def end_failed_sign_in(sender, credentials, request=None, **kwargs):
    names = ("username", get_user_model().USERNAME_FIELD)
    sign_in.log_failure("Failed", request, next((credentials[name] for name in names if name in credentials), ""))
    if request is not None:
        sign_in.end(request, is_right=False)


@receiver(user_logged_in, dispatch_uid="lms.end_sign_in")
def end_sign_in(sender, request, user, **kwargs):
    if request is not None:
        sign_in.end(request, is_right=True)
        request.lms_signed_in = user  # for `lms.accounts.middleware.ThrottleMiddleware`, which sees the answer
