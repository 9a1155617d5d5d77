"""Migrations run once: what they made is kept as a file and copied for each test process, while they stay the same."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.apps import apps
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(tempfile.gettempdir())
SETTINGS, VARIANT = "fledge_site.settings.test", "tests.variant.settings"


def template_path():
    """Return where the migrated database is kept; the name changes with any migration of any app."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.label} {path.name}".encode() + path.read_bytes())
    return FOLDER / f"fledge-template-{digest.hexdigest()[:16]}.sqlite3"


def restore():
    """Put the template where the test database belongs; `migrate` then finds nothing to do."""
    if connection.vendor == "sqlite":
        copy_to(connection.settings_dict["TEST"]["NAME"])


def copy_to(path):
    """Put the template where a site keeps its database. Of several processes that find none, one makes it."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    template = template_path()
    with template.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            make(template)
    shutil.copyfile(template, path)


def make(template):
    """Migrate a database of its own, whatever database the tests that run here ask for."""
    module = VARIANT if apps.is_installed("tests.variant") else SETTINGS
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        database = Path(folder, "template.sqlite3")
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": module}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        database.rename(template)
