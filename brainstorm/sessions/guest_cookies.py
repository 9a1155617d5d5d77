"""How a browser remembers that it belongs to a guest: by a signed cookie for one brainstorm, which holds a random key.

The database holds a hash of the key, so that no one who reads it can take the place of a guest.
"""

from django.urls import reverse

from brainstorm.sessions.models.brainstorms import Participation

SALT = "lms_brainstorm.guest"
LASTS = 30 * 24 * 3600  # seconds


def _cookie(brainstorm_id):
    return f"lms_guest_{brainstorm_id}"


def _path():
    """The addresses of all brainstorms and the page to join: no other page is told of the cookie."""
    return reverse("lms_brainstorm:join").removesuffix("join/")


def _key(request, brainstorm_id):
    return request.get_signed_cookie(_cookie(brainstorm_id), default="", salt=SALT, max_age=LASTS)


def was_guest(request, brainstorm_id):
    """Whether this browser once joined the brainstorm as a guest, even if that guest has been removed."""
    return bool(_key(request, brainstorm_id))


def guest_of(request, brainstorm_id):
    """Return the `Participation` of the guest to whom this browser belongs, or None."""
    key = _key(request, brainstorm_id)
    return (key and Participation.objects.of_guest(key).filter(brainstorm__id=brainstorm_id).first()) or None


def remember_guest(response, request, guest, key):
    response.set_signed_cookie(
        _cookie(guest.brainstorm_id),
        key,
        salt=SALT,
        max_age=LASTS,
        path=_path(),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def forget_guest(response, brainstorm_id):
    response.delete_cookie(_cookie(brainstorm_id), path=_path(), samesite="Lax")
