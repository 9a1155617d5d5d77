import sys
from contextlib import contextmanager

import pytest

_watchers = []


def _hook(event, arguments, watchers=_watchers):
    for path, events in watchers:
        if (event == "open" and str(arguments[0]) == path) or event == "socket.connect":
            events.append((event, arguments[:1]))


@pytest.fixture(scope="session")
def watched():
    """Return a context manager that lists every opening of one file and every connection meanwhile.

    Python's own audit events: they see what any library does, and cannot be taken back, hence once a session.
    """
    sys.addaudithook(_hook)

    @contextmanager
    def watch(path):
        events = []
        _watchers.append((path, events))
        try:
            yield events
        finally:
            _watchers.pop()

    return watch
