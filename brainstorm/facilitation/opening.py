"""Hybrid: collecting opens by itself in the days before a class. People are told then, and reminded before the class.

All of it is safe to run as often as one likes; the periodic run of reminders does.
"""

import logging
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.facilitation.actions import enter_phase
from brainstorm.sessions.models import Brainstorm
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock
from courses.models import Booking, Enrollment
from lms.exceptions import RuleError
from lms.notices.sending import Outcome, already_sent, send_notice

logger = logging.getLogger(__name__)

REMIND_BEFORE_CLASS = timedelta(hours=24)
#: Who got the invitation less than this ago is not reminded yet.
REST = timedelta(hours=12)
#: Where no class says when collecting is over, nobody is invited by mail later than this after it opened.
LONGEST_INVITING = timedelta(days=14)


@transaction.atomic
def open_collecting(*, brainstorm):
    """Go to the first phase in which people write, without a clock, by nobody's hand. Safe to repeat.

    Raises RuleError where the plan has no such phase.
    """
    brainstorm = lock(brainstorm)
    if brainstorm.step or brainstorm.closed_at:
        return brainstorm
    step = next((phase.step for phase in brainstorm.plan if phase.allows(Right.COLLECT)), None)
    if step is None:
        raise RuleError(_("Add a phase in which people write, such as “Collect”."))
    enter_phase(brainstorm, step, minutes=None)
    log(brainstorm, "lms_brainstorm.opened", data={"to": brainstorm.current_phase.name})
    return brainstorm


def run_hybrid(now=None):
    """Open what is due at `now`, and tell those who are invited. Returns how many mails were sent."""
    now = now or timezone.now()
    for brainstorm in Brainstorm.objects.waiting_to_open().filter(opens_at__lte=now):
        try:
            open_collecting(brainstorm=brainstorm)
        except RuleError:
            logger.exception("Brainstorm %s could not be opened.", brainstorm.pk)
    collecting = Brainstorm.objects.collecting_ahead(now).select_related("scheduled_class__course", "course")
    return sum(_tell_invited(brainstorm, now) for brainstorm in collecting)


def invited_to(brainstorm):
    """Return the people with a seat in its class, or else those enrolled in its course; not those who lead it."""
    if brainstorm.scheduled_class_id:
        learners = Booking.objects.booked().filter(scheduled_class=brainstorm.scheduled_class_id)
    else:
        learners = Enrollment.objects.active().filter(course=brainstorm.course_id or 0)
    people = get_user_model().objects.filter(pk__in=learners.values("learner"), is_active=True)
    return people.exclude(facilitated_brainstorms=brainstorm).select_related("lms_profile").order_by("pk")


def _tell_invited(brainstorm, now):
    if brainstorm.starts_at is None and brainstorm.opens_at <= now - LONGEST_INVITING:
        return 0
    joined = set(brainstorm.participations.values_list("user", flat=True))
    wrote = set(brainstorm.participations.filter(contributed_on__isnull=False).values_list("user", flat=True))
    people = {_key(brainstorm, "opened", person): person for person in invited_to(brainstorm)}
    told = already_sent(people)
    invitations = {key: person for key, person in people.items() if key not in told and person.pk not in joined}
    sent = _send(brainstorm, invitations, is_last_call=False)
    if brainstorm.starts_at and brainstorm.opens_at + REST <= now >= brainstorm.starts_at - REMIND_BEFORE_CLASS:
        known = [person for key, person in people.items() if key in told or person.pk in joined]
        reminders = {_key(brainstorm, "last-call", person): person for person in known if person.pk not in wrote}
        done = already_sent(reminders)
        due = {key: person for key, person in reminders.items() if key not in done}
        sent += _send(brainstorm, due, is_last_call=True)
    return sent


def _key(brainstorm, occasion, person):
    return f"brainstorm:{brainstorm.pk}:{occasion}:user:{person.pk}"


def _send(brainstorm, people, *, is_last_call):
    """Send one mail to each of `people`, {key: person}. It holds nothing that anybody has written."""
    scheduled_class = brainstorm.scheduled_class
    outcomes = [
        send_notice(
            key=key,
            recipient=person,
            template="lms_brainstorm/facilitation/mails/collecting.html",
            context={"brainstorm": brainstorm, "starts_at": brainstorm.starts_at, "is_last_call": is_last_call},
            zone=scheduled_class.zone if scheduled_class else None,
            is_reminder=True,
        )
        for key, person in people.items()
    ]
    return outcomes.count(Outcome.SENT)
