import pytest
from django.core.cache import cache

from tests.factories.courses import CatalogPageFactory


@pytest.fixture(autouse=True)
def _empty_cache():
    """Tests share one process, and so one in-memory cache."""
    cache.clear()


@pytest.fixture
def catalog(db):
    """The catalog page, as the root of the default site."""
    return CatalogPageFactory(title="Courses")
