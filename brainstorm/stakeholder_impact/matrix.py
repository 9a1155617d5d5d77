"""Who is affected and how: the matrix of one idea, and all ideas of a brainstorm side by side."""

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brainstorm.negotiation.models import Stakeholder, StakeholderImpact
from brainstorm.stakeholder_impact.impact import Weight, weight_of

Kind = StakeholderImpact.Kind


def signed(number):
    """Write a sum with its sign: +3, 0, −2."""
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"


@dataclass(frozen=True)
class Cell:
    """What an idea brings, costs or risks for one stakeholder; `impact` is None where no one has said so."""

    kind: Kind
    impact: StakeholderImpact | None

    @property
    def label(self):
        return self.kind.label

    @property
    def marks(self):
        """The size as signs, for the eye; the word stands beside them."""
        return ("+" if self.kind == Kind.BENEFIT else "−") * self.impact.size

    @property
    def is_guess(self):
        return self.impact.confidence == StakeholderImpact.Confidence.GUESS


@dataclass(frozen=True)
class Row:
    """One stakeholder and one idea."""

    stakeholder: Stakeholder
    cells: list
    weight: Weight

    @property
    def net(self):
        return signed(self.weight.net)

    @property
    def word(self):
        """What it comes to, in a word."""
        if not self.weight.is_affected:
            return ""
        return _("loses") if self.weight.loses else _("wins") if self.weight.wins else _("even")

    @property
    def tone(self):
        return "loses" if self.weight.loses else "wins" if self.weight.wins else "even"

    @property
    def guesses(self):
        return sum(1 for cell in self.cells if cell.impact and cell.is_guess)


@dataclass(frozen=True)
class Matrix:
    """All stakeholders of a brainstorm and one idea."""

    rows: list

    @property
    def weight(self):
        return sum((row.weight for row in self.rows), Weight())

    @property
    def net(self):
        return signed(self.weight.net)

    @property
    def losers(self):
        return [row.stakeholder for row in self.rows if row.weight.loses]

    @property
    def absent(self):
        """Those who are affected and of whom no one is in the room."""
        return [row.stakeholder for row in self.rows if row.weight.is_affected and not row.stakeholder.is_present]

    @property
    def who_loses(self):
        """Who loses, in a sentence."""
        if not self.weight.is_affected:
            return _("No one has said yet who this idea affects, or how.")
        if not self.losers:
            return _("According to what is written here, no one loses.")
        return ngettext(
            "%(names)s loses: cost and risk outweigh the benefit.",
            "%(names)s lose: for each of them cost and risk outweigh the benefit.",
            len(self.losers),
        ) % {"names": names_of(self.losers)}

    @property
    def who_is_absent(self):
        """Who is affected and absent, in a sentence; "" where everyone affected is in the room."""
        if not self.absent:
            return ""
        return _("Affected, but not in the room: %(names)s. Name a person who asks them before anything starts.") % {
            "names": names_of(self.absent)
        }


def names_of(stakeholders):
    return get_text_list([stakeholder.name for stakeholder in stakeholders], _("and"))


def _matrix(stakeholders, impacts):
    """Return the `Matrix` of one idea. impacts: {(id of the stakeholder, kind): impact}."""
    rows = []
    for stakeholder in stakeholders:
        cells = [Cell(kind, impacts.get((stakeholder.pk, kind.value))) for kind in Kind]
        rows.append(Row(stakeholder, cells, weight_of(cell.impact for cell in cells if cell.impact)))
    return Matrix(rows)


def matrix_of(idea):
    """Return the `Matrix` of one idea."""
    impacts = idea.impacts.select_related("changed_by__user")
    by_cell = {(impact.stakeholder_id, impact.kind): impact for impact in impacts}
    return _matrix(list(idea.brainstorm.stakeholders.all()), by_cell)


@dataclass(frozen=True)
class Overview:
    """Ideas in rows, stakeholders in columns: `rows` are pairs of an idea and its `Matrix`."""

    stakeholders: list
    rows: list
    totals: list  # a `Row` without cells for each stakeholder, over all ideas

    @property
    def weighed(self):
        return sum(1 for _idea, matrix in self.rows if matrix.weight.is_affected)

    @property
    def absent(self):
        return [row.stakeholder for row in self.totals if row.weight.is_affected and not row.stakeholder.is_present]

    @property
    def who_is_absent(self):
        return Matrix(self.totals).who_is_absent


def overview_of(brainstorm):
    """Return the `Overview` of all ideas that the room may read, in the order of their numbers."""
    stakeholders = list(brainstorm.stakeholders.all())
    ideas = list(brainstorm.ideas.revealed().order_by("number"))
    cells = {idea.pk: {} for idea in ideas}
    for impact in StakeholderImpact.objects.filter(idea__in=cells.keys()).order_by():
        cells[impact.idea_id][impact.stakeholder_id, impact.kind] = impact
    rows = [(idea, _matrix(stakeholders, cells[idea.pk])) for idea in ideas]
    totals = [
        Row(stakeholder, [], sum((matrix.rows[place].weight for _idea, matrix in rows), Weight()))
        for place, stakeholder in enumerate(stakeholders)
    ]
    return Overview(stakeholders, rows, totals)
