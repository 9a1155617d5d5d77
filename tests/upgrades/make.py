"""Keep a small database of this version for the test of upgrades: `python -m tests.upgrades.make 0.1.0`.

Run once, on the commit that gets the tag of the release.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests import template_database

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


def run(module, data, *, settings=template_database.SETTINGS):
    """Run `module` on the database `fledge.sqlite3` of the folder `data`; return what it prints."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{data / 'fledge.sqlite3'}",
        "LMS_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": settings,
    }
    return subprocess.run(
        [sys.executable, *module.split()], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def main(version):
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        run("manage.py migrate --verbosity=0", data)
        run("-m tests.upgrades.content", data)
        (FOLDER / f"{version}.json").write_text(run("-m tests.upgrades.facts", data) + "\n")
        with closing(sqlite3.connect(data / "fledge.sqlite3")) as connection:
            connection.execute("VACUUM")
        content = (data / "fledge.sqlite3").read_bytes()
        (FOLDER / f"{version}.sqlite3.xz").write_bytes(lzma.compress(content, preset=9))


if __name__ == "__main__":
    main(sys.argv[1])
