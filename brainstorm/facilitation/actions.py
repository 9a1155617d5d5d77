"""Leading a session: move on, give time, open it to the invited, close it, and at the end seal who wrote what."""

import logging
import math
import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from brainstorm.ideas.models import Idea, Point, PointAdoption
from brainstorm.sessions.models.brainstorms import (
    TAG_LENGTH,
    Brainstorm,
    BrainstormEvent,
    BrainstormSecret,
    Participation,
)
from brainstorm.sessions.phases import CLOSED, Right
from brainstorm.sessions.rules import lock, record_for_all
from brainstorm.voting.models import Rating, Vote
from courses.models import Booking, Enrollment
from lms.exceptions import RuleError
from lms.notices.sending import Outcome, already_sent, send_notice

LONGEST_EXTENSION_MINUTES = 60


def _number_ideas(brainstorm):
    """Deal numbers out at random to the ideas that have none; those shown before keep theirs."""
    unnumbered = list(brainstorm.ideas.on_the_board().filter(number__isnull=True))
    secrets.SystemRandom().shuffle(unnumbered)
    taken = brainstorm.ideas.filter(number__isnull=False).count()
    for number, idea in enumerate(unnumbered, start=taken + 1):
        idea.number = number
    Idea.objects.bulk_update(unnumbered, ["number"])


def _is_done(brainstorm, direction, expected_step, expected_round):
    """Whether what is pressed has happened already: by the same person a moment ago, or by a colleague."""
    if direction == "repeat":
        return brainstorm.step == expected_step and brainstorm.current_phase.rounds == (expected_round or 0) + 1
    return brainstorm.step == brainstorm.step_by(direction, expected_step)


@transaction.atomic
def move_phase(*, brainstorm, expected_step, by, direction="next", expected_round=None):
    """Move on to the next phase, back to the one before, skip the next one, or repeat the present one.

    `expected_step` and `expected_round` are what the facilitator saw. Of two who press the same at once, or of one who
    presses twice, the second changes nothing; whoever presses on an older page is told.

    Raises:
        RuleError: someone else has moved on; there is no phase in that direction; ideas are undecided at the end.
    """
    brainstorm = lock(brainstorm)
    is_as_seen = brainstorm.step == expected_step and expected_round in (None, brainstorm.current_phase.rounds)
    if not is_as_seen:
        if _is_done(brainstorm, direction, expected_step, expected_round):
            return brainstorm
        raise RuleError(
            _("Someone else has already moved on to “%(phase)s”.") % {"phase": brainstorm.current_phase.name}
        )
    left, step = brainstorm.current_phase, brainstorm.step_by(direction)
    if step is None or brainstorm.closed_at:
        raise RuleError(_("There is no phase to move to from here."))
    if brainstorm.plan[step].kind == CLOSED.key:
        _finish(brainstorm)
    if direction == "back" and left.allows(Right.VOTE):
        _thaw_ballot(brainstorm)
    enter_phase(brainstorm, step, minutes=brainstorm.plan[step].minutes)
    log(brainstorm, "lms_brainstorm.phase_changed", user=by, data={"from": left.name, "to": brainstorm.plan[step].name})
    return brainstorm


def enter_phase(brainstorm, step, *, minutes):
    """Begin a round of the phase at `step`, with a time box of `minutes`, or None. Phases in between are skipped.

    To be called under the lock of `brainstorm`.
    """
    for passed in brainstorm.plan[brainstorm.step + 1 : step]:
        passed.skipped = True
        passed.save(update_fields=["skipped"])
    phase, now = brainstorm.plan[step], timezone.now()
    brainstorm.step, brainstorm.phase = step, phase.kind
    brainstorm.phase_started_at, brainstorm.seconds_left = now, None
    brainstorm.phase_ends_at = now + timedelta(minutes=minutes) if minutes else None
    phase.started_at, phase.rounds, phase.skipped = phase.started_at or now, phase.rounds + 1, False
    phase.save(update_fields=["started_at", "rounds", "skipped"])
    if phase.allows(Right.READ):
        _number_ideas(brainstorm)
    if phase.allows(Right.VOTE) and brainstorm.ballot_frozen_at is None:
        _freeze_ballot(brainstorm)
    brainstorm.save(
        update_fields=[
            "step",
            "phase",
            "phase_started_at",
            "phase_ends_at",
            "seconds_left",
            "closed_at",
            "ballot_frozen_at",
        ]
    )
    record_for_all(brainstorm, "phase", step=step)


def _freeze_ballot(brainstorm):
    """From the first moment of the vote everyone chooses from the same list, also who comes late."""
    brainstorm.ideas.on_the_board().update(is_on_ballot=True)
    brainstorm.ballot_frozen_at = timezone.now()


def _thaw_ballot(brainstorm):
    """Forget that the vote was opened, where no one has voted: what is written next belongs on the list."""
    if Vote.objects.filter(idea__brainstorm=brainstorm).exists():
        return
    brainstorm.ideas.update(is_on_ballot=False)
    brainstorm.ballot_frozen_at = None


def _finish(brainstorm):
    """Mark as closed, once no idea is without a decision and a reason."""
    undecided = brainstorm.ideas.undecided().count()
    if undecided:
        raise RuleError(
            ngettext(
                "Decide the last idea first. Everyone who wrote one gets an answer.",
                "Decide %(count)s more ideas first. Everyone who wrote one gets an answer.",
                undecided,
            )
            % {"count": undecided}
        )
    brainstorm.closed_at = timezone.now()


@transaction.atomic
def close_brainstorm(*, brainstorm, by):
    """Go through the phases that are left and close for good. Raises RuleError while an idea has no decision."""
    while not brainstorm.closed_at:
        brainstorm = move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, by=by)
    return brainstorm


@transaction.atomic
def extend_time(*, brainstorm, minutes=1, by):
    """Give the present phase more time: after its end if that lies ahead, else from now on."""
    if not 0 < minutes <= LONGEST_EXTENSION_MINUTES:
        raise RuleError(_("Add between 1 and %(most)s minutes.") % {"most": LONGEST_EXTENSION_MINUTES})
    brainstorm = lock(brainstorm)
    if brainstorm.closed_at:
        raise RuleError(_("This brainstorm is closed."))
    if brainstorm.is_paused:
        brainstorm.seconds_left += 60 * minutes
    else:
        now = timezone.now()
        brainstorm.phase_ends_at = max(now, brainstorm.phase_ends_at or now) + timedelta(minutes=minutes)
    data = {"minutes": minutes, "phase": brainstorm.current_phase.name}
    return _set_clock(brainstorm, "time_extended", data, by=by)


def _set_clock(brainstorm, name, data, *, by):
    brainstorm.save(update_fields=["phase_ends_at", "seconds_left"])
    record_for_all(brainstorm, "clock")
    log(brainstorm, f"lms_brainstorm.{name}", user=by, data=data)
    return brainstorm


@transaction.atomic
def pause_clock(*, brainstorm, by):
    """Stop the clock and keep what is left on it. Where none runs nothing happens."""
    brainstorm = lock(brainstorm)
    left = brainstorm.phase_ends_at - timezone.now() if brainstorm.phase_ends_at else timedelta()
    if left <= timedelta():
        return brainstorm
    brainstorm.phase_ends_at, brainstorm.seconds_left = None, math.ceil(left.total_seconds())
    return _set_clock(brainstorm, "clock_paused", {"phase": brainstorm.current_phase.name}, by=by)


@transaction.atomic
def resume_clock(*, brainstorm, by):
    """Let the clock run on from where it was paused. Safe to repeat."""
    brainstorm = lock(brainstorm)
    if not brainstorm.is_paused:
        return brainstorm
    brainstorm.phase_ends_at = timezone.now() + timedelta(seconds=brainstorm.seconds_left)
    brainstorm.seconds_left = None
    return _set_clock(brainstorm, "clock_resumed", {"phase": brainstorm.current_phase.name}, by=by)


@transaction.atomic
def stop_clock(*, brainstorm, by):
    """Take the time limit off the present phase, so that it takes as long as it takes. Safe to repeat."""
    brainstorm = lock(brainstorm)
    if brainstorm.phase_ends_at is None and not brainstorm.is_paused:
        return brainstorm
    brainstorm.phase_ends_at = brainstorm.seconds_left = None
    return _set_clock(brainstorm, "clock_stopped", {"phase": brainstorm.current_phase.name}, by=by)


# Hybrid: collecting opens by itself in the days before a class. People are told then, and reminded before the
# class.

logger = logging.getLogger(__name__)
REMIND_BEFORE_CLASS = timedelta(hours=24)
#: Who got the invitation less than this ago is not reminded yet.
REST = timedelta(hours=12)
#: Where no class says when collecting is over, no one is invited by mail later than this after it opened.
LONGEST_INVITING = timedelta(days=14)


@transaction.atomic
def open_collecting(*, brainstorm):
    """Go to the first phase in which people write, without a clock, by no one's hand. Safe to repeat.

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
        course_key = brainstorm.course.translation_key if brainstorm.course else None
        learners = Enrollment.objects.active().filter(course_key=course_key)
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
    """Send one mail to each of `people`, {key: person}. It holds nothing that anyone has written."""
    scheduled_class = brainstorm.scheduled_class
    outcomes = [
        send_notice(
            key=key,
            recipient=person,
            template="lms_brainstorm/facilitation/mails/collecting.html",
            context={"brainstorm": brainstorm, "starts_at": brainstorm.starts_at, "is_last_call": is_last_call},
            zone=scheduled_class.zone if scheduled_class else None,
            page=brainstorm.course,
            is_reminder=True,
        )
        for key, person in people.items()
    ]
    return outcomes.count(Outcome.SENT)


# The seal: from then on not even the whole database tells who wrote what without a name.


@transaction.atomic
def seal_brainstorm(*, brainstorm, by):
    """Destroy the key of a closed brainstorm, and with it all that leads from a text to its author.

    Ideas and sums stay, and so does who took part. Votes and ratings keep which of them belong to one ballot, under
    tags that no key has ever made; what people wrote loses its tags. Times become days, since the second of an idea
    could be laid beside the log of a web server, and so could the ids in addresses: those are dealt anew. The
    events go, because their order mixes who came with what was written. Sealing twice is sealing once.

    Raises:
        RuleError: the brainstorm is not closed yet.
    """
    brainstorm = lock(brainstorm)
    if brainstorm.sealed_at:
        return brainstorm
    if not brainstorm.closed_at:
        raise RuleError(_("Close the brainstorm first. Nothing can be added once it is sealed."))
    BrainstormSecret.objects.filter(brainstorm=brainstorm).delete()
    _cut_ties(brainstorm)
    _keep_days_only(brainstorm)
    BrainstormEvent.objects.filter(brainstorm=brainstorm).delete()
    brainstorm.sealed_at = timezone.now()
    brainstorm.save(update_fields=["sealed_at"])
    record_for_all(brainstorm, "sealed")
    log(brainstorm, "lms_brainstorm.sealed", user=by)
    return brainstorm


def _cut_ties(brainstorm):
    """Take the tags off texts; give ballots, ratings and adoptions tags that lead nowhere, each table its own.

    Ideas no longer lead to the learners who had proposed them for a guideline, either.
    """
    written: tuple[QuerySet[Any], ...] = (
        Idea.objects.filter(brainstorm=brainstorm),
        Point.objects.filter(idea__brainstorm=brainstorm),
    )
    for texts in written:
        for text in texts:
            text.author_tag, text.submission_key = "", uuid.uuid4()
        texts.model.objects.bulk_update(texts, ["author_tag", "submission_key"], batch_size=200)
    Idea.objects.filter(brainstorm=brainstorm).update(guideline_proposal=None)
    chosen: tuple[tuple[QuerySet[Any], str], ...] = (
        (Vote.objects.filter(idea__brainstorm=brainstorm), "voter_tag"),
        (Rating.objects.filter(idea__brainstorm=brainstorm), "rater_tag"),
        (PointAdoption.objects.filter(point__idea__brainstorm=brainstorm), "adopter_tag"),
    )
    for rows, field in chosen:
        tags = set(rows.values_list(field, flat=True))
        dealt = {tag: secrets.token_hex(TAG_LENGTH // 2) for tag in tags}
        for row in rows:
            setattr(row, field, dealt[getattr(row, field)])
        rows.model.objects.bulk_update(rows, [field], batch_size=200)


def _keep_days_only(brainstorm):
    """Turn the times of what people did into the beginning of that day."""
    times: tuple[tuple[QuerySet[Any], tuple[str, ...]], ...] = (
        (Idea.objects.filter(brainstorm=brainstorm), ("created_at", "withdrawn_at", "first_opened_at")),
        (Point.objects.filter(idea__brainstorm=brainstorm), ("created_at", "withdrawn_at")),
        (Participation.objects.filter(brainstorm=brainstorm), ("joined_at",)),
    )
    for rows, fields in times:
        for row in rows:
            for field in fields:
                if moment := getattr(row, field):
                    setattr(row, field, timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0))
        rows.model.objects.bulk_update(rows, fields, batch_size=200)
