"""What every environment of the reference site shares. Environment variables are read here and nowhere else."""

import contextlib
import os
from pathlib import Path

import dj_database_url
from django.urls import reverse_lazy

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("LMS_DATA_DIR") or BASE_DIR / "var").resolve()

SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "fledge_site",
    # Fledge
    "lms",
    "courses",
    "brainstorm",
    "certificates",
    # What Fledge asks of a host, beside a plain Wagtail
    "crispy_forms",
    "crispy_bootstrap5",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    # Wagtail
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "lms.caching.middleware.CachedSiteMiddleware",
    "lms.accounts.middleware.ThrottleMiddleware",
]
AUTHENTICATION_BACKENDS = ["lms.accounts.backends.ThrottleBackend", "django.contrib.auth.backends.ModelBackend"]
SESSION_ENGINE = "fledge_site.sessions"

ROOT_URLCONF = "fledge_site.urls"
WSGI_APPLICATION = "fledge_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# SQLite's defaults lose most writes when fifty people save at once. With a write-ahead log, the write lock taken at
# the start of a transaction and 20 s of patience none was lost in measurement.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

# A server that is silent, a lock that is never given back and a query without end cost seconds, not a thread for good.
# The query part of DATABASE_URL overrides each of them, as `?connect_timeout=3` does.
POSTGRES_OPTIONS = {
    "connect_timeout": 10,  # seconds
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # milliseconds until what was sent must be acknowledged
    "options": "-c lock_timeout=20s -c statement_timeout=120s -c idle_in_transaction_session_timeout=300s",
}


def database_from_environment(*, sqlite_path):
    """Return Django's settings of one database: `DATABASE_URL`, or else SQLite at `sqlite_path`.

    Connections are kept (a new one makes a signed-in page several times dearer). `ATOMIC_REQUESTS` stays off: with
    IMMEDIATE transactions it would take the write lock on every page view; the actions open their own transactions.
    """
    if url := os.environ.get("DATABASE_URL"):
        database = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
        if database["ENGINE"].endswith("postgresql"):
            database["OPTIONS"] = POSTGRES_OPTIONS | database.get("OPTIONS", {})
        return database
    with contextlib.suppress(OSError):  # Where it cannot be made, SQLite or `serve` says so.
        sqlite_path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": sqlite_path,
        "OPTIONS": SQLITE_OPTIONS,
        "CONN_MAX_AGE": None,
    }


DATABASES = {"default": database_from_environment(sqlite_path=DATA_DIR / "fledge.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if redis_url := os.environ.get("REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},  # seconds
        }
    }

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = reverse_lazy("lms:sign_in")
LOGIN_REDIRECT_URL = reverse_lazy("lms:dashboard")
LOGOUT_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL

LANGUAGE_CODE = "en"
# Every text is marked for translation; a language joins this list once its translation is complete. Until then a
# visitor would read English between foreign dates, and from right to left.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# How much a request may send and how long a client may stall (`fledge_site.pages`, `fledge_site.server`). Larger files
# are accepted only in the admin, from people who may enter it.
MB = 2**20
REQUEST_LIMITS = {
    "BODY_BYTES": int(os.environ.get("MAX_BODY_MB", "10")) * MB,
    "UPLOAD_BYTES": int(os.environ.get("MAX_UPLOAD_MB", "1024")) * MB,
    "READ_SECONDS": int(os.environ.get("READ_TIMEOUT", "20")),  # without a byte of the request
    "WRITE_SECONDS": int(os.environ.get("WRITE_TIMEOUT", "60")),  # in which the client takes nothing of the answer
}
WAGTAILDOCS_MAX_UPLOAD_SIZE = REQUEST_LIMITS["UPLOAD_BYTES"]

# Background work. `default` stays immediate, because Wagtail queues its search and reference index there: in a
# database queue without a worker, search would silently go stale. Fledge's own tasks go to `lms`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "lms": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}
LMS = {
    "TASK_BACKEND": "lms",
    "TASK_TIMEOUT": float(os.environ.get("TASK_TIMEOUT") or 300),
    "KEY_DIRECTORY": os.environ.get("KEY_DIRECTORY") or DATA_DIR / "keys",
    "CREDENTIAL_KEY": os.environ.get("CREDENTIAL_KEY", ""),
    "DOCUMENT_KEY": os.environ.get("DOCUMENT_KEY", ""),
    "TRUSTED_PROXIES": [proxy.strip() for proxy in os.environ.get("TRUSTED_PROXIES", "").split(",") if proxy.strip()],
    "FONT_DIRECTORY": os.environ.get("FONT_DIRECTORY") or None,
}

EMAIL_BACKEND = "lms.notices.smtp.EmailBackend"
EMAIL_TIMEOUT = float(os.environ.get("EMAIL_TIMEOUT") or 10)  # seconds for each answer of the mail server
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Fledge <fledge@localhost>")
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "lms.accounts.password_reset.PasswordResetForm"  # noqa: S105 - not a password

WAGTAIL_SITE_NAME = "Fledge"
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
# The site asks nothing of the internet: no avatars and no news of releases from elsewhere.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "key", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"),
    *("mp4", "webm", "vtt"),  # videos and their captions
]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Public pages carry no inline script or style, so the policy can be strict. Wagtail's own admin needs more; Fledge
# does not loosen it for the public pages: `fledge_site.urls` does so for the admin alone.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/django-admin/"),
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows a page in a frame of the same site.
SECURE_REFERRER_POLICY = "same-origin"

# Without DEBUG Django would mail errors and print nothing; whoever runs the site wants to see them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
