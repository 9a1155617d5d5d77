"""Ballots: what people choose from the frozen list."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brainstorm.sessions.actions import note_contribution
from brainstorm.sessions.models.formats import VoteMethod
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock_for, record_for_desk, require, require_unsealed
from brainstorm.voting.models import Rating, Vote
from lms.exceptions import RuleError

HIGHEST_SCORE = 5
RATINGS = range(1, 6)


def _require_dots(values, *, brainstorm, idea_count):
    most = brainstorm.dots_per_idea
    if any(not 0 < count <= most for count in values.values()):
        sentence = ngettext("Give an idea at most %(most)s dot.", "Give an idea at most %(most)s dots.", most)
        raise RuleError(sentence % {"most": most})
    budget = brainstorm.dots_budget(idea_count)
    if (spent := sum(values.values())) > budget:
        sentence = ngettext(
            "You gave %(spent)s dots and have %(budget)s. Take %(over)s back.",
            "You gave %(spent)s dots and have %(budget)s. Take %(over)s back.",
            spent - budget,
        )
        raise RuleError(sentence % {"spent": spent, "budget": budget, "over": spent - budget})


def _require_scores(values):
    if any(not 0 <= score <= HIGHEST_SCORE for score in values.values()):
        raise RuleError(_("A score is a number from 0 to %(most)s.") % {"most": HIGHEST_SCORE})


def _as_ranking(values, *, numbers):
    """Return `values` as ranks 1, 2, 3 without gaps. Raises RuleError where two ideas share a rank."""
    if any(not 0 < rank <= len(numbers) for rank in values.values()):
        raise RuleError(_("A rank is a number from 1 to %(most)s.") % {"most": len(numbers)})
    if len(set(values.values())) < len(values):
        twice = sorted(rank for rank in set(values.values()) if list(values.values()).count(rank) > 1)
        raise RuleError(_("You gave rank %(rank)s twice. Give each idea a rank of its own.") % {"rank": twice[0]})
    return {number: rank for rank, number in enumerate(sorted(values, key=values.get), start=1)}


@transaction.atomic
def cast_votes(*, participation, values):
    """Replace this person's ballot by `values`, {number of the idea: value}. Saving twice changes nothing.

    A value is a number of dots, a score from 0 to 5 or a rank from 1, as the brainstorm votes. Ideas that are left out
    get no dots, no score, or rank last together; 0 dots are none.

    Raises:
        RuleError: the vote is not open; an idea is not on the frozen list; a value is out of range; the dots are more
            than the budget; two ideas have the same rank.
    """
    brainstorm = lock_for(participation)
    require(brainstorm, Right.VOTE, _("The vote is not open, so your ballot was not changed."))
    require_unsealed(participation)
    ideas = {idea.number: idea for idea in brainstorm.ideas.on_ballot()}
    if not values.keys() <= ideas.keys():
        raise RuleError(_("One of these ideas is not on the list."))
    if brainstorm.vote_method == VoteMethod.DOTS:
        values = {number: count for number, count in values.items() if count}
        _require_dots(values, brainstorm=brainstorm, idea_count=len(ideas))
    elif brainstorm.vote_method == VoteMethod.SCORE:
        _require_scores(values)
    else:
        values = _as_ranking(values, numbers=ideas)
    before = Vote.objects.cast_by(participation)
    if dict(before.values_list("idea__number", "value")) == values:
        return list(before)
    before.delete()
    votes = Vote.objects.bulk_create(
        Vote(idea=ideas[number], voter_tag=participation.tag, value=value) for number, value in sorted(values.items())
    )
    if votes:
        note_contribution(participation)
    record_for_desk(brainstorm, "ballot")
    return votes


@transaction.atomic
def rate_ideas(*, participation, ratings):
    """Replace this person's ratings by `ratings`, {number of the idea: (impact, effort)}, each from 1 to 5."""
    brainstorm = lock_for(participation)
    require(brainstorm, Right.RATE, _("Rating is over, so your ratings were not changed."))
    require_unsealed(participation)
    ideas = {idea.number: idea for idea in brainstorm.ideas.revealed()}
    if not ratings.keys() <= ideas.keys():
        raise RuleError(_("One of these ideas is not on the list."))
    if any(impact not in RATINGS or effort not in RATINGS for impact, effort in ratings.values()):
        raise RuleError(_("Impact and effort are numbers from 1 to 5."))
    before = Rating.objects.given_by(participation)
    if {rating.idea.number: (rating.impact, rating.effort) for rating in before.select_related("idea")} == ratings:
        return list(before)
    before.delete()
    stored = Rating.objects.bulk_create(
        Rating(idea=ideas[number], rater_tag=participation.tag, impact=impact, effort=effort)
        for number, (impact, effort) in sorted(ratings.items())
    )
    if stored:
        note_contribution(participation)
    record_for_desk(brainstorm, "rating")
    return stored
