"""What leaves the site of a brainstorm. Every format, from CSV to PDF, is made of this and of nothing else.

So what stays hidden at this phase is left out here, once: everything before the reveal; votes before the tally; ratings
before the spread, and those of fewer people than may be shown; ideas that were withdrawn, held back or rejected. No
tag, key or code of a person is read, no time of an idea or a vote, and ballots stand in an order that their content
gives.
"""

import json
from collections import defaultdict

from django.db.models import Count
from django.utils.translation import gettext as _

from brainstorm.decisions.models import Decision
from brainstorm.ideas.models import IdeaMerge, Point
from brainstorm.negotiation.models import Objection, Proposal, StakeholderImpact, Stance
from brainstorm.pilots.models import Pilot
from brainstorm.registers.models import PolicyChange, SystemLink
from brainstorm.sessions.phases import Right
from brainstorm.transfer import entries
from brainstorm.transfer.entries import fields_of
from brainstorm.voting.models import Rating, Vote
from brainstorm.voting.rating_statistics import FEWEST
from lms.accounts.people import name_of
from lms.exceptions import RuleError

#: What is left out of a file because the phase does not show it yet, and the rights of which one shows it.
GUARDED = {
    "votes": (Right.TALLY,),
    "ratings": (Right.SPREAD,),
    "decisions": (Right.TALLY, Right.DECIDE, Right.REPORT),
}


class HiddenError(RuleError):
    """The room does not read the ideas yet, so there is nothing to take away."""


def write_json(brainstorm):
    """Return the file of a brainstorm as bytes. The same brainstorm gives the same bytes."""
    return (json.dumps(write_data(brainstorm), ensure_ascii=False, indent=1) + "\n").encode()


def write_data(brainstorm):
    """Return what may leave at this phase, as the object of the file.

    Raises:
        HiddenError: the room does not read the ideas yet.
    """
    if not brainstorm.allows(Right.READ):
        raise HiddenError(
            _("No one can see these ideas yet, so they cannot be exported. Come back when the room can see them.")
        )
    return Writer(brainstorm).data()


class Writer:
    """Reads one brainstorm. `ideas` are those that stand on the board, with the wordings merged into them."""

    def __init__(self, brainstorm):
        self.brainstorm = brainstorm
        self.left_out = [
            name for name, rights in GUARDED.items() if not any(brainstorm.allows(right) for right in rights)
        ]
        self.ideas = self._visible_ideas()
        self.numbers = {idea.pk: idea.number for idea in self.ideas}
        self.proposals = list(
            self._of_ideas(Proposal).select_related("author__user").order_by("idea__number", "version")
        )
        self.versions = {proposal.pk: proposal.version for proposal in self.proposals}
        objections = Objection.objects.filter(proposal__in=self.proposals).select_related("proposal", "author__user")
        self.objections = list(objections.order_by("proposal__idea__number", "proposal__version", "created_at", "pk"))
        self.groups = list(brainstorm.groups.all())
        self.group_places = {group.pk: place for place, group in enumerate(self.groups)}
        self.stakeholders = list(brainstorm.stakeholders.all())
        self.named = {}  # {id of a participation: participation} of those who said something with their name

    def _visible_ideas(self):
        passed = self.brainstorm.ideas.filter(
            withdrawn_at__isnull=True, moderation="passed", number__isnull=False
        ).select_related("author__user", "lesson")
        ideas = {idea.pk: idea for idea in passed.prefetch_related("addresses").order_by("number")}

        def stands(idea):
            while idea and idea.merged_into_id:
                idea = ideas.get(idea.merged_into_id)
            return idea is not None

        return [idea for idea in ideas.values() if stands(idea)]

    def _of_ideas(self, model, path="idea"):
        return model.objects.filter(**{f"{path}__in": list(self.numbers)})

    def _person(self, participation):
        """Return a place holder for someone; `data` puts the place in the list of people there."""
        if participation is None:
            return None
        self.named[participation.pk] = participation
        return Person(participation.pk)

    def data(self):
        parts = {
            "groups": [group.title for group in self.groups],
            "ideas": [self._idea(idea) for idea in self.ideas],
            "merges": self._merges(),
            "points": self._points(),
            "systems": self._systems(),
            "wordings": self._wordings(),
            "stakeholders": [fields_of(each, entries.STAKEHOLDER) for each in self.stakeholders],
            "impacts": self._impacts(),
            "proposals": [
                {"idea": self.numbers[each.idea_id], "author": self._person(each.author)}
                | fields_of(each, entries.PROPOSAL)
                for each in self.proposals
            ],
            "objections": self._objections(),
            "stances": self._stances(),
            "ballots": [] if "votes" in self.left_out else self._ballots(),
            "ratings": [] if "ratings" in self.left_out else self._ratings(),
        }
        parts |= {"decisions": [], "pilots": []} if "decisions" in self.left_out else self._outcomes()
        people = sorted(self.named.values(), key=lambda each: (_name(each), each.pk))
        places = {each.pk: place for place, each in enumerate(people)}
        head = {"format": entries.FORMAT, "version": entries.VERSION, "brainstorm": self._head()}
        head["plan"] = [fields_of(phase, entries.PHASE) for phase in self.brainstorm.plan]
        head["people"] = [{"name": _name(each), "is_guest": bool(each.guest_key_hash)} for each in people]
        return head | _with_places(parts, places)

    def _head(self):
        brainstorm = self.brainstorm
        course, scheduled_class = brainstorm.course, brainstorm.scheduled_class
        first = scheduled_class and scheduled_class.meetings.order_by("starts_at").first()
        return fields_of(brainstorm, entries.BRAINSTORM) | {
            "format": brainstorm.format.slug if brainstorm.format else None,
            "course": {"slug": course.slug, "title": course.title} if course else None,
            "class": {"title": str(scheduled_class), "starts_at": entries.as_text(first.starts_at)} if first else None,
            "people": brainstorm.participations.count(),
            "left_out": self.left_out,
        }

    def _idea(self, idea):
        lesson = idea.lesson
        return fields_of(idea, entries.IDEA) | {
            "is_opened": idea.first_opened_at is not None,
            "author": self._person(idea.author),
            "group": self.group_places.get(idea.group_id),
            "addresses": sorted(self.numbers[each.pk] for each in idea.addresses.all() if each.pk in self.numbers),
            "merged_into": self.numbers.get(idea.merged_into_id),
            "lesson": f"{lesson.get_parent().slug}/{lesson.slug}" if lesson else None,
        }

    def _merges(self):
        merges = self._of_ideas(IdeaMerge, "kept").filter(absorbed__in=list(self.numbers)).order_by("pk")
        return [
            {
                "kept": self.numbers[merge.kept_id],
                "absorbed": self.numbers[merge.absorbed_id],
                "is_undone": merge.undone_at is not None,
            }
            for merge in merges
        ]

    def _points(self):
        points = (
            self._of_ideas(Point).not_withdrawn().select_related("author__user").annotate(adopted=Count("adoptions"))
        )
        rows = [
            {
                "idea": self.numbers[point.idea_id],
                "proposal": self.versions.get(point.proposal_id),
                "author": self._person(point.author),
                "adopted": point.adopted,
            }
            | fields_of(point, entries.POINT)
            for point in points
        ]
        # Never in the order of writing, which tells who was quick.
        return sorted(rows, key=lambda row: (row["idea"], row["side"], -row["adopted"], row["text"]))

    def _systems(self):
        rows = [
            {"idea": self.numbers[link.idea_id], "system": link.system.name} | fields_of(link, entries.SYSTEM)
            for link in self._of_ideas(SystemLink).select_related("system")
        ]
        return sorted(rows, key=lambda row: (row["idea"], row["system"]))  # each database has an order of its own

    def _wordings(self):
        changes = self._of_ideas(PolicyChange).select_related("guideline", "added_by__user")
        return [
            {
                "idea": self.numbers[change.idea_id],
                "guideline": change.guideline.slug,
                "title": change.guideline.title,
                "added_by": self._person(change.added_by),
            }
            | fields_of(change, entries.WORDING)
            for change in changes.order_by("idea__number", "created_at", "pk")
        ]

    def _impacts(self):
        places = {stakeholder.pk: place for place, stakeholder in enumerate(self.stakeholders)}
        impacts = self._of_ideas(StakeholderImpact).select_related("changed_by__user")
        rows = [
            {
                "idea": self.numbers[impact.idea_id],
                "stakeholder": places[impact.stakeholder_id],
                "changed_by": self._person(impact.changed_by),
            }
            | fields_of(impact, entries.IMPACT)
            for impact in impacts
        ]
        return sorted(rows, key=lambda row: (row["idea"], row["stakeholder"], row["kind"]))

    def _objections(self):
        return [
            {
                "idea": self.numbers[each.proposal.idea_id],
                "proposal": each.proposal.version,
                "author": self._person(each.author),
            }
            | fields_of(each, entries.OBJECTION)
            for each in self.objections
        ]

    def _stances(self):
        stances = Stance.objects.filter(proposal__in=self.proposals).select_related("proposal", "participation__user")
        return [
            {
                "idea": self.numbers[stance.proposal.idea_id],
                "proposal": stance.proposal.version,
                "person": self._person(stance.participation),
            }
            | fields_of(stance, entries.STANCE)
            for stance in stances.order_by("taken_at", "pk")
        ]

    def _ballots(self):
        """Return each ballot as pairs of a number and a value."""
        ballots = defaultdict(list)
        votes = self._of_ideas(Vote).filter(idea__is_on_ballot=True, idea__merged_into=None)
        for tag, number, value in votes.values_list("voter_tag", "idea__number", "value"):
            ballots[tag].append([number, value])
        return sorted(sorted(ballot) for ballot in ballots.values())

    def _ratings(self):
        """Return each rating by itself: which of them belong to one person stays here."""
        by_idea = defaultdict(list)
        for idea, impact, effort in self._of_ideas(Rating).values_list("idea", "impact", "effort"):
            by_idea[self.numbers[idea]].append((impact, effort))
        return [
            {"idea": number, "impact": impact, "effort": effort}
            for number, ratings in sorted(by_idea.items())
            if len(ratings) >= FEWEST
            for impact, effort in sorted(ratings)
        ]

    def _outcomes(self):
        decisions = self._of_ideas(Decision).select_related("decided_by").order_by("idea__number")
        pilots = Pilot.objects.filter(decision__idea__in=list(self.numbers)).select_related("owner", "decision")
        pilots = pilots.prefetch_related("terms").order_by("decision__idea__number", "starts_on", "pk")
        objections = {each.pk: place for place, each in enumerate(self.objections)}
        return {
            "decisions": [
                {
                    "idea": self.numbers[decision.idea_id],
                    "proposal": self.versions.get(decision.proposal_id),
                    "decided_by": decision.decider[: entries.LONGEST_NAME],
                }
                | fields_of(decision, entries.DECISION)
                for decision in decisions
            ],
            "pilots": [
                {
                    "idea": self.numbers[pilot.decision.idea_id],
                    "owner": pilot.led_by[: entries.LONGEST_NAME],
                    "terms": [
                        {"text": term.text, "objection": objections.get(term.objection_id)}
                        for term in pilot.terms.all()
                    ],
                }
                | fields_of(pilot, entries.PILOT)
                for pilot in pilots
            ],
        }


class Person(int):
    """The id of a participation, until its place in the list of people is known."""


def _name(participation):
    """Return a name without "(guest)": that is told beside it."""
    return (name_of(participation.user) or participation.guest_name)[: entries.LONGEST_NAME]


def _with_places(value, places):
    if isinstance(value, Person):
        return places[value]
    if isinstance(value, dict):
        return {key: _with_places(each, places) for key, each in value.items()}
    return [_with_places(each, places) for each in value] if isinstance(value, list) else value
