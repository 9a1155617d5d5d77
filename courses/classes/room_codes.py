"""The code shown in the room of a meeting: who sends it back was there, or was told by someone who is.

It is made from the meeting, the time and the secret key of the site, so nothing is stored. As QR code it carries a
token, for those without a camera six digits. Both change every `CHANGES_EVERY` seconds and count for `COUNTS_FOR`
seconds: long enough to sign in on a phone, too short to be passed on at leisure.
"""

import time

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from lms.exceptions import RuleError

CHANGES_EVERY = 30
COUNTS_FOR = 90
_SALT = "lms_courses.room_codes"


def make_token(meeting):
    """Return the token that counts from now on, fit for an address."""
    return signing.TimestampSigner(salt=_SALT).sign(str(meeting.pk))


def check_token(meeting, token):
    """Raise RuleError unless `token` was made for `meeting` within the last `COUNTS_FOR` seconds."""
    try:
        named = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=COUNTS_FOR)
    except signing.SignatureExpired as error:
        raise RuleError(_("This code has expired. Scan the one that is on the screen now.")) from error
    except signing.BadSignature as error:
        raise RuleError(_("This code is not valid. Scan the one on the screen.")) from error
    if named != str(meeting.pk):
        raise RuleError(_("This code belongs to another meeting. Scan the one in your room."))


def _digits_of(meeting, step):
    number = int.from_bytes(salted_hmac(_SALT, f"{meeting.pk}.{step}", algorithm="sha256").digest()[:8], "big")
    return f"{number % 1_000_000:06d}"


def make_digits(meeting):
    """Return the six digits that are shown now."""
    return _digits_of(meeting, int(time.time()) // CHANGES_EVERY)


def check_digits(meeting, typed):
    """Raise RuleError unless `typed` are the digits shown now or within the last `COUNTS_FOR` seconds."""
    typed, now = "".join(typed.split()), int(time.time()) // CHANGES_EVERY
    # What was shown that long ago may have been shown last a whole change before.
    valid = [_digits_of(meeting, now - steps) for steps in range(COUNTS_FOR // CHANGES_EVERY + 1)]
    if not any(constant_time_compare(typed, digits) for digits in valid):
        raise RuleError(
            _("This code does not match the one on the screen. The code changes twice a minute, so check again.")
        )


def seconds_left():
    """Return for how many seconds the digits shown now stay on the screen."""
    return CHANGES_EVERY - int(time.time()) % CHANGES_EVERY
