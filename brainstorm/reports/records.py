"""A brainstorm to be taken away as tables, minutes or a report.

A `Record` is made of the object of the file (`exchange.write_data`) and of nothing else, so that what is hidden at this
phase is in no format.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brainstorm.decisions.models import Decision
from brainstorm.ideas.models import Idea, Point
from brainstorm.ideas.presenters import HEADINGS
from brainstorm.negotiation.consent import BLOCKING
from brainstorm.negotiation.models import Objection, StakeholderImpact, Stance
from brainstorm.pilots.models import Pilot
from brainstorm.registers.models import Level, PolicyChange, SystemLink
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.phases import KINDS
from brainstorm.stakeholder_impact.matrix import signed
from brainstorm.voting.presenters import RULE_LABELS
from brainstorm.voting.rating_statistics import rating_statistics_of
from brainstorm.voting.tallying import Rule, condorcet_winner, count


@dataclass
class IdeaRecord:
    """An idea with all that was said, chosen and decided about it. `data` is its entry in the file."""

    data: dict
    author: str = ""
    group: str = ""
    wordings: list = field(default_factory=list)  # texts of ideas merged into it
    points: list = field(default_factory=list)  # [(heading, [(text, how many others share it)])]
    proposal: str = ""
    dots: int | None = None
    spread: object = None
    decision: dict | None = None
    pilots: list = field(default_factory=list)

    @property
    def number(self):
        return self.data["number"]

    @property
    def text(self):
        return self.data["text"]

    @property
    def kind(self):
        return Kind(self.data["kind"])

    @property
    def balance(self):
        return Idea.Balance(self.data["balance"]).label if self.data["balance"] else ""

    @property
    def outcome(self):
        return Decision.Outcome(self.decision["outcome"]) if self.decision else None

    @property
    def review_on(self):
        return parse_date((self.decision or {}).get("review_on") or "")


@dataclass(frozen=True)
class VoteRow:
    """One idea with its points and its place under each rule."""

    idea: IdeaRecord
    cells: tuple


class Record:
    """Everything of one file, ready to be shown."""

    def __init__(self, data):
        self.data, self.head = data, data["brainstorm"]
        self.plan = data["plan"]

    # --- The event ---------------------------------------------------------------------------------------------------

    @property
    def title(self):
        return self.head["title"]

    @property
    def question(self):
        return self.head["question"]

    @property
    def origin(self):
        """The class it belongs to, else the course, else ""."""
        return (self.head["class"] or self.head["course"] or {"title": ""})["title"]

    @property
    def phase(self):
        phase = self.plan[self.head["step"]]
        return phase["label"] or KINDS[phase["kind"]].label

    @property
    def began_at(self):
        """When the first phase began; where none has a time, when it was prepared."""
        began = [phase["started_at"] for phase in self.plan if phase["started_at"]]
        return parse_datetime(min([*began, self.head["closed_at"] or self.head["phase_started_at"]]))

    @property
    def closed_at(self):
        return parse_datetime(self.head["closed_at"]) if self.head["closed_at"] else None

    @property
    def is_sealed(self):
        return self.head["sealed_at"] is not None

    @property
    def steps(self):
        """The names of the phases that were gone through, in order."""
        past = self.plan[: self.head["step"] + 1]
        return [str(phase["label"] or KINDS[phase["kind"]].label) for phase in past if not phase["skipped"]]

    @property
    def left_out(self):
        """What the file does not hold because the phase does not show it yet, in words."""
        words = {
            "votes": _("votes, until the vote is over"),
            "ratings": _("ratings, until all are in"),
            "decisions": _("decisions"),
        }
        return [words[name] for name in self.head["left_out"]]

    def name_of(self, place):
        """Return the name at this place of the list of people, as the room calls them."""
        if place is None:
            return ""
        person = self.data["people"][place]
        return _("%(name)s (guest)") % person if person["is_guest"] else person["name"]

    # --- Ideas -------------------------------------------------------------------------------------------------------

    @cached_property
    def ideas(self):
        """The ideas on the board by their numbers; those merged into them are their wordings."""
        records = {
            entry["number"]: IdeaRecord(
                entry,
                author=self.name_of(entry["author"]),
                group="" if entry["group"] is None else self.data["groups"][entry["group"]],
            )
            for entry in self.data["ideas"]
        }
        for record in records.values():
            kept = record
            while kept.data["merged_into"]:
                kept = records[kept.data["merged_into"]]
            if kept is not record:
                kept.wordings.append(record.text)
        for number, points in self._points().items():
            records[number].points = points
        for entry in self.data["proposals"]:
            records[entry["idea"]].proposal = entry["text"]  # the latest version comes last
        for number, dots in self._dots().items():
            records[number].dots = dots
        for number, ratings in self._ratings().items():
            records[number].spread = rating_statistics_of(ratings)
        for entry in self.data["decisions"]:
            records[entry["idea"]].decision = entry
        for entry in self.data["pilots"]:
            records[entry["idea"]].pilots.append(entry)
        return {number: record for number, record in records.items() if not record.data["merged_into"]}

    def _points(self):
        found = defaultdict(lambda: defaultdict(list))
        for entry in self.data["points"]:
            found[entry["idea"]][entry["side"]].append((entry["text"], entry["adopted"]))
        return {
            number: [(str(heading), sides[side]) for side, heading in HEADINGS if sides[side]]
            for number, sides in found.items()
        }

    def _dots(self):
        """Return what each idea on the ballot got under the first rule; empty where no one has voted."""
        if not self.results:
            return {}
        return {row.idea: row.cells[0].points for row in self._counted}

    def _ratings(self):
        ratings = defaultdict(list)
        for entry in self.data["ratings"]:
            ratings[entry["idea"]].append((entry["impact"], entry["effort"]))
        return ratings

    @property
    def sections(self):
        """[(heading, ideas)]: the groups in their order, then what stands alone under ""."""
        by_group = defaultdict(list)
        for idea in self.ideas.values():
            by_group[idea.group].append(idea)
        return [(title, by_group[title]) for title in [*self.data["groups"], ""] if by_group[title]]

    @property
    def kinds(self):
        """[(kind, how many ideas)] of all five kinds."""
        counts = Counter(idea.kind for idea in self.ideas.values())
        return [(kind, counts[kind]) for kind in Kind]

    # --- What people chose -------------------------------------------------------------------------------------------

    @cached_property
    def _counted(self):
        """[VoteRow] with numbers in place of ideas, in the order of the first rule."""
        ballots = [dict(ballot) for ballot in self.data["ballots"]]
        numbers = self._on_ballot
        outcomes = [count(ballots, numbers, method=self.head["vote_method"], rule=rule) for rule in Rule]
        places = [{one.candidate: one for one in outcome.standings} for outcome in outcomes]
        return [
            VoteRow(one.candidate, tuple(place[one.candidate] for place in places)) for one in outcomes[0].standings
        ]

    @property
    def _on_ballot(self):
        return [entry["number"] for entry in self.data["ideas"] if entry["is_on_ballot"] and not entry["merged_into"]]

    @property
    def results(self):
        """Whether there is a result of the vote to show."""
        return bool(self.data["ballots"] and self._on_ballot)

    @property
    def voters(self):
        return len(self.data["ballots"])

    @property
    def rules(self):
        return [str(RULE_LABELS[rule][self.head["vote_method"]]) for rule in Rule]

    @property
    def vote_rows(self):
        return [VoteRow(self.ideas[row.idea], row.cells) for row in self._counted] if self.results else []

    @property
    def winner(self):
        """The number of the idea that wins each duel, or None."""
        ballots = [dict(ballot) for ballot in self.data["ballots"]]
        return condorcet_winner(ballots, self._on_ballot, method=self.head["vote_method"])

    @property
    def rated(self):
        """The rated ideas, the largest disagreement first."""
        rated = [idea for idea in self.ideas.values() if idea.spread]
        return sorted(rated, key=lambda idea: (-idea.spread.disagreement, idea.number))

    # --- What came of it ---------------------------------------------------------------------------------------------

    def decided(self, outcome):
        return [idea for idea in self.ideas.values() if idea.outcome == outcome]

    @property
    def decisions(self):
        """[(outcome, ideas)] of those outcomes that occur, adopted first."""
        return [(outcome, self.decided(outcome)) for outcome in Decision.Outcome if self.decided(outcome)]

    @property
    def undecided(self):
        return [idea for idea in self.ideas.values() if not idea.decision]

    @property
    def pilots(self):
        return [PilotRecord(self.ideas[entry["idea"]], entry) for entry in self.data["pilots"]]

    @property
    def story(self):
        """The five numbers from people to results, each with what it counts."""
        people, ideas, pilots = self.head["people"], len(self.ideas), self.data["pilots"]
        results = sum(1 for pilot in pilots if pilot["result"])
        return [
            (people, ngettext("person", "people", people)),
            (ideas, ngettext("idea", "ideas", ideas)),
            (len(self.decided(Decision.Outcome.ADOPTED)), _("adopted")),
            (len(pilots), ngettext("pilot", "pilots", len(pilots))),
            (results, ngettext("result", "results", results)),
        ]

    # --- Stakeholders, negotiation, systems, wordings ----------------------------------------------------------------

    @property
    def impacts(self):
        kinds, sizes, sure = StakeholderImpact.Kind, StakeholderImpact.Size, StakeholderImpact.Confidence
        return [
            {
                "idea": entry["idea"],
                "stakeholder": self.data["stakeholders"][entry["stakeholder"]]["name"],
                "kind": kinds(entry["kind"]).label,
                "size": sizes(entry["size"]).label,
                "confidence": sure(entry["confidence"]).label,
                "words": entry["words"],
            }
            for entry in self.data["impacts"]
        ]

    @property
    def stakeholders(self):
        """Each stakeholder with the sum over all ideas, as the matrix adds up."""
        sums = Counter()
        for entry in self.data["impacts"]:
            sums[entry["stakeholder"]] += entry["size"] if entry["kind"] == "benefit" else -entry["size"]
        return [entry | {"net": signed(sums[place])} for place, entry in enumerate(self.data["stakeholders"])]

    @property
    def proposals(self):
        """The latest version for each idea, with those who said last that they stand here: [(position, names)]."""
        latest = {entry["idea"]: entry for entry in self.data["proposals"]}
        last_words = {
            (entry["idea"], entry["proposal"], entry["person"]): entry["position"] for entry in self.data["stances"]
        }
        rows = []
        for entry in latest.values():
            names = defaultdict(list)
            for (idea, version, person), position in last_words.items():
                if (idea, version) == (entry["idea"], entry["version"]):
                    names[position].append(self.name_of(person))
            positions = [(each.label, sorted(names[each])) for each in Stance.Position if names[each]]
            rows.append(entry | {"author": self.name_of(entry["author"]), "positions": positions})
        return rows

    @property
    def objections(self):
        """All objections; one that was still open when a newer version came is told as an objection to the old one."""
        latest = {entry["idea"]: entry["version"] for entry in self.data["proposals"]}
        rows = []
        for entry in self.data["objections"]:
            state = Objection.State(entry["state"]).label
            if entry["state"] in BLOCKING and entry["proposal"] != latest.get(entry["idea"]):
                state = _("to version %(n)s, which was replaced") % {"n": entry["proposal"]}
            rows.append(entry | {"author": self.name_of(entry["author"]), "state": state})
        return rows

    @property
    def stances(self):
        return [
            entry | {"person": self.name_of(entry["person"]), "position": Stance.Position(entry["position"]).label}
            for entry in self.data["stances"]
        ]

    @property
    def systems(self):
        return [
            entry
            | {
                "flow": SystemLink.Flow(entry["flow"]).label,
                "risk": Level(entry["risk"]).label,
                "effort": Level(entry["effort"]).label,
            }
            for entry in self.data["systems"]
        ]

    @property
    def wordings(self):
        return [entry | {"state": PolicyChange.State(entry["state"]).label} for entry in self.data["wordings"]]

    @property
    def points(self):
        return [entry | {"side": Point.Side(entry["side"]).label} for entry in self.data["points"]]


@dataclass(frozen=True)
class PilotRecord:
    idea: IdeaRecord
    data: dict

    @property
    def starts_on(self):
        return date.fromisoformat(self.data["starts_on"])

    @property
    def due_on(self):
        return date.fromisoformat(self.data["due_on"])

    @property
    def recorded_at(self):
        return parse_datetime(self.data["recorded_at"]) if self.data["recorded_at"] else None

    @property
    def result(self):
        return Pilot.Result(self.data["result"]).label if self.data["result"] else ""
