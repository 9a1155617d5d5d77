"""Authentication backends, for `AUTHENTICATION_BACKENDS`."""

from asgiref.sync import sync_to_async
from django.contrib.auth import backends, get_user_model

from . import sign_in


class ThrottledSignIn:
    """Stops those who guess passwords, before a backend that checks them: `class MyBackend(ThrottledSignIn, LDAPBackend)`.

    `authenticate` raises ValidationError once a limit is reached (see `lms.sign_in`). Django's forms show it, and so do
    Wagtail's; an API that calls `django.contrib.auth.authenticate` with its request has to catch it.
    Without a request nothing is counted: that is a command or a test, and nobody from outside.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        name = username if username is not None else kwargs.get(get_user_model().USERNAME_FIELD)
        if request is None or name is None or password is None:
            return super().authenticate(request, username=username, password=password, **kwargs)
        sign_in.begin(request, name)
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            sign_in.succeed(request)
        return user

    async def aauthenticate(self, request, **credentials):
        return await sync_to_async(self.authenticate)(request, **credentials)


class ModelBackend(ThrottledSignIn, backends.ModelBackend):
    """Django's own backend, which takes only so many wrong passwords."""
