"""Production settings, but for static files that are hashed and compressed: that takes longer than all these tests."""

from fledge_site.settings.production import *  # noqa: F403
from fledge_site.settings.production import STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ROOT_URLCONF = "tests.site.urls"
