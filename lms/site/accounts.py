"""The accounts of the demonstration. Their password is public, so they must never be found on a site in production."""

from django.contrib.auth import get_user_model

DEMO_PASSWORD = "fledge-demo"  # noqa: S105 - printed by `make run`
DEMO_USERNAMES = ("learner", "trainer", "facilitator", "manager", "admin")


def demo_users():
    """Return the users that go by a name of the demonstration; a real site may have an `admin` of its own."""
    return get_user_model().objects.filter(**{f"{get_user_model().USERNAME_FIELD}__in": DEMO_USERNAMES})


def open_to_everybody():
    """Return the names of demonstration accounts that can sign in with the public password, sorted."""
    return sorted(user.get_username() for user in demo_users() if user.is_active and user.check_password(DEMO_PASSWORD))
