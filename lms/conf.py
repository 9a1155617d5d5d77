"""Fledge's settings: one dict `LMS` in the host's settings, read when asked for."""

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # Alias in `TASKS` that runs Fledge's background work, such as printing certificates.
    "TASK_BACKEND": "default",
    # Seconds that a task may take without progress before its worker is ended and the task taken up again.
    "TASK_TIMEOUT": 300,
    # People sign in here when the host has no page of its own; None means Django's LOGIN_URL.
    "SIGN_IN_URL": None,
    # Hours before a meeting at which everyone in it is reminded. [] reminds no one.
    "REMIND_BEFORE_MEETING_HOURS": [24],
    # Days before a due date on whose morning learners are reminded, and days between reminders once it has passed.
    "REMIND_BEFORE_DUE_DAYS": [7, 1],
    "REMIND_OVERDUE_EVERY_DAYS": 7,
    # How brainstorms find similar ideas: "lexical", "postgres" (needs pg_trgm), or the dotted path of a class.
    "SIMILARITY": "lexical",
    # Folder of the keys that certificates are signed with; None means `fledge-keys` in BASE_DIR. Each private key may
    # be given here instead, as PEM and best from the environment.
    "KEY_DIRECTORY": None,
    "CREDENTIAL_KEY": "",
    "DOCUMENT_KEY": "",
    # Folder of further fonts to print with (TTF, OTF, TTC), for scripts that the package has none for.
    "FONT_DIRECTORY": None,
    # Hosts of the firm's own network that webhooks may reach by plain http.
    "WEBHOOK_HTTP_HOSTS": [],
    # Addresses and networks of the proxies whose `X-Forwarded-For` is believed; "unix" for one on a Unix socket.
    "TRUSTED_PROXIES": [],
}


class LMSSettings:
    """Attribute access to the settings, so that a change in a test or a reload is seen at once.

    Raises AttributeError for a key that Fledge does not know (the check `lms.E001` tells the host earlier).
    """

    def __getattr__(self, name: str) -> Any:
        if name not in DEFAULTS:
            raise AttributeError(f"Fledge has no setting {name!r}.")
        return getattr(settings, "LMS", {}).get(name, DEFAULTS[name])


lms_settings = LMSSettings()
