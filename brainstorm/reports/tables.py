"""The tables of a `Record`, as [(title, headings, rows)]: all for a workbook, the first one for a CSV."""

from datetime import date

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from brainstorm.decisions.models import Decision
from brainstorm.sessions.models.formats import VoteMethod


def _day(text):
    return date.fromisoformat(text) if text else ""


def _when(text):
    return parse_datetime(text) if text else ""


def _number(value):
    """Return a sum as a whole number where it is one."""
    if value is None:
        return ""
    return int(value) if value == int(value) else round(float(value), 2)


def tables_of(record):
    """Return every table that is not empty; the ideas always."""
    tables = [ideas_table(record), *(make(record) for make in OTHERS)]
    return [table for place, table in enumerate(tables) if table[2] or not place]


def ideas_table(record):
    headings = [
        *(_("Number"), _("Kind"), _("Idea"), _("Other wordings"), _("Group"), _("Author"), _("Whom it helps")),
        *(_("Eases pain points"), _("Result of the vote"), _("Impact (mean)"), _("Effort (mean)"), _("Disagreement")),
        *(_("Decision"), _("Reason"), _("How it was decided"), _("Tally"), _("Objections"), _("Look at it again on")),
        *(_("Decided by"), _("Pilots")),
    ]
    return _("Ideas"), headings, [_idea_row(idea) for idea in record.ideas.values()]


def _idea_row(idea):
    decision, spread = idea.decision or {}, idea.spread
    return [
        idea.number,
        idea.kind.label,
        idea.text,
        "\n".join(idea.wordings),
        idea.group,
        idea.author,
        idea.balance,
        ", ".join(map(str, idea.data["addresses"])),
        _number(idea.dots),
        *([round(spread.impact, 2), round(spread.effort, 2), round(spread.disagreement, 2)] if spread else [""] * 3),
        idea.outcome.label if idea.outcome else "",
        decision.get("reason", ""),
        Decision.Rule(decision["rule"]).label if decision.get("rule") else "",
        decision.get("tally", ""),
        decision.get("objections", ""),
        _day(decision.get("review_on")),
        decision.get("decided_by", ""),
        len(idea.pilots),
    ]


def votes_table(record):
    headings = [_("Idea"), _("Text")]
    for rule in record.rules:
        headings += [rule, _("Place")]
    rows = [
        [row.idea.number, row.idea.text, *(each for cell in row.cells for each in (_number(cell.points), cell.place))]
        for row in record.vote_rows
    ]
    return _("Votes"), headings, rows


def ballots_table(record):
    """Who voted is in no file; the ballots stand in an order that their content gives."""
    headings = [_("Ballot"), _("Idea"), VoteMethod(record.head["vote_method"]).label]
    rows = [
        [place, number, value]
        for place, ballot in enumerate(record.data["ballots"], start=1)
        for number, value in ballot
    ]
    return _("Ballots"), headings, rows


def pilots_table(record):
    headings = [
        *(_("Idea"), _("What we expect"), _("Owner"), _("How we notice"), _("How it was"), _("When we stop early")),
        *(_("Starts"), _("Result due"), _("Terms"), _("Result"), _("How it is now"), _("What we learned")),
        _("Result recorded"),
    ]
    rows = [
        [
            *(entry["idea"], entry["hypothesis"], entry["owner"], entry["measure"], entry["baseline"]),
            *(entry["stop_rule"], _day(entry["starts_on"]), _day(entry["due_on"])),
            "\n".join(term["text"] for term in entry["terms"]),
            *(pilot.result, entry["measured"], entry["learned"], _when(entry["recorded_at"])),
        ]
        for pilot in record.pilots
        for entry in [pilot.data]
    ]
    return _("Pilots"), headings, rows


def _plain(title, headings, entries, keys):
    """A table of entries of the file by `keys`."""
    return title, headings, [[entry[key] for key in keys] for entry in entries]


def points_table(record):
    headings = [_("Idea"), _("What it is"), _("Text"), _("Shared by")]
    return _plain(_("Points"), headings, record.points, ("idea", "side", "text", "adopted"))


def stakeholders_table(record):
    headings = [_("Idea"), _("Stakeholder"), _("Kind"), _("Size"), _("How sure"), _("In words")]
    keys = ("idea", "stakeholder", "kind", "size", "confidence", "words")
    return _plain(_("Stakeholders"), headings, record.impacts, keys)


def proposals_table(record):
    headings = [_("Idea"), _("Version"), _("Proposal"), _("Author")]
    entries = [entry | {"author": record.name_of(entry["author"])} for entry in record.data["proposals"]]
    return _plain(_("Proposals"), headings, entries, ("idea", "version", "text", "author"))


def stances_table(record):
    headings = [_("Idea"), _("Version"), _("Name"), _("Where they stand"), _("Since")]
    rows = [
        [entry["idea"], entry["proposal"], entry["person"], entry["position"], _when(entry["taken_at"])]
        for entry in record.stances
    ]
    return _("Stances"), headings, rows


def objections_table(record):
    headings = [_("Idea"), _("Version"), _("Author"), _("Reason"), _("Condition"), _("State"), _("Answer")]
    keys = ("idea", "proposal", "author", "reason", "condition", "state", "answer")
    return _plain(_("Objections"), headings, record.objections, keys)


def systems_table(record):
    headings = [_("Idea"), _("System"), _("Data flow"), _("Which data"), _("Risk"), _("Effort")]
    return _plain(_("Systems"), headings, record.systems, ("idea", "system", "flow", "data", "risk", "effort"))


def wordings_table(record):
    headings = [_("Idea"), _("Guideline"), _("Clause as it reads"), _("How it should read"), _("State"), _("Reason")]
    keys = ("idea", "title", "clause", "wording", "state", "reason")
    return _plain(_("Wordings"), headings, record.wordings, keys)


def about_table(record):
    rows = [
        (_("Brainstorm"), record.title),
        (_("Question"), record.question),
        (_("Class or course"), record.origin),
        (_("Phase"), str(record.phase)),
        (_("Closed"), record.closed_at or ""),
        (_("Taken away"), timezone.now()),
        *((label.capitalize(), number) for number, label in record.story),
        *((_("Not in this file"), what) for what in record.left_out),
    ]
    return _("About"), [_("What"), _("Value")], rows


OTHERS = (
    *(votes_table, ballots_table, pilots_table, points_table, stakeholders_table, proposals_table, stances_table),
    *(objections_table, systems_table, wordings_table, about_table),
)
