"""Silent mistakes of a host, turned into a message with a hint."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, Warning, register
from django.urls import NoReverseMatch, reverse

from lms.accounts.client_addresses import read_networks

from .conf import DEFAULTS, lms_settings

#: Caches of one process, or of none.
UNSHARED_CACHES = ("django.core.cache.backends.locmem.", "django.core.cache.backends.dummy.")


@register
def check_setting_keys(app_configs, **kwargs):
    unknown = sorted(set(getattr(settings, "LMS", {})) - set(DEFAULTS))
    return [
        Error(
            f"LMS has an unknown key {key!r}.",
            hint=f"Known keys: {', '.join(sorted(DEFAULTS))}.",
            id="lms.E001",
        )
        for key in unknown
    ]


@register
def check_task_backend(app_configs, **kwargs):
    backend = getattr(settings, "LMS", {}).get("TASK_BACKEND", DEFAULTS["TASK_BACKEND"])
    if backend == "default" or backend in getattr(settings, "TASKS", {}):
        return []
    return [
        Error(
            f"LMS['TASK_BACKEND'] is {backend!r}, which TASKS does not define.",
            hint=f"Add {backend!r} to TASKS, or leave TASK_BACKEND out to use 'default'.",
            id="lms.E002",
        )
    ]


@register
def check_installed_apps(app_configs, **kwargs):
    needed = ("crispy_forms", "crispy_bootstrap5", "wagtail.contrib.settings", "wagtail.contrib.table_block")
    return [
        Error(f"Fledge needs {app!r}.", hint=f"Add {app!r} to INSTALLED_APPS.", id="lms.E003")
        for app in needed
        if not apps.is_installed(app)
    ]


@register
def check_crispy_template_pack(app_configs, **kwargs):
    if getattr(settings, "CRISPY_TEMPLATE_PACK", None) == "bootstrap5":
        return []
    return [
        Error(
            "Fledge's forms are drawn by crispy-bootstrap5.",
            hint='Set CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5".',
            id="lms.E004",
        )
    ]


@register
def check_urls(app_configs, **kwargs):
    try:
        reverse("lms:dashboard")
    except NoReverseMatch:
        return [
            Error(
                "Fledge's URLs are not included.",
                hint='Add path("learning/", include("lms.urls")) above Wagtail\'s catch-all in your urls.py.',
                id="lms.E005",
            )
        ]
    return []


@register
def check_page_model(app_configs, **kwargs):
    # Wagtail 8.0 lets a host swap the base page; Fledge's pages and their migrations build on Wagtail's own.
    if getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page") == "wagtailcore.Page":
        return []
    return [
        Error(
            "Fledge's pages build on Wagtail's own Page model, but WAGTAIL_PAGE_MODEL names another.",
            hint="Leave WAGTAIL_PAGE_MODEL unset on a site that uses Fledge.",
            id="lms.E006",
        )
    ]


@register
def check_times_have_zones(app_configs, **kwargs):
    if settings.USE_TZ:
        return []
    return [
        Error(
            "Fledge needs USE_TZ = True: it shows times in the time zone of a class or a person.",
            hint="Remove USE_TZ = False from your settings. Django's page “Time zones” tells how to convert the times "
            "that your database already has.",
            id="lms.E008",
        )
    ]


@register
def check_user_model(app_configs, **kwargs):
    model = get_user_model()
    needed = ("email", "groups", "is_active", "is_superuser", "last_login")
    fields = {field.name for field in model._meta.get_fields()}
    missing = [name for name in needed if name not in fields]
    if not missing:
        return []
    return [
        Error(
            f"Fledge needs the fields {', '.join(missing)}, which {model._meta.label} does not have.",
            hint="Build your user model on AbstractBaseUser and PermissionsMixin, with the fields email and is_active.",
            id="lms.E009",
        )
    ]


@register
def check_mail_has_a_timeout(app_configs, **kwargs):
    if settings.EMAIL_BACKEND != "django.core.mail.backends.smtp.EmailBackend" or settings.EMAIL_TIMEOUT:
        return []
    return [
        Warning(
            "A mail server that accepts connections but never answers can block a page or a worker forever.",
            hint='Set EMAIL_TIMEOUT = 10, or EMAIL_BACKEND = "lms.notices.smtp.EmailBackend", which has a timeout and '
            "does not retry a silent server for every email.",
            id="lms.W002",
        )
    ]


@register
def check_sqlite_is_patient(app_configs, **kwargs):
    database = settings.DATABASES.get("default", {})
    if not str(database.get("ENGINE", "")).endswith("sqlite3"):
        return []
    if database.get("OPTIONS", {}).get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        Warning(
            "With its default settings, SQLite refuses most writes when a whole class saves at once.",
            hint='Set OPTIONS = {"timeout": 20, "transaction_mode": "IMMEDIATE", '
            '"init_command": "PRAGMA journal_mode=WAL;"}, or use PostgreSQL.',
            id="lms.W001",
        )
    ]


@register
def check_trusted_proxies(app_configs, **kwargs):
    proxies = lms_settings.TRUSTED_PROXIES
    try:
        if isinstance(proxies, str):
            raise ValueError("it is a string, not a list")
        read_networks(tuple(proxies))
    except ValueError as error:
        return [
            Error(
                f"LMS['TRUSTED_PROXIES'] cannot be read: {error}.",
                hint='List addresses and networks, such as ["127.0.0.1", "10.0.0.0/8"], or "unix" for a Unix socket.',
                id="lms.E007",
            )
        ]
    return []


@register(Tags.caches, deploy=True)
def check_cache_is_shared(app_configs, **kwargs):
    backend = settings.CACHES["default"]["BACKEND"]
    if not backend.startswith(UNSHARED_CACHES):
        return []
    return [
        Warning(
            f"The cache ({backend}) is not shared: each process has its own.",
            hint="With more than one process, use Redis, Memcached or a file: Wagtail keeps the addresses of sites in "
            "the cache, and the other processes keep using old ones. Fledge's throttles count in the database, so "
            "they work either way.",
            id="lms.W003",
        )
    ]


@register(Tags.security, deploy=True)
def check_sign_in_is_throttled(app_configs, **kwargs):
    wanted = {
        "AUTHENTICATION_BACKENDS": (
            "lms.accounts.backends.ThrottleBackend",
            "passwords at every sign-in page but Fledge's own",
        ),
        "MIDDLEWARE": ("lms.accounts.middleware.ThrottleMiddleware", "passwords of pages and password resets"),
    }
    return [
        Warning(
            f"Nothing limits guessing and flooding: {what}.",
            hint=f"Add {name!r} to {setting}{', as the first' if setting == 'AUTHENTICATION_BACKENDS' else ''}.",
            id="lms.W004",
        )
        for setting, (name, what) in wanted.items()
        if name not in getattr(settings, setting)
    ]
