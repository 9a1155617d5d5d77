"""A site that people depend on. It refuses to start where a mistake would be silent and dangerous."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, SECRET_KEY

DEBUG = False
LMS_DEMO = False

if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("demonstration"):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing or shorter than 50 characters: set the environment variable SECRET_KEY to a random one, "
        "made once with python -c 'import secrets; print(secrets.token_urlsafe(50))', and keep it."
    )
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS names no host: set the environment variable ALLOWED_HOSTS to the names people type, "
        "separated by commas, for example ALLOWED_HOSTS=learn.example.com."
    )
if "BASE_URL" not in os.environ:
    # Certificates and mails carry links, and QR codes cannot be mended once they are printed.
    WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0].lstrip('.')}"

# Behind a server that speaks HTTPS and says so. INSECURE_HTTP=1 is for a trial inside a closed network.
HTTPS = os.environ.get("INSECURE_HTTP", "") != "1"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # the preview of drafts is a frame of the same site
    "security.W021",  # preloading binds every host of the firm: theirs to decide
]
SECURE_REDIRECT_EXEMPT = [r"^learning/health/$"]  # asked from inside, by a load balancer
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
