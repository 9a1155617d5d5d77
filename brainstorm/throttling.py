"""Guessing join codes is slowed down until it is hopeless: some 900 million codes, ten wrong ones in ten minutes."""

from django.core.cache import cache

WRONG_CODES = 10
WINDOW_SECONDS = 600


def _key(user):
    return f"lms_brainstorm.wrong_codes.{user.pk}"


def is_throttled(user):
    return cache.get(_key(user), 0) >= WRONG_CODES


def count_wrong_code(user):
    cache.add(_key(user), 0, WINDOW_SECONDS)
    try:
        cache.incr(_key(user))
    except ValueError:  # the window ended between the two lines
        cache.set(_key(user), 1, WINDOW_SECONDS)
