"""Keeps one address from guessing codes: only misses count, so a class that verifies its own is never locked out."""

from django.core.cache import cache

MISSES = 20
SECONDS = 600


def _key(request):
    return f"lms_certificates.misses.{request.META.get('REMOTE_ADDR', '')}"


def is_throttled(request):
    """Return whether the visitor's address has missed too often in the last ten minutes."""
    return cache.get(_key(request), 0) >= MISSES


def count_miss(request):
    """Note a code that led nowhere."""
    key = _key(request)
    if not cache.add(key, 1, SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # It expired between the two calls.
            cache.set(key, 1, SECONDS)
