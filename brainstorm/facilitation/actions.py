"""What facilitators do to lead: move on, give time, close."""

import math
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from brainstorm.ideas.models import Idea
from brainstorm.sessions.phases import CLOSED, Right
from brainstorm.sessions.rules import lock, record_for_all
from lms.exceptions import RuleError

LONGEST_EXTENSION_MINUTES = 60


def _number_ideas(brainstorm):
    """Deal numbers out at random to the ideas that have none; those shown before keep theirs."""
    unnumbered = list(brainstorm.ideas.standing().filter(number__isnull=True))
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
        RuleError: somebody else has moved on; there is no phase in that direction; ideas are undecided at the end.
    """
    brainstorm = lock(brainstorm)
    is_as_seen = brainstorm.step == expected_step and expected_round in (None, brainstorm.current_phase.rounds)
    if not is_as_seen:
        if _is_done(brainstorm, direction, expected_step, expected_round):
            return brainstorm
        raise RuleError(
            _("Somebody else has moved on to “%(phase)s” already.") % {"phase": brainstorm.current_phase.name}
        )
    left, step = brainstorm.current_phase, brainstorm.step_by(direction)
    if step is None or brainstorm.closed_at:
        raise RuleError(_("There is no phase to go to from here."))
    if brainstorm.plan[step].kind == CLOSED.key:
        _finish(brainstorm)
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
    """From the first moment of the vote everybody chooses from the same list, also who comes late."""
    brainstorm.ideas.standing().update(is_on_ballot=True)
    brainstorm.ballot_frozen_at = timezone.now()


def _finish(brainstorm):
    """Mark as closed, once no idea is without a decision and a reason."""
    undecided = brainstorm.ideas.undecided().count()
    if undecided:
        raise RuleError(
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
