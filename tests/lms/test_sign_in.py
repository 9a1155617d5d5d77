"""No one guesses passwords for long, on any page; and no one is locked out by what someone else does."""

import asyncio
import re
import resource
import subprocess
import sys

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import aauthenticate, authenticate, get_user
from django.core.exceptions import ValidationError
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from lms import checks
from lms.accounts import sign_in
from lms.accounts.middleware import PAGE_PASSWORDS, RESETS, RESETS_OF_ADDRESS, ThrottleMiddleware
from lms.models import AttemptCount
from tests.factories.users import AdminFactory, LearnerFactory
from tests.test_architecture import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.row("R18")]

PAGES = ["/learning/sign-in/", "/admin/login/", "/django-admin/login/"]
PASSWORD = "a-long-passphrase"
WAIT = re.compile(r"Too many attempts\. Try again in \d+ minutes?\.")
ELSEWHERE = "198.51.100.7"


def enter(client, page=PAGES[0], username="odile", password=PASSWORD, **headers):
    return client.post(page, {"username": username, "password": password}, **headers)


@pytest.mark.parametrize("page", PAGES)
def test_one_account_takes_ten_wrong_passwords_from_one_address(client, page):
    AdminFactory(username="odile")
    for name in ("odile", "Odile", " ODILE") * 3 + ("odile",):
        assert enter(client, page, name, "a guess").status_code == 200

    refused = enter(client, page)

    assert refused.status_code == 429
    assert WAIT.search(refused.content.decode())
    assert 0 < int(refused["Retry-After"]) <= 900
    assert not get_user(client).is_authenticated
    assert enter(client, page, REMOTE_ADDR=ELSEWHERE).status_code == 302


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("nothing", ["", " ", "\0"])
def test_form_without_a_password_gives_no_attempt_back(client, page, nothing):
    for _number in range(10):
        enter(client, page, "odile", "a guess")
        enter(client, page, "odile", nothing)
    assert enter(client, page, "odile", "a guess").status_code == 429


def test_limit_holds_over_all_pages(client):
    AdminFactory(username="odile")
    for page in (PAGES * 4)[:10]:
        assert enter(client, page, password="a guess").status_code == 200
    assert {enter(client, page).status_code for page in PAGES} == {429}


def test_one_password_over_many_accounts_is_stopped(client):
    names = [LearnerFactory().username for _each in range(24)]
    statuses = [enter(client, username=name, password="Summer2026!").status_code for name in names]
    assert statuses == [200] * 20 + [429] * 4
    assert enter(client, username="nobody").status_code == 429


def test_addresses_of_one_household_count_together(client):
    for number in range(20):
        enter(client, username=f"person{number}", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert enter(client, username="odile", REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert enter(client, username="odile", REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_forged_header_is_no_way_round(client):
    for number in range(20):
        enter(client, username=f"person{number}", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert enter(client, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_people_behind_a_named_proxy_count_apart(client, settings):
    settings.LMS = {**settings.LMS, "TRUSTED_PROXIES": ["127.0.0.1"]}
    LearnerFactory(username="odile")
    for number in range(20):
        enter(client, username=f"person{number}", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert enter(client, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429
    assert enter(client, HTTP_X_FORWARDED_FOR=ELSEWHERE).status_code == 302


def test_classroom_whose_people_mistype_and_then_sign_in_is_not_stopped():
    """Forty people behind one address, each with two failed attempts: eighty in all, and none of them counts."""
    for _each in range(40):
        client, user = Client(), LearnerFactory()
        for _mistake in range(2):
            assert enter(client, username=user.get_username(), password="a gues").status_code == 200
        assert enter(client, username=user.get_username()).status_code == 302
    assert set(AttemptCount.objects.values_list("count", flat=True)) == {0}


def test_guessing_from_a_thousand_machines_is_stopped_but_not_the_owner_at_a_known_browser(client):
    LearnerFactory(username="odile")
    assert enter(client).status_code == 302
    client.post("/learning/sign-out/")
    statuses = [enter(Client(), password="a guess", REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(51)]
    assert statuses == [200] * 50 + [429]

    assert enter(Client(), REMOTE_ADDR=ELSEWHERE).status_code == 429
    assert enter(client).status_code == 302


def test_known_browser_is_stopped_by_its_own_attempts_and_known_for_one_account_only(client):
    LearnerFactory(username="odile")
    LearnerFactory(username="piet")
    enter(client)
    client.post("/learning/sign-out/")
    statuses = [enter(client, password="a guess").status_code for _number in range(11)]
    assert statuses == [200] * 10 + [429]
    for number in range(20):
        enter(Client(), username=f"person{number}", password="a guess")
    assert enter(client, username="piet").status_code == 429


@pytest.mark.parametrize("cookie", ["", "forged", "x" * 5000, "a:b:c"])
def test_forged_cookie_knows_nobody(client, cookie):
    client.cookies[sign_in.COOKIE] = cookie
    statuses = [enter(client, username=f"person{number}").status_code for number in range(21)]
    assert statuses == [200] * 20 + [429]


def test_name_of_a_million_combining_letters_takes_no_time(tmp_path):
    """To put them in order takes hours, in which no other thread runs."""
    script = "from lms.accounts.sign_in import normalize; normalize('a' + chr(0x315) * 10**6 + chr(0x327) * 10**6)"
    counted = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "fledge_site.settings.dev", "LMS_DATA_DIR": str(tmp_path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (30, 30)),
    )
    assert counted.returncode == 0


def test_cookie_is_kept_from_scripts(client):
    LearnerFactory(username="odile")
    cookie = enter(client, PAGES[0]).cookies[sign_in.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_api_that_checks_a_password_on_each_request_is_not_stopped(rf):
    user = LearnerFactory(username="odile")

    def answer(request):
        return HttpResponse(authenticate(request, username="odile", password=PASSWORD).pk)

    for _number in range(15):
        assert ThrottleMiddleware(answer)(rf.get("/")).content.decode() == str(user.pk)


def test_attempt_that_ended_in_an_error_stays_counted(rf):
    def fail(request):
        sign_in.begin(request, "odile")
        return HttpResponse(status=500)

    for _number in range(10):
        ThrottleMiddleware(fail)(rf.post("/"))
    with pytest.raises(ValidationError, match="Too many attempts"):
        ThrottleMiddleware(fail)(rf.post("/"))


def test_without_a_request_nothing_is_counted():
    for _number in range(12):
        assert authenticate(username="odile", password="a guess") is None
    assert AttemptCount.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_asynchronous_sign_in_is_counted(rf):
    async def guess():
        for _number in range(10):
            assert await aauthenticate(rf.post("/"), username="odile", password="a guess") is None
        with pytest.raises(ValidationError, match="Too many attempts"):
            await aauthenticate(rf.post("/"), username="odile", password="a guess")
        await sync_to_async(connections.close_all)()  # those of the thread in which the backend asked

    asyncio.run(guess())


def test_failed_sign_ins_are_logged_in_one_line_without_the_password(client, caplog):
    enter(client, username='odile"\nFailed sign-in from 1.2.3.4', password="hunter2", REMOTE_ADDR=ELSEWHERE)
    enter(client, PAGES[1], username="x" * 250, password="hunter2")
    for _number in range(11):
        enter(client, PAGES[2], password="hunter2")

    lines = [record.getMessage() for record in caplog.records if record.name == "lms.accounts.sign_in"]
    assert lines[0] == f'Failed sign-in from {ELSEWHERE} as "odile\\"?Failed sign-in from 1.2.3.4"'
    assert lines[1] == f'Failed sign-in from 127.0.0.1 as "{"x" * 100}"'
    assert lines[-1] == 'Refused sign-in from 127.0.0.1 as "odile"'
    assert len(lines) == 13
    assert "hunter2" not in caplog.text


# --- Wagtail's own passwords and resets ----------------------------------------------------------------------------


@pytest.fixture
def guarded(catalog):
    """The address that takes the password of a page."""
    restriction = PageViewRestriction.objects.create(page=catalog, restriction_type="password", password="open sesame")
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, catalog.pk])


def guess(client, address, password="a guess", **headers):
    return client.post(address, {"password": password, "return_url": "/"}, **headers)


def test_password_of_a_page_takes_so_many_guesses(client, guarded):
    assert guess(client, guarded, "open sesame").status_code == 302
    statuses = [guess(client, guarded).status_code for _number in range(PAGE_PASSWORDS.limit + 1)]
    assert statuses == [200] * PAGE_PASSWORDS.limit + [429]
    refused = guess(client, guarded, "open sesame")
    assert refused.status_code == 429
    assert WAIT.search(refused.content.decode())
    assert guess(client, guarded, "open sesame", REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_password_of_a_page_is_not_closed_to_whoever_is_signed_in(client, guarded):
    for _number in range(PAGE_PASSWORDS.limit + 1):
        guess(Client(), guarded)
    client.force_login(LearnerFactory())
    assert guess(client, guarded, "open sesame").status_code == 302


def test_password_of_documents_takes_so_many_guesses(client):
    restriction = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="password", password="open sesame"
    )
    address = reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])
    statuses = [guess(client, address).status_code for _number in range(PAGE_PASSWORDS.limit + 1)]
    assert statuses == [200] * PAGE_PASSWORDS.limit + [429]


def test_resets_are_limited_by_mail_address_and_by_network(client, mailoutbox):
    AdminFactory(username="odile", email="odile@firm.example")
    reset = reverse("wagtailadmin_password_reset")
    for name, address in (("odile", ELSEWHERE), ("nobody", "198.51.100.8")):  # no one learns who has an account
        answers = [client.post(reset, {"email": f"{name}@firm.example"}, REMOTE_ADDR=address) for _number in range(6)]
        assert [answer.status_code for answer in answers] == [302] * RESETS_OF_ADDRESS.limit + [429]
        assert WAIT.search(answers[-1].content.decode())
    assert len(mailoutbox) == RESETS_OF_ADDRESS.limit
    statuses = [client.post(reset, {"email": f"a{n}@firm.example"}).status_code for n in range(RESETS.limit + 1)]
    assert statuses == [302] * RESETS.limit + [429]


# --- What `check --deploy` says ------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_cache_of_one_process_is_w003(settings, backend):
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    [warning] = checks.check_cache_is_shared(None)
    assert warning.id == "lms.W003"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    assert checks.check_cache_is_shared(None) == []


def test_sign_in_that_nothing_limits_is_w004(settings):
    assert checks.check_sign_in_is_throttled(None) == []
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    settings.MIDDLEWARE = []
    assert [each.id for each in checks.check_sign_in_is_throttled(None)] == ["lms.W004"] * 2


def test_page_of_fledge_is_limited_without_the_backend(client, settings):
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Throttle" not in name]
    LearnerFactory(username="odile")
    for _number in range(10):
        assert enter(client, password="a guess").status_code == 200
    refused = enter(client)
    assert refused.status_code == 429
    assert WAIT.search(refused.content.decode())
    assert enter(client, REMOTE_ADDR=ELSEWHERE).status_code == 302
