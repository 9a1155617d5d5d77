"""Classes as iCalendar (RFC 5545), and messages that tell calendars of them (RFC 5546). Asks no database."""

from .documents import ClassDetails, DueDate, build_feed, cancellation, invitation
from .entries import Entry, entries_of, uid_of

__all__ = [
    "ClassDetails",
    "DueDate",
    "Entry",
    "build_feed",
    "cancellation",
    "entries_of",
    "invitation",
    "uid_of",
]
