"""Production refuses what would be silent and dangerous (row U2), and the demonstration stays out of it (row U6)."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import ConnectionHandler, OperationalError, connection
from wagtail.models import Page

from certificates.models import Certificate
from courses.models import Enrollment
from fledge_site import accounts
from fledge_site.bootstrap import ROOT
from fledge_site.settings import base
from tests import template_database
from tests.factories.users import UserFactory
from tests.patience import PATIENCE
from tests.silent_server import SilentServer

pytestmark = pytest.mark.row("U2", "U6")
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGH"
HOSTS = "learn.example.com"


def manage(*arguments, data, **environment):
    """Run manage.py under production settings with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "fledge_site.settings.production",
            "LMS_DATA_DIR": str(data),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_environment_reaches_the_settings(tmp_path):
    """State lives in one folder, and all that differs between firms comes from the environment."""
    wanted = {
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "learn.example.com,www.example.com",
        "DATABASE_URL": "postgresql://fledge:pass@db.example.com:5433/learning",
        "REDIS_URL": "redis://cache.example.com:6379/1",
        "EMAIL_HOST": "mail.example.com",
        "EMAIL_PORT": "587",
        "EMAIL_HOST_USER": "fledge",
        "EMAIL_USE_TLS": "1",
        "DEFAULT_FROM_EMAIL": "learning@example.com",
    }
    ask = (
        "from django.conf import settings as s; import json; print(json.dumps([s.SECRET_KEY, s.ALLOWED_HOSTS,"
        " {k: s.DATABASES['default'][k] for k in ('NAME', 'USER', 'HOST', 'PORT')}, s.CACHES['default']['LOCATION'],"
        " [s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_USE_TLS, s.DEFAULT_FROM_EMAIL],"
        " [str(s.MEDIA_ROOT), str(s.STATIC_ROOT)]]))"
    )
    result = manage("shell", "--no-imports", "-c", ask, data=tmp_path, **wanted)
    assert json.loads(result.stdout) == [
        SECRET,
        ["learn.example.com", "www.example.com"],
        {"NAME": "learning", "USER": "fledge", "HOST": "db.example.com", "PORT": 5433},
        "redis://cache.example.com:6379/1",
        ["mail.example.com", 587, "fledge", True, "learning@example.com"],
        [str(tmp_path / "media"), str(tmp_path / "static")],
    ]


@pytest.mark.row("R14")
def test_database_server_that_accepts_and_is_silent_is_given_up(db, monkeypatch, tmp_path):
    server = SilentServer()
    monkeypatch.setenv("DATABASE_URL", f"postgresql://fledge@127.0.0.1:{server.port}/learning?sslmode=disable")
    monkeypatch.setitem(base.POSTGRES_OPTIONS, "connect_timeout", 2)
    handler = ConnectionHandler({"default": base.database_from_environment(sqlite_path=tmp_path / "none")})
    try:
        with pytest.raises(OperationalError, match="timeout expired"):
            handler["default"].ensure_connection()
    finally:
        server.close()
    assert server.connections == 1


@pytest.mark.row("R14")
def test_every_wait_for_the_database_has_a_limit_that_the_address_overrides(monkeypatch, tmp_path):
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://fledge@db.example.com/learning?tcp_user_timeout=5&options=-c%20lock_timeout=3s"
    )
    options = base.database_from_environment(sqlite_path=tmp_path / "none")["OPTIONS"]
    assert options == base.POSTGRES_OPTIONS | {"tcp_user_timeout": 5, "options": "-c lock_timeout=3s"}
    assert options["connect_timeout"] == 10


@pytest.mark.row("R14")
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lock_timeout", "20s"),
        ("statement_timeout", "2min"),
        ("idle_in_transaction_session_timeout", "5min"),
    ],
)
def test_limits_are_in_force(db, name, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == (value,)


def test_data_folder_holds_the_database_unless_another_is_named(tmp_path):
    ask = "from django.conf import settings as s; print(s.DATABASES['default']['NAME'])"
    environment = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": HOSTS}
    result = manage("shell", "--no-imports", "-c", ask, data=tmp_path, **environment)
    assert result.stdout.strip() == str(tmp_path / "fledge.sqlite3")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ALLOWED_HOSTS": HOSTS}, "SECRET_KEY is missing or shorter than 50 characters"),
        ({"ALLOWED_HOSTS": HOSTS, "SECRET_KEY": "short"}, "SECRET_KEY is missing or shorter than 50 characters"),
        ({"SECRET_KEY": SECRET}, "ALLOWED_HOSTS names no host"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS names no host"),
    ],
)
def test_production_does_not_start_without(environment, sentence, tmp_path):
    result = manage("check", data=tmp_path, **environment)
    assert result.returncode == 1
    assert sentence in result.stderr.splitlines()[-1]


def test_production_settings_pass_the_deployment_check(tmp_path, django_db_setup):
    template_database.copy_to(tmp_path / "fledge.sqlite3")
    environment = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": HOSTS, "data": tmp_path}
    result = manage("check", "--deploy", "--tag=security", "--fail-level=WARNING", **environment)
    assert (result.returncode, result.stdout, result.stderr) == (
        0,
        "System check identified no issues (2 silenced).\n",
        "",
    )


def test_demonstration_is_refused_in_production(settings, db):
    settings.LMS_DEMO = False
    with pytest.raises(CommandError, match="public password"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_demonstration_is_loaded_once(db):
    call_command("load_demo", verbosity=0, stdout=StringIO())
    before = [(model._meta.label, model.objects.count()) for model in (User, Page, Enrollment, Certificate)]
    signed_in = {name for name in accounts.DEMO_USERNAMES if authenticate(username=name, password="fledge-demo")}
    assert signed_in == {"admin", "trainer", "facilitator", "manager", "learner"}
    assert accounts.open_to_everybody() == sorted(signed_in)
    call_command("load_demo", verbosity=0, stdout=StringIO())
    assert before == [(model._meta.label, model.objects.count()) for model in (User, Page, Enrollment, Certificate)]


def test_site_does_not_start_with_accounts_of_the_demonstration(db):
    UserFactory(username="trainer", password=accounts.DEMO_PASSWORD)
    UserFactory(username="admin", password=accounts.DEMO_PASSWORD)
    with pytest.raises(ImproperlyConfigured, match=r"are in this database: admin, trainer\."):
        accounts.refuse_demonstration_accounts()
    (error,) = accounts.check_demonstration_accounts(None)
    assert error.id == "lms_site.E001"


def test_site_starts_with_an_admin_of_its_own(db):
    UserFactory(username="admin", password="a passphrase of the firm")
    UserFactory(username="learner", password=accounts.DEMO_PASSWORD, is_active=False)
    accounts.refuse_demonstration_accounts()
    assert accounts.check_demonstration_accounts(None) == []
