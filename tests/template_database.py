"""Migrations run once: what they made is kept as a file and copied for each test process, while they stay the same."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from django.apps import apps
from django.db import connection

FOLDER = Path(tempfile.gettempdir())


def template_path():
    """Return where the migrated database is kept; the name changes with any migration of any app."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.label} {path.name}".encode() + path.read_bytes())
    return FOLDER / f"fledge-template-{digest.hexdigest()[:16]}.sqlite3"


def restore():
    """Put the template, if there is one, where the test database belongs; `migrate` then finds nothing to do."""
    if connection.vendor == "sqlite" and template_path().exists():
        copy_to(connection.settings_dict["TEST"]["NAME"])


def copy_to(path):
    """Put the template where another site keeps its database."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template_path(), path)


def keep():
    """Keep the database as the template, unless another process was faster."""
    template = template_path()
    if connection.vendor == "sqlite" and not template.exists():
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            copy = Path(folder, "copy.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
            copy.rename(template)
