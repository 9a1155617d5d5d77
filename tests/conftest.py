import gc

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django_tasks import task_backends

from tests import template_database
from tests.factories.courses import CatalogPageFactory

# How long an example takes, and how long it takes to think of one, is the machine's affair.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(config, items):
    """Mark what empties the database when it is done, and what meets no database of the suite at all.

    What means something on PostgreSQL only is left out elsewhere, rather than skipped at each run.
    """
    if connection.vendor != "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("postgres")])
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]
    for item in items:
        database = item.get_closest_marker("django_db")
        if database and database.kwargs.get("transaction"):
            item.add_marker(pytest.mark.alone)
        is_case = item.cls and issubclass(item.cls, TransactionTestCase)
        if not (database or is_case or "db" in item.fixturenames):
            item.add_marker(pytest.mark.any_database)


def pytest_collection_finish():
    """Spare the garbage collector what stays until the end: it takes a twentieth of the suite otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Let `migrate` go on from the template instead of from nothing."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    template_database.restore()


@pytest.fixture(autouse=True)
def _empty_memory():
    """Tests share one process, and so one in-memory cache and one list of what would have been indexed."""
    cache.clear()
    task_backends["default"].clear()


@pytest.fixture
def search_index(settings):
    """Have Wagtail index what is saved at once, as on a site. Comes before whatever makes pages."""
    immediate = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    settings.TASKS = settings.TASKS | {"default": immediate}


@pytest.fixture
def catalog(db):
    """The catalog page, as the root of the default site."""
    return CatalogPageFactory(title="Courses")


@pytest.fixture
def count_queries(db):
    """Return a function that calls `page` twice and counts the queries of the second call, caches being warm."""

    def count(page):
        page()
        with CaptureQueriesContext(connection) as queries:
            response = page()
        assert response.status_code == 200
        return len(queries)

    return count
