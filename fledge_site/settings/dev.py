"""The demonstration that `make run` starts, and the site for development: on this machine, with public passwords."""

import os

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, DATA_DIR, LMS

# The demonstration is watched by people, not programmers: DEBUG only where it is asked for.
DEBUG = os.environ.get("DEBUG", "") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or "demonstration-only-not-a-secret-" + "x" * 32
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]", "testserver"]

# The address printed on certificates and written in mails: that of `make run`, whatever its port.
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"

LMS = {**LMS, "WEBHOOK_HTTP_HOSTS": ["localhost", "127.0.0.1"]}

LMS_DEMO = True
