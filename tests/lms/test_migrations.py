"""Each app has one first migration, which is frozen from the first release on."""

from pathlib import Path

import pytest
from django.apps import apps

APPS = ["lms", "lms_courses", "lms_brainstorm", "lms_certificates"]


@pytest.mark.parametrize("app", APPS)
def test_app_begins_with_one_migration(app):
    names = sorted(path.stem for path in Path(apps.get_app_config(app).path, "migrations").glob("0001_*.py"))

    assert names == ["0001_initial"]
