"""The site as it is in production, with the yardsticks beside it and a database of its own."""

from fledge_site.settings.base import DATA_DIR, DATABASES
from fledge_site.settings.test import *  # noqa: F403
from fledge_site.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.bare"]
ROOT_URLCONF = "bench.urls"
DATABASES["default"]["NAME"] = DATA_DIR / "bench.sqlite3"
DEBUG = False
