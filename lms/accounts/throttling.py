"""How often someone may try something within a window of time, counted over all processes and machines.

The counts are rows of the site's database. Django's caches cannot do it everywhere: only those of Redis and Memcached
count atomically, memory belongs to one process, and the database and file caches read and write in two steps. For the
same reason django-ratelimit and limits, which count in a cache or in Redis, were not chosen: a site that has SQLite and
several workers would go uncounted. django-axes counts sign-ins only, and needs middleware.

What each secret in Fledge can bear, and so whose wrong attempts are counted:

- Passwords are weak, so no one may go on guessing: see `lms.accounts.sign_in`, and `lms.accounts.middleware` for
  Wagtail's own pages.
- Codes typed by someone who is signed in (a brainstorm's join code, the six digits in a room) count by person. No one
  is refused because of a neighbor.
- Codes typed by strangers count by address, which a whole classroom shares. There the code is looked up first and only
  wrong ones count: a right one always works. So the limit slows no one who guesses; it spares the server, and the
  number of codes has to be what stops them. A verification code has 90 random bits, a claim code 59. A join code has
  30, or one in 900 million for each brainstorm that is open at that time: a hundred guesses a second for eight hours
  have a chance of 0.3 % of finding one, and whoever joins as a guest is seen by the room and can be removed.
- Tokens in links (calendar feeds, password resets, the QR code in a room) have 120 bits or more, or are signed.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connections, router, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.models import AttemptCount
from lms.exceptions import RuleError

#: Rows whose window is over are deleted when new ones are made; so many at a time.
SWEPT_AT_ONCE = 100


class ThrottledError(RuleError):
    """A limit was reached. Views answer with status 429.

    seconds: until the window ends.
    """

    def __init__(self, seconds):
        super().__init__(too_many_attempts(seconds))
        self.seconds = seconds


def too_many_attempts(seconds):
    """Return the sentence for someone who has to wait for `seconds`."""
    minutes = max(1, -(-seconds // 60))
    wait = ngettext("Try again in %(minutes)d minute.", "Try again in %(minutes)d minutes.", minutes)
    return f"{_('Too many attempts.')} {wait % {'minutes': minutes}}"


@dataclass(frozen=True)
class Throttle:
    """Allows each `who` (an address, the id of a person, ...) so many attempts in a window of time.

    The window begins with the first attempt. name: unique in the site; `limit`: attempts; `seconds`: length.
    """

    name: str
    limit: int
    seconds: int

    def _key(self, who):
        # Hashed with the site's key: the table names neither people nor addresses.
        return salted_hmac(self.name, str(who).encode(errors="backslashreplace"), algorithm="sha256").hexdigest()

    def _rows(self, who):
        return AttemptCount.objects.filter(pk=self._key(who))

    def take(self, who):
        """Count one attempt of `who` and return True; return False, and count nothing, once the limit is reached.

        Of any number of attempts at the same time no more than `limit` are told True.
        """
        rows = self._rows(who)
        while True:
            now = timezone.now()
            ends = now + timedelta(seconds=self.seconds)
            known = rows.values_list("count", "expires_at").first()
            if known is None:
                first = {"count": 1, "expires_at": ends}
                _row, is_new = AttemptCount.objects.get_or_create(pk=self._key(who), defaults=first)
                if is_new:
                    sweep(now)
                    return True
            elif known[1] <= now:
                if rows.filter(expires_at__lte=now).update(count=1, expires_at=ends):
                    return True
            elif known[0] >= self.limit:
                return False
            elif rows.filter(count__lt=self.limit, expires_at__gt=now).update(count=F("count") + 1):
                return True
            # Someone else was faster: look again.

    def take_or_raise(self, who):
        """Count one attempt of `who`. Raises ThrottledError once the limit is reached."""
        if not self.take(who):
            raise ThrottledError(self.seconds_left(who))

    def give_back(self, who, attempts=1):
        """Take back `attempts` that turned out to be right."""
        self._rows(who).filter(count__gte=attempts).update(count=F("count") - attempts)

    def forget(self, who):
        """Start anew for `who`, and return how many attempts were counted; of several at once, one is told."""
        rows = self._rows(who)
        count = rows.filter(expires_at__gt=timezone.now()).values_list("count", flat=True).first() or 0
        deleted, _ = rows.delete()
        return count if deleted else 0

    def seconds_left(self, who):
        """Return for how many seconds the window of `who` goes on."""
        ends = self._rows(who).values_list("expires_at", flat=True).first()
        return max(0, round((ends - timezone.now()).total_seconds())) if ends else 0


def sweep(now):
    """Delete rows whose window is over. Those that another process is deleting are left to it."""
    can_skip = connections[router.db_for_write(AttemptCount)].features.has_select_for_update_skip_locked
    with transaction.atomic():
        ended = AttemptCount.objects.filter(expires_at__lte=now).select_for_update(skip_locked=can_skip)
        AttemptCount.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:SWEPT_AT_ONCE])).delete()
