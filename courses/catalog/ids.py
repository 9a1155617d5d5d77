"""Ids as they come from outside."""

#: The largest id a database gives; SQLite refuses to look for a larger one.
LARGEST_ID = 2**63 - 1


def read_id(text):
    """Return the id that a form or an address names, or None if no row can have it."""
    is_number = text.isdecimal() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_number and int(text) <= LARGEST_ID else None
