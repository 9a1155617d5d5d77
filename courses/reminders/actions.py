"""Reminders: before meetings, before and after due dates, and to managers. Safe to run as often as one likes.

Each reminder has a moment. It is sent by the first run within `WINDOW` after it and by none later, so that neither a
first run nor one after a long pause tells people what has long passed.
"""

import logging
from collections import defaultdict
from datetime import timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from wagtail import hooks

from courses.calendars.actions import sync_invitations
from courses.classes.models import ClassMeeting, ScheduledClass
from courses.classes.notices import announce_classes
from courses.discussion.notices import retry_posts
from courses.enrollment.models import Enrollment
from courses.enrollment.notices import retry_enrollments
from courses.quizzes.actions import close_overdue_attempts
from lms.accounts.people import by_name, zone_of
from lms.conf import lms_settings
from lms.jobs.queue import report_progress
from lms.notices.sending import Outcome, already_sent, send_notice
from lms.roles.permissions import Role

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=12)
MORNING, EVENING = 8, 20  # hours of the reader's day between which mails about due dates are sent
MONDAY = 0
#: No one is reminded of a course that has been overdue for longer.
LONGEST_OVERDUE = timedelta(days=365)


def send_reminders(*, now=None):
    """Send every reminder that is due at `now`, and again what could not be sent before. Returns how many were sent.

    Other apps add theirs by the hook `register_reminders`. One that fails is logged, and holds up no other. What else
    time brings about is seen to first: quizzes whose time is up are marked, also those of people who do not come back.
    """
    now = now or timezone.now()
    _run(_close_attempts, now)
    retries = (_retry_invitations, retry_enrollments, retry_posts)
    steps = (*retries, remind_of_meetings, remind_of_due_dates, tell_managers, announce_classes)
    steps += tuple(hooks.get_hooks("register_reminders"))
    return sum(_run(step, now) for step in steps)


def _run(step, now):
    report_progress()
    try:
        return step(now=now)
    except Exception:
        logger.exception("%r failed; the next run tries again.", step)
        return 0


def _close_attempts(*, now):
    return close_overdue_attempts()


def _retry_invitations(*, now):
    published = ScheduledClass.objects.filter(Q(live=True) | Q(first_published_at__isnull=False))
    classes = published.with_times().filter(ends_at__gt=now)
    return sum(_run(partial(sync_invitations, scheduled_class=each), now) for each in classes)


def remind_of_meetings(*, now):
    """Remind everyone with a seat, and the trainers, of meetings that begin soon. Returns how many mails were sent.

    Who booked after the moment of a reminder has just been told and gets none.
    """
    hours_before = sorted(lms_settings.REMIND_BEFORE_MEETING_HOURS)
    if not hours_before:
        return 0
    meetings = ClassMeeting.objects.filter(
        starts_at__gt=now,
        starts_at__lte=now + timedelta(hours=hours_before[-1]),
        scheduled_class__in=ScheduledClass.objects.held(),
    ).select_related("scheduled_class__course")
    notices = []
    for meeting in meetings:
        hours = next(hours for hours in hours_before if meeting.starts_at - timedelta(hours=hours) <= now)
        moment = meeting.starts_at - timedelta(hours=hours)
        if moment <= now - WINDOW:
            continue
        notices += [
            (
                f"meeting:{meeting.pk}:{meeting.starts_at:%Y%m%dT%H%M}:{hours}h:user:{person.pk}",
                person,
                meeting.scheduled_class.course,
                {
                    "scheduled_class": meeting.scheduled_class,
                    "meeting": meeting,
                    "slots": [meeting],
                    "is_trainer": is_trainer,
                },
            )
            for person, is_trainer in _people_of(meeting.scheduled_class, moment)
        ]
    return _send_all(notices, "lms_courses/reminders/mails/meeting_reminder.html")


def _people_of(scheduled_class, moment):
    """Yield (person, whether they teach) for everyone who was in the class at `moment`."""
    trainers = scheduled_class.trainers.select_related("lms_profile")
    yield from ((trainer, True) for trainer in trainers)
    bookings = scheduled_class.bookings.booked().exclude(learner__in=trainers)
    for booking in bookings.filter(queued_at__lte=moment).select_related("learner__lms_profile"):
        yield booking.learner, False


def remind_of_due_dates(*, now):
    """Tell learners in one mail in their morning what is due soon or overdue. Returns how many were sent."""
    by_learner = defaultdict(list)
    today = now.date()
    days = {day for shift in (-1, 0, 1) for day in _days_to_remind_of(today + timedelta(days=shift))}
    enrollments = Enrollment.objects.active().filter(due_date__in=days, course__live=True, learner__is_active=True)
    for enrollment in enrollments.select_related("course", "learner__lms_profile").order_by("due_date", "pk"):
        by_learner[enrollment.learner].append(enrollment)
    notices = []
    for learner, theirs in by_learner.items():
        local = now.astimezone(zone_of(learner))
        days = _days_to_remind_of(local.date())
        chosen = [enrollment for enrollment in theirs if enrollment.due_date in days]
        if not chosen or not MORNING <= local.hour < EVENING:
            continue
        context = {
            "due": [enrollment for enrollment in chosen if not enrollment.is_overdue_on(local.date())],
            "overdue": [enrollment for enrollment in chosen if enrollment.is_overdue_on(local.date())],
            "first": chosen[0],
        }
        notices.append((f"due:{local:%Y-%m-%d}:user:{learner.pk}", learner, chosen[0].course, context))
    return _send_all(notices, "lms_courses/reminders/mails/due_dates.html")


def _days_to_remind_of(today):
    """Return the due dates of which learners are told on the day `today`."""
    every = lms_settings.REMIND_OVERDUE_EVERY_DAYS
    overdue = range(1, LONGEST_OVERDUE.days, every) if every else ()
    return {today + timedelta(days=days) for days in lms_settings.REMIND_BEFORE_DUE_DAYS} | {
        today - timedelta(days=days) for days in overdue
    }


def tell_managers(*, now):
    """Tell managers on Monday morning who of their own people is overdue with what. Returns how many were told."""
    notices = []
    is_manager = Q(groups__name=Role.MANAGER.value) | Q(is_superuser=True)
    managers = get_user_model().objects.filter(is_manager, is_active=True, lms_reports__isnull=False).distinct()
    for manager in managers.select_related("lms_profile"):
        local = now.astimezone(zone_of(manager))
        if local.weekday() != MONDAY or not MORNING <= local.hour < EVENING:
            continue
        enrollments = Enrollment.objects.led_by(manager).overdue(today=local.date()).filter(course__live=True)
        by_person = enrollments.order_by(*by_name("learner__"), "learner_id", "due_date")
        overdue = list(by_person.select_related("course", "learner"))
        if overdue:
            key = f"overdue-people:{local:%G-W%V}:user:{manager.pk}"
            people = len({enrollment.learner_id for enrollment in overdue})
            notices.append((key, manager, overdue[0].course, {"overdue": overdue, "people": people}))
    return _send_all(notices, "lms_courses/reminders/mails/overdue_people.html")


def _send_all(notices, template):
    """Send reminders, (key, recipient, page it is about, context) each, not sent before. Returns how many were sent."""
    told = already_sent(key for key, *_rest in notices)
    return sum(
        send_notice(
            key=key,
            recipient=recipient,
            template=template,
            context=context,
            zone=context["scheduled_class"].zone if "scheduled_class" in context else None,
            page=page,
            is_reminder=True,
        )
        == Outcome.SENT
        for key, recipient, page, context in notices
        if key not in told
    )
