"""Sessions of the reference site end when they should: they are read by SQL of its own."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fledge_site.sessions import SessionStore
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def session(client):
    """The stored session of a learner who has signed in."""
    client.force_login(LearnerFactory())
    assert client.get("/learning/").status_code == 200
    return Session.objects.filter(session_key=client.session.session_key)


def is_signed_in(client):
    return client.get("/learning/").status_code == 200


def test_session_that_has_expired_signs_nobody_in(client, session):
    session.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not is_signed_in(client)


def test_session_that_was_deleted_signs_nobody_in(client, session):
    session.delete()

    assert not is_signed_in(client)


def test_sign_out_ends_the_session_for_whoever_kept_its_cookie(client, session):
    cookie = client.cookies["sessionid"].value
    client.post("/learning/sign-out/")
    client.cookies["sessionid"] = cookie

    assert not is_signed_in(client)


@pytest.mark.parametrize("key", ["\0" * 32, "é" * 32, "' OR 1=1 --", "short", "", None])
def test_key_that_no_session_can_have_is_not_looked_up(key):
    store = SessionStore(key)
    assert store.session_key is None
    with CaptureQueriesContext(connection) as queries:
        assert store.get("_auth_user_id") is None
    assert len(queries) == 0


def test_cookie_with_nul_gets_a_page(client):
    """Quoted as cookies quote it, since no header may have it itself."""
    answer = client.get("/learning/sign-in/", HTTP_COOKIE='sessionid="' + "\\000" * 32 + '"')
    assert answer.status_code == 200


@pytest.mark.parametrize("cookie", ["", "x" * 32, "' OR 1=1 --", "x" * 5000])
def test_cookie_that_no_session_has_signs_nobody_in(client, session, cookie):
    client.cookies["sessionid"] = cookie

    assert not is_signed_in(client)
