"""Sessions of the reference site end when they should: they are read by SQL of its own."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

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


@pytest.mark.parametrize("cookie", ["", "x" * 32, "' OR 1=1 --", "x" * 5000])
def test_cookie_that_no_session_has_signs_nobody_in(client, session, cookie):
    client.cookies["sessionid"] = cookie

    assert not is_signed_in(client)
