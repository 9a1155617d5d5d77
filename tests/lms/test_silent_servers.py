"""Servers that accept connections and are silent cost seconds (row R14). The sockets are real."""

import asyncio
import smtplib
import socket

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import get_connection

from lms.exceptions import RuleError
from lms.models import SentNotice, Webhook
from lms.notices import smtp
from lms.notices.sending import Outcome, send_notice
from lms.webhooks import posting as webhooks
from tests.factories.users import LearnerFactory
from tests.silent_server import SilentServer

pytestmark = pytest.mark.row("R14")
MESSAGE = webhooks.Message(title="A class is open")


@pytest.fixture
def silent_server():
    server = SilentServer()
    yield server
    server.close()


@pytest.fixture
def dripping_server():
    server = SilentServer(drip=b"HTTP/1.1 200 OK\r\n" + b"X-More: yes\r\n" * 10000)
    yield server
    server.close()


@pytest.fixture
def silent_mail(settings, silent_server):
    use_mail_server(settings, silent_server.port)
    return silent_server


def use_mail_server(settings, port, seconds=0.3):
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "lms.notices.smtp.EmailBackend", seconds
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def send(**options):
    return mail.send_mail("Hello", "Hello", None, ["ada@firm.example"], **options)


def test_silent_mail_server_is_a_timeout_and_is_not_asked_again_at_once(silent_mail):
    with pytest.raises(TimeoutError, match="did not answer in time"):
        send()
    with pytest.raises(TimeoutError, match="timed out less than 60 seconds ago"):
        send()
    assert silent_mail.connections == 1


def test_silent_mail_server_is_asked_again_after_a_pause(silent_mail, monkeypatch):
    monkeypatch.setattr(smtp, "PAUSE", 0)
    for _ in range(2):
        with pytest.raises(TimeoutError, match="did not answer in time"):
            send()
    assert silent_mail.connections == 2


def test_mails_that_may_fail_silently_do(silent_mail):
    assert [send(fail_silently=True), send(fail_silently=True)] == [0, 0]
    assert silent_mail.connections == 1


def test_connection_opened_beforehand_raises_only_when_a_mail_is_sent(silent_mail):
    """As Wagtail does for mails about comments and workflows, within a request."""
    connection = get_connection()
    assert connection.open() is None
    with pytest.raises(TimeoutError):
        send(connection=connection)
    connection.close()
    assert silent_mail.connections == 1


def test_mail_server_that_is_not_there_is_asked_each_time(settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    use_mail_server(settings, port)
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            send()


@pytest.mark.parametrize("seconds", [None, 0])
def test_site_without_a_timeout_gets_one(settings, seconds):
    settings.EMAIL_TIMEOUT = seconds
    assert smtp.EmailBackend().timeout == smtp.TIMEOUT


class SlowPostman:
    """Takes its time to accept a mail, as a server that scans mails does, and refuses one address."""

    def __init__(self, seconds):
        self.seconds, self.taken = seconds, 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - named by aiosmtpd
        if address.startswith("nobody"):
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - named by aiosmtpd
        await asyncio.sleep(self.seconds)
        self.taken += 1
        return "250 OK"


@pytest.fixture
def slow_postman(settings):
    postman = SlowPostman(1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    use_mail_server(settings, port)
    yield postman
    controller.stop()


def test_server_that_scans_a_mail_before_it_accepts_it_gets_it_once(slow_postman):
    assert send() == 1
    assert slow_postman.taken == 1


def test_address_that_is_refused_holds_up_no_other_mail(slow_postman):
    slow_postman.seconds = 0
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail.send_mail("Hello", "Hello", None, ["nobody@firm.example"])
    assert send() == 1


@pytest.mark.django_db
def test_notices_cost_one_timeout_and_are_sent_once_when_the_server_is_back(silent_mail, settings):
    people = LearnerFactory.create_batch(8)

    def tell_everybody():
        return [
            send_notice(
                key=f"test:{person.pk}",
                recipient=person,
                template="lms_courses/guidelines/mails/proposal.html",
                context={},
            )
            for person in people
        ]

    assert tell_everybody() == [Outcome.FAILED] * 8
    assert silent_mail.connections == 1
    assert not SentNotice.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_everybody() == [Outcome.SENT] * 8
    tell_everybody()
    assert len(mail.outbox) == 8


@pytest.mark.django_db
@pytest.mark.parametrize("server", ["silent_server", "dripping_server"])
def test_webhook_is_given_up_after_its_time_as_a_whole(server, request, settings, monkeypatch):
    server = request.getfixturevalue(server)
    settings.LMS = settings.LMS | {"WEBHOOK_HTTP_HOSTS": ["127.0.0.1"]}
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.5)
    Webhook.objects.create(name="#learning", url=f"http://127.0.0.1:{server.port}/secret")
    with pytest.raises(RuleError, match="did not answer within"):
        webhooks.post_message(Webhook.objects.get(), MESSAGE)
    assert webhooks.tell_channels(key="class-open:1", message=MESSAGE) == 0
    assert not SentNotice.objects.exists()
    assert server.connections == 2
