"""Ballots: what people choose from the frozen list."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.exceptions import LMSError

from ..models import Vote
from ..phases import Right
from .participation import note_contribution
from .rules import lock_for, record_for_desk, require, require_unsealed


@transaction.atomic
def cast_votes(*, participation, dots):
    """Replace all dots of this person by `dots`, {number of the idea: dots}. Saving twice changes nothing."""
    brainstorm = lock_for(participation)
    require(brainstorm, Right.VOTE, _("The vote is not open, so your dots were not changed."))
    require_unsealed(participation)
    ideas = {idea.number: idea for idea in brainstorm.ideas.on_ballot()}
    dots = {number: count for number, count in dots.items() if count}
    if not dots.keys() <= ideas.keys():
        raise LMSError(_("One of these ideas is not on the list."))
    if any(not 0 < count <= brainstorm.dots_per_idea for count in dots.values()):
        raise LMSError(
            ngettext(
                "Give an idea at most %(most)s dot.", "Give an idea at most %(most)s dots.", brainstorm.dots_per_idea
            )
            % {"most": brainstorm.dots_per_idea}
        )
    budget = brainstorm.dots_budget(len(ideas))
    if (spent := sum(dots.values())) > budget:
        raise LMSError(
            ngettext(
                "You gave %(spent)s dots and have %(budget)s. Take %(over)s back.",
                "You gave %(spent)s dots and have %(budget)s. Take %(over)s back.",
                spent - budget,
            )
            % {"spent": spent, "budget": budget, "over": spent - budget}
        )
    Vote.objects.cast_by(participation).delete()
    votes = Vote.objects.bulk_create(
        Vote(idea=ideas[number], voter_tag=participation.tag, value=count) for number, count in sorted(dots.items())
    )
    if votes:
        note_contribution(participation)
    record_for_desk(brainstorm, "ballot")
    return votes
