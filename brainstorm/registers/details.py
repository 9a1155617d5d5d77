"""What an idea touches: whom it helps, which pain points it eases, which systems of the firm it connects to.

These are facts about an idea and nobody's opinion: whoever is in the room may put them right while the phase asks for
it, and those who lead it as long as the room reads. The last word stands.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.ideas.models import Idea
from brainstorm.sessions.actions import note_contribution
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, lock_for, record_for_all, require
from lms.exceptions import RuleError


def enter(idea, participation, by):
    """Lock the brainstorm of `idea` for a participant, or for `by` who leads it; return both fresh.

    Raises RuleError where the phase does not ask for it, or the idea is no longer on the board.
    """
    if participation:
        brainstorm = lock_for(participation)
        require(brainstorm, Right.ELABORATE, _("In this phase nothing is added to ideas. Bring it up in the room."))
    else:
        if by is None:
            raise ValueError("Somebody must do it.")
        brainstorm = lock(idea.brainstorm)
        require(brainstorm, Right.READ, _("The room does not read the ideas yet."))
    fresh = brainstorm.ideas.revealed().filter(pk=idea.pk).first()
    if fresh is None:
        raise RuleError(_("This idea is not on the board any more."))
    return brainstorm, fresh


def note(brainstorm, idea, kind, *, participation, by):
    """Append the event; what those who lead did goes to the log, what participants did never."""
    record_for_all(brainstorm, kind, idea=idea.pk)
    if participation:
        note_contribution(participation)
    else:
        log(brainstorm, "lms_brainstorm.idea_elaborated", user=by, data={"idea": idea.number})


@transaction.atomic
def mark_balance(*, idea, balance, participation=None, by=None):
    """Say whom an idea helps, or "" for: not said. Nothing is guessed."""
    brainstorm, idea = enter(idea, participation, by)
    if balance and balance not in Idea.Balance.values:
        raise RuleError(_("Choose whom the idea helps."))
    if idea.balance == balance:
        return idea
    idea.balance = balance
    idea.save(update_fields=["balance"])
    note(brainstorm, idea, "balance", participation=participation, by=by)
    return idea


@transaction.atomic
def address_pain_points(*, idea, pain_points, participation=None, by=None):
    """Say which pain points of the same brainstorm an idea would ease; these and no others."""
    brainstorm, idea = enter(idea, participation, by)
    wanted = set(
        brainstorm.ideas.revealed()
        .filter(kind=Kind.PAIN_POINT, pk__in=[pain.pk for pain in pain_points])
        .exclude(pk=idea.pk)
    )
    if set(idea.addresses.all()) == wanted:
        return idea
    idea.addresses.set(wanted)
    note(brainstorm, idea, "addresses", participation=participation, by=by)
    return idea
