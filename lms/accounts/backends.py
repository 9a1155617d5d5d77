"""Authentication backends, for `AUTHENTICATION_BACKENDS`."""

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model

from lms.accounts import sign_in


class ThrottleBackend:
    """Signs no one in. Put first, it stops those who guess before any other backend looks at a password.

    `authenticate` raises ValidationError once a limit is reached (see `lms.accounts.sign_in`). Django's forms show it,
    and so do Wagtail's; an API that calls `django.contrib.auth.authenticate` itself has to catch it.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        name = username if username is not None else kwargs.get(get_user_model().USERNAME_FIELD)
        # Without a request it is a command or a test, and no one from outside.
        if request is not None and name is not None and password is not None:
            sign_in.begin(request, name)

    async def aauthenticate(self, request, **credentials):
        return await sync_to_async(self.authenticate)(request, **credentials)
