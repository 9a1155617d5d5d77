"""The admin's password reset does not wait for the mail server: the worker sends its mail."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django_tasks_db.models import DBTaskResult

from lms.accounts.password_reset import mail_password_reset
from lms.jobs.queue import TryLater
from tests.factories.users import LearnerFactory
from tests.silent_server import SilentServer

pytestmark = pytest.mark.django_db
PAGE = "/admin/password_reset/"


@pytest.fixture
def person():
    return LearnerFactory(email="ada@firm.example", password="the old one, forgotten")


def test_link_of_the_mail_sets_a_new_password(client, person):
    assert client.post(PAGE, {"email": "ADA@firm.example"}).url == f"{PAGE}done/"
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ada@firm.example"], "Password reset")
    assert person.get_username() in sent.body
    path = re.search(r"http://\S+?(/admin/\S+)", sent.body)[1]
    page = client.get(path, follow=True)
    new = "a new one, well chosen"
    client.post(page.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    person.refresh_from_db()
    assert person.check_password(new)


@pytest.mark.row("R14")
def test_silent_mail_server_is_not_even_asked_by_the_page(client, person, settings):
    server = SilentServer()
    settings.TASKS = settings.TASKS | {"lms": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "lms.notices.smtp.EmailBackend", 0.3
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    try:
        assert client.post(PAGE, {"email": person.email}).status_code == 302
        assert server.connections == 0
        [queued] = DBTaskResult.objects.all()
        with pytest.raises(TryLater):
            mail_password_reset.call(*queued.args_kwargs["args"])
        assert server.connections == 1
    finally:
        server.close()


def test_queued_task_holds_neither_address_nor_token(client, person, settings):
    settings.TASKS = settings.TASKS | {"lms": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    client.post(PAGE, {"email": person.email})
    client.post(PAGE, {"email": "nobody@firm.example"})
    [queued] = DBTaskResult.objects.all()
    user_pk, _templates, site, language = queued.args_kwargs["args"]
    assert (user_pk, language) == (str(person.pk), "en")
    assert site == {"domain": "testserver", "site_name": "testserver", "protocol": "http"}
    assert "ada" not in str(queued.args_kwargs)


def test_person_who_left_meanwhile_gets_no_mail(person):
    get_user_model().objects.update(is_active=False)
    mail_password_reset.call(str(person.pk), ["a", "b", None], {}, "en")
    assert mail.outbox == []
