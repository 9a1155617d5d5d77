"""Sections in which people choose, and those that show what they chose once that is over."""

from brainstorm.voting.charts import rating_chart
from brainstorm.voting.forms import RATINGS, ballot_values
from brainstorm.voting.presenters import agenda_of, ballot_for, rating_sheet, results_of


def ballot(visit):
    """The ballot of the voter; what was chosen but could not be saved stays chosen."""
    brainstorm, ballot = visit.brainstorm, ballot_for(visit.participation)
    form = visit.forms.get("ballot")
    if form:
        chosen = form.values()
        for idea in ballot.ideas:
            idea.given = chosen.get(idea.number)
    return {
        "ballot": ballot,
        "form": form,
        "method": brainstorm.vote_method,
        "choices": ballot_values(brainstorm, len(ballot.ideas)),
    }


def rate(visit):
    """The ratings of one person; what was chosen but could not be saved stays chosen."""
    sheet, form = rating_sheet(visit.participation), visit.forms.get("rate")
    if form:
        for idea in sheet.ideas:
            idea.impact, idea.effort = form.chosen(idea.number)
    return {"sheet": sheet, "form": form, "choices": RATINGS}


def results(visit):
    return {"results": results_of(visit.brainstorm)}


def spread(visit):
    agenda = agenda_of(visit.brainstorm)
    return {"agenda": agenda, "chart": agenda and rating_chart(agenda)}
