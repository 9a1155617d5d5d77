"""Wagtail's site is known without asking, and never an older one than the database has."""

import pytest
from django.test import RequestFactory
from django.urls import resolve
from wagtail.models import Page, Site

from lms.caching.middleware import CachedSiteMiddleware
from tests.factories.courses import CatalogPageFactory

pytestmark = pytest.mark.django_db


def site_of(host="testserver"):
    """Return the site that a request for the front page gets."""
    request = RequestFactory().get("/", headers={"host": host})
    request.resolver_match = resolve("/")
    CachedSiteMiddleware(None).process_view(request, *request.resolver_match[:3])
    return Site.find_for_request(request)


def test_second_request_asks_for_the_token_alone(django_assert_num_queries):
    catalog = CatalogPageFactory()
    site_of()

    with django_assert_num_queries(1):
        site = site_of()
        assert site.root_page.specific == catalog


def test_front_page_follows_the_site_at_once(client):
    first, second = CatalogPageFactory(title="Shelves"), CatalogPageFactory(title="Other shelves")
    assert "<h1>Other shelves</h1>" in client.get("/").content.decode()

    site = Site.objects.get()
    site.root_page = first
    site.save()
    assert "<h1>Shelves</h1>" in client.get("/").content.decode()

    first.title = "Empty shelves"
    first.save_revision().publish()
    assert "<h1>Empty shelves</h1>" in client.get("/").content.decode()

    site.root_page = second
    site.save()
    first.delete()
    assert "<h1>Other shelves</h1>" in client.get("/").content.decode()


def test_each_host_gets_its_own_site():
    CatalogPageFactory()
    other = Site.objects.create(hostname="second.example", root_page=Page.get_first_root_node())

    for _round in range(2):
        assert site_of("second.example") == other
        assert site_of("first.example").is_default_site


def test_what_a_request_adds_to_the_site_is_not_seen_by_the_next():
    CatalogPageFactory(title="Shelves")
    for _round in range(2):
        site = site_of()
        assert (site.site_name, site.root_page.title, site.root_page.specific.title) == ("", "Shelves", "Shelves")
        site.site_name = site.root_page.title = site.root_page.specific.title = "Changed"


def test_without_any_site_there_is_no_page(client):
    CatalogPageFactory()
    Site.objects.all().delete()

    assert site_of() is None
    assert client.get("/").status_code == 404


def test_other_views_cost_nothing(django_assert_num_queries):
    request = RequestFactory().get("/learning/health/")
    request.resolver_match = resolve("/learning/health/")

    with django_assert_num_queries(0):
        CachedSiteMiddleware(None).process_view(request, *request.resolver_match[:3])

    assert not hasattr(request, "_wagtail_site")
