"""Reminders 30, 7 and 0 days before a certificate ends, each once."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.issuing.notices import remind_of_expiry
from certificates.models import Certificate
from courses.reminders.actions import send_reminders
from lms.models import SentNotice
from tests.factories.certificates import CertificateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("K9")]


def at(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


@pytest.fixture
def ending():
    """A certificate issued a year ago whose last day is in 30 days."""
    certificate = CertificateFactory()
    last_day = timezone.localdate() + timedelta(days=30)
    Certificate.objects.filter(pk=certificate.pk).update(
        issued_at=timezone.now() - timedelta(days=335),
        expires_at=timezone.make_aware(datetime.combine(last_day, time(23, 59, 59))),
    )
    return Certificate.objects.get(pk=certificate.pk)


def test_reminders_come_on_their_days_and_once(ending):
    sent = {}
    for day in range(32):
        for _run in range(2):
            count = remind_of_expiry(now=at(timezone.localdate() + timedelta(days=day)))
            if count:
                sent[30 - day] = sent.get(30 - day, 0) + count
    assert sent == {30: 1, 7: 1, 0: 1}
    subjects = [message.subject for message in mail.outbox]
    assert [subject.split(":")[0] for subject in subjects] == [
        "Your certificate expires in 30 days",
        "Your certificate expires in 7 days",
        "Your certificate expires today",
    ]
    assert ending.get_absolute_url() in mail.outbox[0].body


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(runs=st.lists(st.integers(0, 40), max_size=12))
def test_whenever_runs_come_nobody_is_told_twice_nor_too_early(ending, runs):
    SentNotice.objects.all().delete()
    mail.outbox.clear()
    for day in sorted(runs):
        remind_of_expiry(now=at(timezone.localdate() + timedelta(days=day)))
    expected = {next(days for days in (0, 7, 30) if 30 - day <= days) for day in runs if day <= 30}
    assert len(mail.outbox) == len(expected)


@pytest.mark.parametrize("change", ["revoked", "suspended", "superseded", "for ever", "just issued", "no one"])
def test_nobody_is_reminded_of_what_does_not_end(ending, change):
    now = timezone.now()
    changes = {
        "revoked": {"revoked_at": now, "revoked_reason": "R"},
        "suspended": {"suspended_at": now, "suspended_reason": "R"},
        "for ever": {"expires_at": None},
        "just issued": {"snapshot": ending.snapshot | {"issued_on_iso": f"{now + timedelta(days=1):%Y-%m-%d}"}},
        "no one": {"learner": None},
        "superseded": {},
    }[change]
    Certificate.objects.filter(pk=ending.pk).update(**changes)
    if change == "superseded":
        other = CertificateFactory()
        Certificate.objects.filter(pk=other.pk).update(supersedes=ending.pk)
    assert remind_of_expiry() == 0


def test_reminders_go_out_with_all_others(ending):
    assert send_reminders() == 1
    assert send_reminders() == 0
