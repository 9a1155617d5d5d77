"""Keeps people from guessing codes: only misses count, so somebody who types rightly is never locked out."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Throttle:
    """Allows each `who` (an address, the id of a person) so many misses in a window of time.

    name: prefix of the cache keys, unique in the site; `limit`: misses allowed; `seconds`: length of the window.
    """

    name: str
    limit: int
    seconds: int

    def _key(self, who):
        # Hashed: what people typed may be too long for a cache, or hold characters that it refuses.
        return f"{self.name}.{hashlib.sha256(str(who).encode()).hexdigest()}"

    def is_reached(self, who):
        """Return whether `who` has missed too often within the window."""
        return cache.get(self._key(who), 0) >= self.limit

    def count_miss(self, who):
        """Note one more miss of `who`."""
        key = self._key(who)
        if not cache.add(key, 1, self.seconds):
            try:
                cache.incr(key)
            except ValueError:  # The window ended between the two calls.
                cache.set(key, 1, self.seconds)
