"""Reminds learners that a certificate ends: 30 and 7 days before, and on its last day."""

from datetime import timedelta

from django.utils import timezone

from lms.days import site_day
from lms.notices import Outcome, send_notice, told_of

from .models import Certificate

#: Days before the last day, the nearest first.
DAYS_BEFORE = (0, 7, 30)


def remind_of_expiry(*, now=None):
    """Send the reminders that are due. Returns how many were sent. Safe to run as often as one likes.

    A run that comes late, because no run came for a while, sends the nearest reminder only. A certificate that was
    issued after the moment of a reminder, such as one for a month, gets none for it.
    """
    today = site_day(now or timezone.now())
    ending = Certificate.objects.current().filter(
        expires_at__gte=now or timezone.now(),
        expires_at__lt=(now or timezone.now()) + timedelta(days=DAYS_BEFORE[-1] + 1),
        learner__isnull=False,
    )
    due = []
    for certificate in ending.select_related("learner__lms_profile", "enrollment__course").order_by("pk"):
        last_day = certificate.expires_on
        left = (last_day - today).days
        days = next((days for days in DAYS_BEFORE if left <= days), None)
        if days is None or certificate.issued_on > last_day - timedelta(days=days):
            continue
        context = {"certificate": certificate, "days": left, "last_day": last_day}
        due.append((f"certificate-expiry:{certificate.pk}:{days}", certificate.learner, context))
    told = told_of(key for key, *_rest in due)
    outcomes = [
        send_notice(
            key=key,
            recipient=learner,
            template="lms_certificates/mails/expiry.html",
            context=context,
            is_reminder=True,
        )
        for key, learner, context in due
        if key not in told
    ]
    return outcomes.count(Outcome.SENT)
