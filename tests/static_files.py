"""Static files are collected once: what `make run` would serve is kept and linked for each site, until one changes.

Hashing and compressing them takes longer than all else that starts a site.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fledge_site.bootstrap import ROOT
from fledge_site.management.commands import serve

COLLECT = """
import django; django.setup()
from fledge_site.management.commands.serve import collect_static_files
collect_static_files(lambda text: None)
"""


def copy_to(folder):
    """Put what was collected into `folder`, where a site has its static files."""
    kept = Path(tempfile.gettempdir(), f"fledge-static-{serve.static_fingerprint()[:16]}")
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes that find nothing, one collects
        if not kept.exists():
            collect(kept)
    shutil.copytree(kept, folder, copy_function=os.link, dirs_exist_ok=True)


def collect(kept):
    """Collect by the settings of `make run`, in a process of its own, and keep the files at `kept`."""
    with tempfile.TemporaryDirectory(dir=kept.parent) as data:
        environment = os.environ | {"LMS_DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "fledge_site.settings.dev"}
        subprocess.run([sys.executable, "-c", COLLECT], cwd=ROOT, env=environment, check=True)
        Path(data, "static").rename(kept)
