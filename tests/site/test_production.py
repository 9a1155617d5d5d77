"""Production refuses what would be silent and dangerous (row U2), and the demonstration stays out of it (row U6)."""

import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from lms.site import accounts
from lms.site.bootstrap import ROOT
from tests.factories.users import UserFactory

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGH"
HOSTS = "learn.example.com"


def manage(*arguments, data, **environment):
    """Run manage.py under production settings with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "lms.site.settings.production",
            "LMS_DATA_DIR": str(data),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


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


def test_production_settings_pass_the_deployment_check(tmp_path):
    environment = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": HOSTS, "data": tmp_path}
    assert manage("migrate", "-v0", **environment).returncode == 0
    result = manage("check", "--deploy", "--fail-level=WARNING", **environment)
    assert (result.returncode, result.stdout, result.stderr) == (
        0,
        "System check identified no issues (2 silenced).\n",
        "",
    )


def test_demonstration_is_refused_in_production(settings, db):
    settings.LMS_DEMO = False
    with pytest.raises(CommandError, match="public password"):
        call_command("load_demo")
    assert not get_user_model().objects.exists()


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
