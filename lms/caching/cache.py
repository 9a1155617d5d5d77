"""What all visitors share, kept in memory until someone changes it.

The database holds one token. Every change of a page, a quiz, the brand ... (whatever an app names by `watch`) gives it
a new value in the same transaction. A request reads the token once, and `keep` answers from memory for as long as the
token is the one under which it loaded. So all processes see a change at once, though each has a memory of its own, and
nothing needs to be told what to forget.

What is kept must be the same for everyone: never put anything about one person into it. It must not be changed by
those who get it either: strings, tuples, frozen dataclasses.
"""

import threading
import time
import uuid
from collections import OrderedDict

from django.db import connections, router
from django.db.models.signals import m2m_changed, post_delete, post_save

from lms.caching.models import CacheVersion

#: Seconds after which everything is loaded again: bounds what a change past the models (plain SQL) may go unseen.
LONGEST = 600
#: Values kept in one process; those loaded longest ago make room.
MOST = 2000

#: Saving these fields changes nothing that visitors see: Wagtail saves them with each draft, every few seconds.
FIELDS_OF_DRAFTS = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "locked",
    "locked_at",
    "locked_by",
}

_kept = OrderedDict()
_lock = threading.Lock()
_watched = ()


def read_version():
    """Return the token as it stands in the database, in one query; None before the first change of all."""
    # Asked on every page: without the ORM it costs a tenth.
    with connections[router.db_for_read(CacheVersion)].cursor() as cursor:
        cursor.execute("SELECT token FROM lms_cacheversion WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


def version_for(request):
    """Return the token for `request`, read once; None for a preview, which shows what is not published."""
    if getattr(request, "is_preview", False):
        return None
    if not hasattr(request, "_lms_shared_version"):
        request._lms_shared_version = read_version()
    return request._lms_shared_version


def cached(version, key, load):
    """Return what `load()` returned the last time it was asked for `key` under `version`.

    key: hashable; begin it with the name of what it is, and name in it all that the value depends on, the language too.
    version: from `version_for` or `read_version`. None always loads.
    A value of None is not kept, so that addresses which lead nowhere cannot fill the memory.
    """
    if version is None:
        return load()
    now = time.monotonic()
    entry = _kept.get(key)
    if entry and entry[0] == version and now - entry[1] < LONGEST:
        return entry[2]
    value = load()
    if value is not None:
        with _lock:
            _kept[key] = (version, now, value)
            _kept.move_to_end(key)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return value


def invalidate():
    """Give the token a new value: everything kept under the old one is loaded again by all processes.

    A random value, never a counter: after a rollback a counter would come to the same number a second time, for another
    content.
    """
    token = uuid.uuid4().hex
    if not CacheVersion.objects.filter(pk=1).update(token=token):
        CacheVersion.objects.get_or_create(pk=1, defaults={"token": token})


def invalidate_on(*models):
    """Let every saving and deleting of an instance of `models`, subclasses included, renew the token."""
    global _watched
    _watched += models
    post_save.connect(_saved, dispatch_uid="lms.caching.cache")
    post_delete.connect(_deleted, dispatch_uid="lms.caching.cache")
    m2m_changed.connect(_related, dispatch_uid="lms.caching.cache")


def _saved(sender, instance, update_fields=None, **kwargs):
    if isinstance(instance, _watched) and not (update_fields and FIELDS_OF_DRAFTS.issuperset(update_fields)):
        invalidate()


def _deleted(sender, instance, **kwargs):
    if isinstance(instance, _watched):
        invalidate()


def _related(sender, instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, _watched):
        invalidate()
