"""Migrations run once: what they made is kept as a file and copied for each test process, while they stay the same."""

import fcntl
import hashlib
import shutil
import tempfile
from pathlib import Path

from django.apps import apps
from django.db import connection

FOLDER = Path(tempfile.gettempdir())
held = []


def template_path():
    """Return where the migrated database is kept; the name changes with any migration of any app."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.label} {path.name}".encode() + path.read_bytes())
    return FOLDER / f"fledge-template-{digest.hexdigest()[:16]}.sqlite3"


def restore():
    """Put the template where the test database belongs; `migrate` then finds nothing to do.

    Of several processes that find none, one makes it and the others wait for `keep`, rather than migrate as well.
    """
    if connection.vendor != "sqlite":
        return
    if not template_path().exists():
        lock = template_path().with_suffix(".lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template_path().exists():
            held.append(lock)  # until `keep`, or until this process ends
            return
        lock.close()
    copy_to(connection.settings_dict["TEST"]["NAME"])


def copy_to(path):
    """Put the template where another site keeps its database."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template_path(), path)


def keep():
    """Keep the database as the template where this process was the one to make it."""
    while held:
        with held.pop(), tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            copy = Path(folder, "copy.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
            copy.rename(template_path())
