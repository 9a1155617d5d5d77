"""Settings of the test suite: SQLite as in production, or the database of `DATABASE_URL`."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Before base.py reads it: tests never touch the data of a site in use.
os.environ["LMS_DATA_DIR"] = tempfile.mkdtemp(prefix="fledge-test-")
atexit.register(shutil.rmtree, os.environ["LMS_DATA_DIR"], ignore_errors=True)

from .base import *  # noqa: E402, F403
from .base import DATA_DIR, DATABASES, SQLITE_OPTIONS  # noqa: E402

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
Path(DATA_DIR, "static").mkdir(parents=True, exist_ok=True)
TASKS = {
    # Wagtail's search and reference index, a fifth of the suite: tests that search ask for the fixture `search_index`.
    "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    "lms": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server of browser tests and concurrent clients have connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    # Nothing here outlives the run, so nothing has to reach the disk; on a busy machine a lock is held for long.
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "timeout": 120,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }
LMS_DEMO = True
