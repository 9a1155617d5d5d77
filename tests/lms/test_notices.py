"""Mails to people: once, in their language and time, safe against what people call themselves."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Site

from lms.models import Brand, Profile, SentNotice
from lms.notices.mails import CalendarPart
from lms.notices.sending import Outcome, send_notice
from tests.factories.files import ImageFactory
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TEMPLATE = """{% extends "lms/notices/mails/base.html" %}{% block title %}About {{ thing }}{% endblock %}
{% block content %}<h1>Hello {{ recipient.first_name }}</h1><p>At {{ at|date:"H:i" }} ({{ zone }}).<br>Be there.</p>
<table><tr><th>Place</th><td>{{ thing }}</td></tr><tr><th>Seats</th><td>3</td></tr></table>
<ul><li>One</li><li>Two</li></ul>
<p class="action"><a href="{{ site_address }}/x/">Open</a></p>{% endblock %}{% block why %}You asked.{% endblock %}"""
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def notify(recipient, *, key="occasion:1", thing="Room 1", **options):
    context = {"thing": thing, "at": NOON}
    return send_notice(key=key, recipient=recipient, template="tests/notice.html", context=context, **options)


@pytest.fixture(autouse=True)
def _template(tmp_path, settings):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/notice.html").write_text(TEMPLATE)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


@pytest.fixture
def learner(db):
    return LearnerFactory(first_name="Ada", last_name="Okonkwo", email="ada@firm.example")


def test_notice_is_sent_once_for_each_occasion(learner):
    outcomes = [notify(learner), notify(learner), notify(learner, key="occasion:2")]
    assert outcomes == [Outcome.SENT, Outcome.UNDER_WAY, Outcome.SENT]
    assert len(mail.outbox) == 2
    assert list(SentNotice.objects.values_list("key", "subject", "recipient")) == [
        ("occasion:2", "About Room 1", learner.pk),
        ("occasion:1", "About Room 1", learner.pk),
    ]


def test_claim_that_is_old_counts_as_told(learner):
    notify(learner)
    SentNotice.objects.update(sent_at=timezone.now() - timedelta(minutes=11))
    assert notify(learner) == Outcome.SENT_BEFORE


def test_mail_has_text_and_html_in_the_time_zone_of_its_reader(learner):
    Profile.objects.create(user=learner, time_zone="Asia/Tokyo")
    notify(learner)
    [sent] = mail.outbox
    assert sent.to == ["Ada Okonkwo <ada@firm.example>"]
    assert sent.body == (
        "Fledge\n\nHello Ada\n\nAt 21:00 (Asia/Tokyo).\nBe there.\n\nPlace: Room 1\nSeats: 3\n- One\n- Two\n\n"
        "Open: http://127.0.0.1:8000/x/\n\nYou asked.\n"
    )
    [(html, kind)] = sent.alternatives
    assert kind == "text/html"
    assert "At 21:00 (Asia/Tokyo)" in html
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.row("R8")
def test_hostile_names_become_neither_markup_nor_headers(learner):
    learner.first_name = "<b>Ada</b>\r\nBcc: all@firm.example"
    learner.save()
    Brand.objects.create(site=Site.objects.get(), organization_name='Firm"\nBcc: all@firm.example')
    notify(learner, thing="<script>\r\nBcc: x@firm.example")
    [sent] = mail.outbox
    assert sent.subject == "About <script> Bcc: x@firm.example"
    headers = sent.message()
    assert headers["Bcc"] is None
    assert headers["From"] == r'"Firm\" Bcc: all@firm.example" <fledge@localhost>'
    assert sent.recipients() == ['"<b>Ada</b> Bcc: all@firm.example Okonkwo" <ada@firm.example>']
    html = sent.alternatives[0][0]
    assert "<script>" not in html
    assert "<b>Ada" not in html
    assert "&lt;b&gt;Ada" in html


def test_mail_carries_the_firm_s_logo_and_color_and_loads_nothing(learner):
    Brand.objects.create(
        site=Site.objects.get(), organization_name="The Firm", accent_color="#aa0000", logo=ImageFactory()
    )
    notify(learner)
    [sent] = mail.outbox
    assert sent.from_email == "The Firm <fledge@localhost>"
    html = sent.alternatives[0][0]
    assert '<img src="cid:logo"' in html
    assert "border-bottom: 3px solid #aa0000" in html
    assert html.count("src=") == 1
    assert "url(" not in html
    [picture] = sent.attachments
    assert picture["Content-ID"] == "<logo>"
    assert picture.get_payload(decode=True).startswith(b"\x89PNG")


@override_settings(LANGUAGES=[("en", "English"), ("ar", "Arabic")])
def test_mail_speaks_the_language_of_its_reader(learner):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(learner)
    profile.preferred_language = "ar"
    profile.save()
    notify(learner)
    assert '<html lang="ar" dir="rtl">' in mail.outbox[0].alternatives[0][0]


def test_failed_mail_is_tried_again(learner, settings):
    settings.EMAIL_BACKEND = "tests.lms.test_notices.RefusingBackend"
    assert notify(learner) == Outcome.FAILED
    assert not SentNotice.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert notify(learner) == Outcome.SENT


def RefusingBackend(*args, **kwargs):  # noqa: N802 - stands for a class of Django's
    """A mail server that is down."""
    raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


def test_reminders_spare_those_who_want_none_and_notices_those_who_left(learner):
    profile = Profile.objects.create(user=learner, gets_reminders=False)
    assert notify(learner, is_reminder=True) == Outcome.UNWANTED
    assert notify(learner) == Outcome.SENT
    profile.gets_reminders = True
    profile.save()
    learner.is_active = False
    assert notify(learner, key="occasion:2") == Outcome.UNWANTED
    assert notify(LearnerFactory(email=""), key="occasion:3") == Outcome.UNWANTED


def test_address_that_is_none_holds_up_nobody(learner, caplog):
    assert notify(LearnerFactory(email="ada at firm\n@example")) == Outcome.FAILED
    assert notify(LearnerFactory(email="ü@firm.example")) == Outcome.FAILED
    assert "could not be written" in caplog.text


def test_invitation_has_the_parts_that_mail_programs_look_for(learner):
    notify(learner, calendar=CalendarPart("REQUEST", "BEGIN:VCALENDAR\r\nSUMMARY:Grüße\r\nEND:VCALENDAR\r\n".encode()))
    message = mail.outbox[0].message()
    alternative, attached = message.get_payload()
    assert alternative.get_content_type() == "multipart/alternative"
    parts = alternative.get_payload()
    assert [(part.get_content_type(), part.get_content_charset(), part.get_param("method")) for part in parts] == [
        ("text/plain", "utf-8", None),
        ("text/html", "utf-8", None),
        ("text/calendar", "utf-8", "REQUEST"),
    ]
    assert attached["Content-Disposition"] == 'attachment; filename="invite.ics"'
