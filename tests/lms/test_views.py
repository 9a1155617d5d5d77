import pytest
from django.core.cache import cache
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from wagtail.models import Site

from tests.factories.users import AdminFactory, LearnerFactory


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/learning/", "/learning/health/", "/learning/styleguide/"])
def test_page_to_read_refuses_post(client, path):
    client.force_login(LearnerFactory())

    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_dashboard_of_anonymous_people_is_the_sign_in_page(client):
    assert client.get("/learning/").url == "/learning/sign-in/?next=/learning/"


@pytest.mark.django_db
def test_styleguide_is_only_for_development(client, settings):
    client.force_login(AdminFactory())
    assert client.get("/learning/styleguide/").status_code == 404


@pytest.mark.django_db
def test_public_pages_have_no_inline_script_or_style(client, learner_page):
    html = learner_page.content.decode()

    assert "<style" not in html
    assert " style=" not in html
    assert "onclick=" not in html
    assert "<script>" not in html
    assert "default-src 'self'" in learner_page["Content-Security-Policy"]
    assert "unsafe-inline" not in learner_page["Content-Security-Policy"]


@pytest.fixture(params=["/learning/", "/learning/classes/"])
def learner_page(request, client, catalog):
    client.force_login(LearnerFactory())
    return client.get(request.param)


def names_below(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_below(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_urls_of_the_apps_come_by_hook_under_one_line_of_the_host():
    names = set(names_below(get_resolver("lms.urls")))

    assert names >= {"lms:dashboard", "lms:sign_in", "lms:sign_out", "lms:health", "lms_courses:catalog"}
    assert all(name.startswith("lms") for name in names)


@pytest.mark.django_db
def test_pages_at_an_address_without_a_site_do_without_a_brand(client):
    Site.objects.all().delete()
    cache.clear()

    response = client.get("/learning/sign-in/")

    assert response.status_code == 200
    assert "· Fledge</title>" in response.content.decode()
