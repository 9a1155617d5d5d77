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
from .rules import lock, save_act

LONGEST_EXTENSION_MINUTES = 60


def _number_ideas(brainstorm):
    """Deal numbers out at random to the ideas that have none; those shown before keep theirs."""
    unnumbered = list(brainstorm.ideas.standing().filter(number__isnull=True))
    secrets.SystemRandom().shuffle(unnumbered)
    taken = brainstorm.ideas.filter(number__isnull=False).count()
    for number, idea in enumerate(unnumbered, start=taken + 1):
        idea.number = number
    Idea.objects.bulk_update(unnumbered, ["number"])


@transaction.atomic
def move_phase(*, brainstorm, to, expected_phase, by):
    """Move one phase on or back. `expected_phase` is what the facilitator saw: whoever presses second is told, unless
    the brainstorm already is where it was to go."""
    brainstorm = lock(brainstorm)
    if brainstorm.phase == to:
        return brainstorm
    if brainstorm.phase != expected_phase:
        raise LMSError(
            _("Somebody else has moved on to “%(phase)s” already.") % {"phase": brainstorm.current_phase.label}
        )
    neighbors = {phase.key: phase for phase in (brainstorm.previous_phase, brainstorm.next_phase) if phase}
    if to not in neighbors:
        raise LMSError(_("Move one phase at a time."))
    if to == CLOSED.key:
        _finish(brainstorm)
    phase = neighbors[to]
    brainstorm.phase = to
    brainstorm.phase_started_at = timezone.now()
    brainstorm.phase_ends_at = phase.minutes and brainstorm.phase_started_at + timedelta(minutes=phase.minutes)
    if phase.allows(Right.READ):
        _number_ideas(brainstorm)
    save_act(brainstorm, "phase", "phase_started_at", "phase_ends_at", "closed_at")
    log(brainstorm, "lms_brainstorm.phase_changed", user=by, data={"from": expected_phase, "to": to})
    return brainstorm


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


def close_brainstorm(*, brainstorm, by):
    """Close for good. Raises LMSError while an idea has no decision, or before the last phase is reached."""
    return move_phase(brainstorm=brainstorm, to=CLOSED.key, expected_phase=brainstorm.phase, by=by)


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
    save_act(brainstorm, "phase_ends_at")
    log(brainstorm, "lms_brainstorm.time_extended", user=by, data={"minutes": minutes, "phase": brainstorm.phase})
    return brainstorm


@transaction.atomic
def stop_clock(*, brainstorm, by):
    """Take the time limit off the present phase, for a pause or for collecting in the days before a class."""
    brainstorm = lock(brainstorm)
    if brainstorm.phase_ends_at:
        brainstorm.phase_ends_at = None
        save_act(brainstorm, "phase_ends_at")
        log(brainstorm, "lms_brainstorm.clock_stopped", user=by, data={"phase": brainstorm.phase})
    return brainstorm
