"""Ids as they come from outside."""

#: Digits of the largest id a database gives.
LONGEST_ID = 19


def read_id(text):
    """Return the id that a form or an address names, or None if no row can have it."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else None
