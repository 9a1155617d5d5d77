"""Statuses as pages write them: a word, an icon and a tone. Each app registers its own in `AppConfig.ready`."""

_STATUSES: dict[str, tuple] = {}


def register_statuses(statuses):
    """Let `{% lms_status %}` write `statuses`: {status: (tone, icon, word)}.

    The tones are those of `.lms-status--...` in `lms/static/lms/css/base.css`.

    Raises:
        ValueError: a status is registered already. One status means one thing on every page.
    """
    for status, look in statuses.items():
        if _STATUSES.setdefault(status, look) is not look:
            raise ValueError(f"The status {status!r} is registered twice.")


def status_look(status):
    """Return (tone, icon, word) of a status; one that no app has registered is muted and says its own name."""
    return _STATUSES.get(status, ("muted", "circle", status))
