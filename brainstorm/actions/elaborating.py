"""What an idea touches: whom it helps, which pain points it eases, which systems of the firm it connects to.

These are facts about an idea and nobody's opinion: whoever is in the room may put them right while the phase asks for
it, and those who lead it as long as the room reads. The last word stands.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..kinds import Kind
from ..models import EnterpriseSystem, Idea, SystemLink
from ..phases import Right
from .participation import note_contribution
from .rules import lock, lock_for, record_for_all, require, require_valid

LONGEST_NAME = EnterpriseSystem._meta.get_field("name").max_length


def enter(idea, participation, by):
    """Lock the brainstorm of `idea` for a participant, or for `by` who leads it; return both fresh.

    Raises LMSError where the phase does not ask for it, or the idea is no longer on the board.
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
        raise LMSError(_("This idea is not on the board any more."))
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
        raise LMSError(_("Choose whom the idea helps."))
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


def find_or_add_system(name):
    """Return the system called `name`, however it is spelled in capitals and spaces; a new one becomes a row."""
    name = " ".join(name.split())
    if not name:
        raise LMSError(_("Choose a system, or write the name of one that is missing."))
    if len(name) > LONGEST_NAME:
        raise LMSError(_("Shorten the name to %(most)s characters.") % {"most": LONGEST_NAME})
    folded = name.casefold()
    # SQLite compares ASCII only, and the register of a firm is short: capitals of all languages are compared here.
    for pk, stored in EnterpriseSystem.objects.select_for_update().values_list("pk", "name"):
        if stored.casefold() == folded:
            return EnterpriseSystem.objects.get(pk=pk)
    system, _is_new = EnterpriseSystem.objects.get_or_create(name=name)
    return system


@transaction.atomic
def link_system(*, idea, flow, data="", risk=2, effort=2, system=None, new_system="", participation=None, by=None):
    """Say that an idea connects to a system, or put right what was said of it: one link for each system.

    system: one of the register; or `new_system`: the name of one that is missing there.
    """
    brainstorm, idea = enter(idea, participation, by)
    if system is None or new_system.strip():
        system = find_or_add_system(new_system)
    link = SystemLink.objects.filter(idea=idea, system=system).first() or SystemLink(idea=idea, system=system)
    link.flow, link.data, link.risk, link.effort = flow, data.strip(), risk, effort
    if not link.pk and not brainstorm.current_phase.is_anonymous:
        link.added_by = participation
    require_valid(link, exclude=["idea", "system", "added_by"], validate_unique=False, validate_constraints=False)
    link.save()
    note(brainstorm, idea, "system", participation=participation, by=by)
    return link


@transaction.atomic
def unlink_system(*, idea, system, participation=None, by=None):
    """Take back that an idea connects to a system. Twice is once; the system stays in the register."""
    brainstorm, idea = enter(idea, participation, by)
    removed, _rows = SystemLink.objects.filter(idea=idea, system=system).delete()
    if removed:
        note(brainstorm, idea, "system", participation=participation, by=by)
    return idea
