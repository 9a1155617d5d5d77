"""`role_required`, `sign_in_required`, and signing in and out."""

import re

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from lms.roles.permissions import Role, role_required, sign_in_required, sign_in_url
from tests.factories.users import AdminFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


@role_required(Role.TRAINER, Role.MANAGER)
def staff_room(request):
    """Where trainers and managers meet."""
    return HttpResponse(f"hello {request.user.get_username()}")


@sign_in_required
def lobby(request, number=0):
    return HttpResponse(f"lobby {number}")


def as_user(rf, user, path="/room/?a=1&b=2", method="get"):
    request = getattr(rf, method)(path)
    request.user = user
    return request


@pytest.mark.parametrize("factory", [TrainerFactory, ManagerFactory, AdminFactory])
def test_role_required_lets_holders_in(rf, factory):
    user = factory()

    response = staff_room(as_user(rf, user))

    assert (response.status_code, response.content.decode()) == (200, f"hello {user.get_username()}")


def test_role_required_refuses_other_roles(rf):
    with pytest.raises(PermissionDenied):
        staff_room(as_user(rf, LearnerFactory()))


def test_role_required_sends_anonymous_people_to_sign_in_and_back(rf):
    response = staff_room(as_user(rf, AnonymousUser()))

    assert response.status_code == 302
    assert response.url == "/learning/sign-in/?next=/room/%3Fa%3D1%26b%3D2"


def test_role_required_after_a_form_leads_to_the_front_page(rf):
    response = staff_room(as_user(rf, AnonymousUser(), method="post"))

    assert response.url == "/learning/sign-in/?next=/"


def test_role_required_keeps_the_name_of_the_view():
    assert staff_room.__name__ == "staff_room"
    assert staff_room.__doc__ == "Where trainers and managers meet."


def test_sign_in_required_passes_arguments_on(rf):
    assert lobby(as_user(rf, LearnerFactory()), number=3).content == b"lobby 3"
    assert lobby(as_user(rf, AnonymousUser()), number=3).status_code == 302


@pytest.mark.parametrize(
    ("login_url", "lms", "expected"),
    [
        ("/accounts/login/", {}, "/learning/sign-in/"),
        ("/firm/sign-in/", {}, "/firm/sign-in/"),
        ("wagtailadmin_login", {}, "/admin/login/"),
        ("/firm/sign-in/", {"SIGN_IN_URL": "/sso/"}, "/sso/"),
        ("/accounts/login/", {"SIGN_IN_URL": "wagtailadmin_login"}, "/admin/login/"),
    ],
)
def test_sign_in_url_is_the_hosts_where_it_has_one(settings, login_url, lms, expected):
    settings.LOGIN_URL, settings.LMS = login_url, lms

    assert sign_in_url() == expected


# --- Signing in and out -------------------------------------------------------------------------------------------


def sign_in(client, next_url=None, password="a-long-passphrase"):
    data = {"username": "odile", "password": password} | ({"next": next_url} if next_url else {})
    return client.post("/learning/sign-in/", data)


def test_sign_in_page_keeps_where_to_go_next_in_its_address(client):
    LearnerFactory(username="odile")
    address = "/learning/sign-in/?next=/learning/classes/"

    page = client.get(address).content.decode()
    forms = re.findall(r"<form[^>]*>(?=(?:(?!</form>).)*name=\"username\")", page, re.DOTALL)
    response = client.post(address, {"username": "odile", "password": "a-long-passphrase"})

    assert len(forms) == 6, "a form to fill in, and one for each account of the demonstration"
    assert not any("action=" in form for form in forms), "a form is sent to the address of its page"
    assert response.url == "/learning/classes/"


def test_sign_in_leads_to_my_learning(client):
    user = LearnerFactory(username="odile")

    response = sign_in(client)

    assert (response.status_code, response.url) == (302, "/learning/")
    assert get_user(client) == user


def test_sign_in_leads_back_to_where_one_came_from(client):
    LearnerFactory(username="odile")

    assert sign_in(client, "/learning/classes/").url == "/learning/classes/"


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_never_leads_to_another_site(client, next_url):
    LearnerFactory(username="odile")

    assert sign_in(client, next_url).url == "/learning/"


@pytest.mark.parametrize(("password", "is_active"), [("wrong", True), ("a-long-passphrase", False)])
def test_sign_in_refused_says_so(client, password, is_active):
    LearnerFactory(username="odile", is_active=is_active)

    response = sign_in(client, password=password)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "Please enter a correct username and password. Note that both fields may be case-sensitive."
    ]
    assert "Please enter a correct username and password." in response.content.decode()
    assert get_user(client).is_anonymous


def test_sign_in_page_of_somebody_signed_in_leads_to_my_learning(client):
    client.force_login(LearnerFactory())

    assert client.get("/learning/sign-in/").url == "/learning/"


def test_sign_out_by_post_leads_to_the_front_page(client):
    client.force_login(LearnerFactory())

    response = client.post("/learning/sign-out/")

    assert (response.status_code, response.url) == (302, "/")
    assert get_user(client).is_anonymous


def test_sign_out_by_get_is_refused(client):
    user = LearnerFactory()
    client.force_login(user)

    assert client.get("/learning/sign-out/").status_code == 405
    assert get_user(client) == user
