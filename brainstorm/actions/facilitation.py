"""What facilitators do to lead: move on, give time, close."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..models import Idea
from ..phases import CLOSED, Right
from .rules import lock, record_for_all

LONGEST_EXTENSION_MINUTES = 60


def _number_ideas(brainstorm):
    """Deal numbers out at random to the ideas that have none; those shown before keep theirs."""
    unnumbered = list(brainstorm.ideas.standing().filter(number__isnull=True))
    secrets.SystemRandom().shuffle(unnumbered)
    taken = brainstorm.ideas.filter(number__isnull=False).count()
    for number, idea in enumerate(unnumbered, start=taken + 1):
        idea.number = number
    Idea.objects.bulk_update(unnumbered, ["number"])


def _target(brainstorm, direction):
    """Return the step that `direction` leads to. Raises LMSError where there is none."""
    step = {"next": brainstorm.step + 1, "back": brainstorm.step - 1, "skip": brainstorm.step + 2}.get(direction)
    if direction == "repeat":
        step = brainstorm.step
    if step is None or not 0 <= step < len(brainstorm.plan) or brainstorm.closed_at:
        raise LMSError(_("There is no phase to go to from here."))
    return step


@transaction.atomic
def move_phase(*, brainstorm, expected_step, by, direction="next"):
    """Move on to the next phase, back to the one before, skip the next one, or repeat the present one.

    `expected_step` is the step the facilitator saw: of two who press "next" at once, the second is told.

    Raises:
        LMSError: somebody else has moved on; there is no phase in that direction; ideas are undecided at the end.
    """
    brainstorm = lock(brainstorm)
    if brainstorm.step != expected_step:
        raise LMSError(
            _("Somebody else has moved on to “%(phase)s” already.") % {"phase": brainstorm.current_phase.name}
        )
    left, step = brainstorm.current_phase, _target(brainstorm, direction)
    phase = brainstorm.plan[step]
    if phase.kind == CLOSED.key:
        _finish(brainstorm)
    if direction == "skip":
        skipped = brainstorm.plan[brainstorm.step + 1]
        skipped.skipped = True
        skipped.save(update_fields=["skipped"])
    now = timezone.now()
    brainstorm.step, brainstorm.phase = step, phase.kind
    brainstorm.phase_started_at, brainstorm.seconds_left = now, None
    brainstorm.phase_ends_at = now + timedelta(minutes=phase.minutes) if phase.minutes else None
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
    log(brainstorm, "lms_brainstorm.phase_changed", user=by, data={"from": left.name, "to": phase.name})
    return brainstorm


def _freeze_ballot(brainstorm):
    """From the first moment of the vote everybody chooses from the same list, also who comes late."""
    brainstorm.ideas.standing().update(is_on_ballot=True)
    brainstorm.ballot_frozen_at = timezone.now()


def _finish(brainstorm):
    """Mark as closed, once no idea is without a decision and a reason."""
    undecided = brainstorm.ideas.undecided().count()
    if undecided:
        raise LMSError(
            ngettext(
                "Decide the last idea first: everybody who wrote one gets an answer.",
                "Decide %(count)s more ideas first: everybody who wrote one gets an answer.",
                undecided,
            )
            % {"count": undecided}
        )
    brainstorm.closed_at = timezone.now()


@transaction.atomic
def close_brainstorm(*, brainstorm, by):
    """Go through the phases that are left and close for good. Raises LMSError while an idea has no decision."""
    while not brainstorm.closed_at:
        brainstorm = move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, by=by)
    return brainstorm


@transaction.atomic
def extend_time(*, brainstorm, minutes=1, by):
    """Give the present phase more time: after its end if that lies ahead, else from now on."""
    if not 0 < minutes <= LONGEST_EXTENSION_MINUTES:
        raise LMSError(_("Add between 1 and %(most)s minutes.") % {"most": LONGEST_EXTENSION_MINUTES})
    brainstorm = lock(brainstorm)
    if brainstorm.closed_at:
        raise LMSError(_("This brainstorm is closed."))
    now = timezone.now()
    brainstorm.phase_ends_at = max(now, brainstorm.phase_ends_at or now) + timedelta(minutes=minutes)
    brainstorm.seconds_left = None
    brainstorm.save(update_fields=["phase_ends_at", "seconds_left"])
    record_for_all(brainstorm, "clock")
    data = {"minutes": minutes, "phase": brainstorm.current_phase.name}
    log(brainstorm, "lms_brainstorm.time_extended", user=by, data=data)
    return brainstorm


@transaction.atomic
def stop_clock(*, brainstorm, by):
    """Take the time limit off the present phase, for a pause or for collecting in the days before a class."""
    brainstorm = lock(brainstorm)
    if brainstorm.phase_ends_at:
        brainstorm.phase_ends_at = None
        brainstorm.save(update_fields=["phase_ends_at"])
        record_for_all(brainstorm, "clock")
        log(brainstorm, "lms_brainstorm.clock_stopped", user=by, data={"phase": brainstorm.current_phase.name})
    return brainstorm
