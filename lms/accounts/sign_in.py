"""What stops someone who guesses passwords, on every page where one signs in.

`lms.accounts.backends.ThrottleBackend` asks here before a password is looked at, so the limits hold for Fledge's page,
Wagtail's admin, Django's admin and the host's own pages. Fledge's page asks in any case. Failed attempts count three
times over:

- for the account from one network: no one tries one account again and again;
- for the network, whatever the account: no one tries one password over all accounts;
- for the account, wherever from: no one does it from a thousand machines.

Someone who mistypes and then signs in gets their own failed attempts back, so a classroom behind one address does not
add up to the second limit. And who has signed in with a browser before is not locked out by what strangers do: a signed
cookie (set by `lms.accounts.middleware.ThrottleMiddleware`) makes that browser count for itself alone. The protocol is
OWASP's "Slow Down Online Guessing Attacks with Device Cookies".
"""

import logging
import secrets
import unicodedata

from django.core import signing
from django.core.exceptions import ValidationError

from lms.accounts.client_addresses import client_address, client_network
from lms.accounts.throttling import Throttle, too_many_attempts

logger = logging.getLogger(__name__)

ACCOUNT_FROM_NETWORK = Throttle("lms.accounts.sign_in.account_from_network", limit=10, seconds=900)
NETWORK = Throttle("lms.accounts.sign_in.network", limit=20, seconds=900)
ACCOUNT = Throttle("lms.accounts.sign_in.account", limit=50, seconds=3600)
KNOWN_BROWSER = Throttle("lms.accounts.sign_in.known_browser", limit=10, seconds=900)

COOKIE = "lms_known_browser"
SALT = "lms.accounts.sign_in.known_browser"
COOKIE_LASTS = 90 * 24 * 3600  # seconds
LONGEST_LOGGED = 100
#: Characters of a name that attempts are counted by. No account has a longer one, and `unicodedata.normalize` takes
#: time by the square of what it is given: a million combining letters would hold the whole process for hours.
LONGEST_COUNTED = 500


class Attempt:
    """One attempt to sign in: counted before the password is looked at, given back if it was right."""

    def __init__(self, request, username):
        self.request, self.username = request, username
        self.account = normalize(username)
        if browser := known_browser(request, self.account):
            self.own = KNOWN_BROWSER, browser
            self.shared = []
        else:
            network = client_network(request)
            self.own = ACCOUNT_FROM_NETWORK, f"{network} {self.account}"
            self.shared = [(NETWORK, network), (ACCOUNT, self.account)]

    def count(self):
        """Raises ValidationError, which every sign-in form shows, with the code "throttled" once a limit is reached."""
        taken = []
        for throttle, who in [self.own, *self.shared]:
            if throttle.take(who):
                taken.append((throttle, who))
                continue
            for earlier, them in taken:
                earlier.give_back(them)
            log_failure("Refused", self.request, self.username)
            self.request.lms_seconds_to_wait = seconds = throttle.seconds_left(who)
            raise ValidationError(too_many_attempts(seconds), code="throttled")

    def succeed(self):
        throttle, who = self.own
        failed = throttle.forget(who)
        for shared, them in self.shared:
            shared.give_back(them, failed)


def begin(request, username):
    """Count an attempt to sign in as `username`, once for each request. Raises ValidationError where it is refused."""
    attempt = getattr(request, "_lms_sign_in", None)
    if attempt is None or attempt.username != username:
        attempt = Attempt(request, username)
        attempt.count()
        request._lms_sign_in = attempt


def end(request, *, is_right):
    """Keep what `begin` counted for this request, or give it back where the password was right."""
    attempt, request._lms_sign_in = getattr(request, "_lms_sign_in", None), None
    if attempt and is_right:
        attempt.succeed()


def normalize(username):
    """Return the name under which attempts for `username` are counted: one for all ways to write it."""
    return unicodedata.normalize("NFKC", str(username).strip()[:LONGEST_COUNTED]).strip().casefold()


def log_failure(what, request, username):
    """Write one line for people and for fail2ban. The address comes first, so that no user name can forge it."""
    name = "".join(letter if letter.isprintable() else "?" for letter in str(username)[:LONGEST_LOGGED])
    name = name.replace("\\", "\\\\").replace('"', '\\"')
    address = (client_address(request) if request else "") or "unknown"
    logger.warning('%s sign-in from %s as "%s"', what, address, name)


def known_browser(request, account):
    """Return the id of the browser of `request` if `account` was the last that signed in with it, else None."""
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_LASTS)
    except signing.BadSignature:
        return None
    return known["browser"] if known["account"] == account else None


def remember_browser(response, request, user):
    """Let this browser prove from now on that `user` has signed in with it."""
    value = {"account": normalize(user.get_username()), "browser": secrets.token_urlsafe(16)}
    response.set_cookie(
        COOKIE,
        signing.dumps(value, salt=SALT),
        max_age=COOKIE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
