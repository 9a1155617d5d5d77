"""Each check speaks where the host made the mistake, and is silent where it did not."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.core.checks import ERROR, WARNING, run_checks
from django.db import connection

from lms import checks
from lms.conf import DEFAULTS
from tests.test_architecture import ROOT


def fledge_ids():
    return [message.id for message in run_checks() if message.id.startswith("lms.")]


@pytest.mark.django_db
def test_checks_are_silent_on_the_reference_site():
    assert fledge_ids() == []


def test_unknown_setting_key_is_e001(settings):
    settings.LMS = {"TASK_BACKED": "lms", "TASK_BACKEND": "default", "AUTO": 1}

    first, second = checks.check_setting_keys(None)

    assert [(each.id, each.level) for each in (first, second)] == [("lms.E001", ERROR)] * 2
    assert first.msg == "LMS has an unknown key 'AUTO'."
    assert second.msg == "LMS has an unknown key 'TASK_BACKED'."
    assert first.hint == f"Known keys: {', '.join(sorted(DEFAULTS))}."


@pytest.mark.parametrize("lms", [{}, {"TASK_BACKEND": "lms", "SIGN_IN_URL": "/sso/"}])
def test_known_setting_keys_are_silent(settings, lms):
    settings.LMS = lms
    assert checks.check_setting_keys(None) == []


def test_host_without_the_setting_is_silent(settings):
    del settings.LMS
    assert checks.check_setting_keys(None) == []
    assert checks.check_task_backend(None) == []


def test_task_backend_that_does_not_exist_is_e002(settings):
    settings.LMS = {"TASK_BACKEND": "printing"}

    [error] = checks.check_task_backend(None)

    assert (error.id, error.level) == ("lms.E002", ERROR)
    assert error.msg == "LMS['TASK_BACKEND'] is 'printing', which TASKS does not define."
    settings.TASKS = {"printing": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    assert checks.check_task_backend(None) == []


def test_task_backend_default_needs_no_setting(settings):
    settings.LMS = {"TASK_BACKEND": "default"}
    del settings.TASKS
    assert checks.check_task_backend(None) == []


@pytest.mark.parametrize(
    "app", ["crispy_forms", "crispy_bootstrap5", "wagtail.contrib.settings", "wagtail.contrib.table_block"]
)
def test_app_not_installed_is_e003(app):
    apps.set_available_apps([config.name for config in apps.get_app_configs() if config.name != app])
    try:
        [error] = checks.check_installed_apps(None)
    finally:
        apps.unset_available_apps()

    assert (error.id, error.level, error.msg) == ("lms.E003", ERROR, f"Fledge needs {app!r}.")
    assert error.hint == f"Add {app!r} to INSTALLED_APPS."
    assert checks.check_installed_apps(None) == []


@pytest.mark.parametrize("pack", ["bootstrap4", None])
def test_crispy_template_pack_missing_is_e004(settings, pack):
    settings.CRISPY_TEMPLATE_PACK = pack
    [error] = checks.check_crispy_template_pack(None)
    assert (error.id, error.level) == ("lms.E004", ERROR)

    settings.CRISPY_TEMPLATE_PACK = "bootstrap5"
    assert checks.check_crispy_template_pack(None) == []


@pytest.mark.urls("wagtail.documents.urls")
def test_urls_not_included_are_e005():
    [error] = checks.check_urls(None)

    assert (error.id, error.level, error.msg) == ("lms.E005", ERROR, "Fledge's URLs are not included.")


def test_urls_included_are_silent():
    assert checks.check_urls(None) == []


def test_page_model_swapped_is_e006(settings):
    settings.WAGTAIL_PAGE_MODEL = "firm.FirmPage"
    [error] = checks.check_page_model(None)
    assert (error.id, error.level) == ("lms.E006", ERROR)

    settings.WAGTAIL_PAGE_MODEL = "wagtailcore.Page"
    assert checks.check_page_model(None) == []


@pytest.mark.row("R14")
@pytest.mark.parametrize(
    ("backend", "seconds", "ids"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", None, ["lms.W002"]),
        ("django.core.mail.backends.smtp.EmailBackend", 10, []),
        ("lms.notices.smtp.EmailBackend", None, []),
        ("django.core.mail.backends.console.EmailBackend", None, []),
    ],
)
def test_mail_server_without_a_timeout_is_w002(settings, backend, seconds, ids):
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = backend, seconds
    messages = checks.check_mail_has_a_timeout(None)
    assert [message.id for message in messages] == ids
    assert all(message.level == WARNING and "EMAIL_TIMEOUT = 10" in message.hint for message in messages)


@pytest.mark.parametrize(
    ("engine", "options", "ids"),
    [
        ("django.db.backends.sqlite3", {}, ["lms.W001"]),
        ("django.db.backends.sqlite3", {"transaction_mode": "DEFERRED"}, ["lms.W001"]),
        ("django.db.backends.sqlite3", {"transaction_mode": "IMMEDIATE"}, []),
        ("django.db.backends.postgresql", {}, []),
    ],
)
def test_sqlite_with_its_default_settings_is_w001(settings, engine, options, ids):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(settings.DATABASES, "default", {"ENGINE": engine, "OPTIONS": options})
        messages = checks.check_sqlite_is_patient(None)

    assert [message.id for message in messages] == ids
    assert all(message.level == WARNING and "IMMEDIATE" in message.hint for message in messages)


def test_sqlite_of_the_reference_site_is_patient():
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert checks.check_sqlite_is_patient(None) == []


def test_app_of_the_host_with_a_name_of_fledge_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "courses").mkdir()
    (tmp_path / "courses" / "__init__.py").touch()
    start = "from django.apps import AppConfig; AppConfig.create('lms')"
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", start]  # which looks for modules in its folder first, as manage.py does
    started = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert started.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: Fledge brings a Python package named 'courses', but Python finds "
        f"another one first: {tmp_path}/courses/__init__.py. Rename yours, or put it into a package of your project."
    )
