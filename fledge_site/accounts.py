"""The accounts of the demonstration. Their password is public, so a site in production must not have them."""

from django.contrib.auth import get_user_model
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

DEMO_PASSWORD = "fledge-demo"  # noqa: S105 - printed by `make run`
DEMO_USERNAMES = ("learner", "trainer", "facilitator", "manager", "admin")


def demo_users():
    """Return the users that go by a name of the demonstration; a real site may have an `admin` of its own."""
    return get_user_model().objects.filter(username__in=DEMO_USERNAMES)


def open_to_everybody():
    """Return the names of active accounts that the public password opens, sorted.

    A database without tables has no accounts: the site starts, and its health page says what is missing.
    """
    try:
        return sorted(user.username for user in demo_users() if user.is_active and user.check_password(DEMO_PASSWORD))
    except DatabaseError:
        return []


def refuse_demonstration_accounts():
    """Raise ImproperlyConfigured where accounts of the demonstration could sign in."""
    if names := open_to_everybody():
        raise ImproperlyConfigured(describe(names))


def check_demonstration_accounts(app_configs, **kwargs):
    """The same at `manage.py check --deploy`."""
    return [Error(describe(names), id="lms_site.E001")] if (names := open_to_everybody()) else []


def describe(names):
    return (
        f"Accounts of the demonstration, whose password is public, are in this database: {', '.join(names)}. "
        "Give each a new password with manage.py changepassword, or start with an empty database."
    )
