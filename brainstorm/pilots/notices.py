"""Tell people about pilots and about decisions that wait for their day. Safe to run as often as one likes."""

from datetime import timedelta

from django.utils import timezone

from brainstorm.decisions.models import Decision
from brainstorm.pilots.models import Pilot
from lms.notices.sending import Outcome, already_sent, send_notice

REMIND_BEFORE_DAYS = 3
REMIND_OVERDUE_EVERY_DAYS = 7


def remind_of_pilots(now=None):
    """Remind owners before a result is due and each week after; facilitators of deferred ideas on the day they named.

    Tells owners of their new pilot, and participants what came of one. Returns how many mails were sent.
    """
    today = timezone.localdate(now)
    due = [*_running(today), *_finished(today), *_deferred(today)]
    told = already_sent(key for key, *_rest in due)
    outcomes = [
        send_notice(
            key=key,
            recipient=person,
            template=template,
            context=context,
            page=_decision_in(context).idea.brainstorm.course,
            is_reminder=is_reminder,
        )
        for key, person, template, context, is_reminder in due
        if key not in told
    ]
    return outcomes.count(Outcome.SENT)


def _decision_in(context):
    return context["decision"] if "decision" in context else context["pilot"].decision


def _pilots():
    return Pilot.objects.select_related("owner__lms_profile", "decision__idea__brainstorm__course")


def _running(today):
    """To each owner: the pilot is yours; the result is due soon; the result is overdue."""
    template = "lms_brainstorm/pilots/mails/pilot.html"
    for pilot in _pilots().running().filter(owner__isnull=False):
        key, context = f"pilot:{pilot.pk}:user:{pilot.owner_id}", {"pilot": pilot}
        yield f"{key}:started", pilot.owner, template, context | {"occasion": "started"}, False
        if pilot.due_on - timedelta(days=REMIND_BEFORE_DAYS) <= today <= pilot.due_on:
            yield f"{key}:due:{pilot.due_on}", pilot.owner, template, context | {"occasion": "due"}, True
        elif pilot.is_overdue_on(today):
            week = (today - pilot.due_on).days // REMIND_OVERDUE_EVERY_DAYS
            yield f"{key}:overdue:{week}", pilot.owner, template, context | {"occasion": "overdue"}, True


def _finished(today):
    """To everyone who took part, for a week after the result: this is what came of it."""
    finished = _pilots().published().filter(recorded_at__gt=timezone.now() - timedelta(days=7))
    for pilot in finished:
        brainstorm = pilot.decision.idea.brainstorm
        people = brainstorm.participations.filter(user__isnull=False).select_related("user__lms_profile")
        for participation in people:
            key = f"pilot:{pilot.pk}:result:user:{participation.user_id}"
            context = {"pilot": pilot, "occasion": "result"}
            yield key, participation.user, "lms_brainstorm/pilots/mails/pilot.html", context, True


def _deferred(today):
    """To the facilitators: the day has come on which you wanted to look at this idea again."""
    due = Decision.objects.filter(outcome=Decision.Outcome.DEFERRED, review_on__lte=today)
    for decision in due.select_related("idea__brainstorm__course"):
        for person in decision.idea.brainstorm.facilitators.select_related("lms_profile"):
            key = f"review:{decision.pk}:{decision.review_on}:user:{person.pk}"
            yield key, person, "lms_brainstorm/pilots/mails/review.html", {"decision": decision}, True
