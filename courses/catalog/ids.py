"""Ids as they come from outside."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models

#: The largest id a database gives; SQLite refuses to look for a larger one.
LARGEST_ID = 2**63 - 1


def read_id(text):
    """Return the id that a form or an address names, or None if no row can have it."""
    is_number = text.isdecimal() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_number and int(text) <= LARGEST_ID else None


def read_person_id(text):
    """Return the id of an account that a form or an address names, or None if no one can have it.

    A host's own user model has any kind of key: a number, a UUID, a text.
    """
    field = get_user_model()._meta.pk
    while isinstance(field, models.ForeignKey):  # accounts that extend another model share its key
        field = field.target_field
    if isinstance(field, models.IntegerField):
        return read_id(text)
    try:
        return field.clean(text, None) if text.isprintable() else None  # No database stores a NUL or half a letter.
    except ValidationError:
        return None
