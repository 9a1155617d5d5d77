"""What the page of one idea tells of its negotiation, and what a decision takes up of it."""

from dataclasses import dataclass, field

from django.db.models import Count

from brainstorm.ideas.models import Point, PointAdoption
from brainstorm.negotiation.consent import BLOCKING, Tally, latest_stances, moves_of, tally_of
from brainstorm.negotiation.models import Objection, Proposal, Stance
from brainstorm.registers.clauses import word_diff

Side, State = Point.Side, Objection.State


@dataclass(frozen=True)
class Version:
    """One version of the proposal. `pieces` lead to it from the one before; the first has none."""

    proposal: Proposal
    pieces: list = field(default_factory=list)


@dataclass(frozen=True)
class Voice:
    """One person: what they said of each version, in the order of versions; None where they said nothing."""

    name: str
    stances: list
    is_own: bool = False


@dataclass(frozen=True)
class Negotiation:
    """The negotiation of one idea, the latest version first. Empty before anything is proposed."""

    versions: list
    pros: list
    cons: list
    objections: list
    earlier_objections: list
    tally: Tally
    moves: list
    voices: list
    unheard: list = field(default_factory=list)
    own: Stance | None = None

    @property
    def current(self):
        return self.versions[0] if self.versions else None

    @property
    def version(self):
        """The number of the latest version; 0 before there is one."""
        return self.current.proposal.version if self.versions else 0

    @property
    def has_moved(self):
        return [move for move in self.moves if move.has_moved]


def _versions(proposals):
    versions, before = [], None
    for proposal in proposals:
        versions.append(Version(proposal, word_diff(before.text, proposal.text) if before else []))
        before = proposal
    return versions[::-1]


def _points(proposal, participation):
    """Return the points about a version, those first that most people share."""
    tag = participation.tag if participation else None
    shared = PointAdoption.objects.filter(point__proposal=proposal, adopter_tag=tag or "-").values_list("point")
    adopted = {point for (point,) in shared}
    points = Point.objects.not_withdrawn().filter(proposal=proposal).select_related("author__user")
    points = list(points.annotate(adopted=Count("adoptions")).order_by("-adopted", "pk"))
    for point in points:
        point.is_own = tag is not None and point.author_tag == tag
        point.is_adopted = point.pk in adopted
    return points


def negotiation_of(idea, participation=None):
    """Return the `Negotiation` of an idea as `participation` may see it; all of it is said in the open."""
    proposals = list(idea.proposals.select_related("author__user"))
    if not proposals:
        return Negotiation([], [], [], [], [], Tally(), [], [])
    current = proposals[-1]
    stances = list(Stance.objects.filter(proposal__in=proposals).select_related("participation__user", "proposal"))
    objections = list(
        Objection.objects.filter(proposal__in=proposals).select_related(
            "author__user", "proposal", "settled_by", "term"
        )
    )
    people = list(idea.brainstorm.participations.select_related("user"))
    for objection in objections:
        is_own = participation is not None and objection.author_id == participation.pk
        objection.is_withdrawable = is_own and objection.state in BLOCKING and objection.proposal_id == current.pk
    of_current = [stance for stance in stances if stance.proposal_id == current.pk]
    to_current = [objection for objection in objections if objection.proposal_id == current.pk]
    points = _points(current, participation)
    return Negotiation(
        versions=_versions(proposals),
        pros=[point for point in points if point.side == Side.PRO],
        cons=[point for point in points if point.side == Side.CON],
        objections=to_current,
        earlier_objections=[objection for objection in objections if objection.proposal_id != current.pk],
        tally=tally_of(of_current, to_current, [person.pk for person in people]),
        moves=moves_of(stances),
        voices=_voices(proposals, stances, participation),
        unheard=[person for person in people if person.pk not in latest_stances(of_current)],
        own=latest_stances(of_current).get(participation.pk) if participation else None,
    )


def _voices(proposals, stances, participation):
    """Return a `Voice` for everyone who has spoken, by name."""
    latest = {
        proposal.pk: latest_stances(stance for stance in stances if stance.proposal_id == proposal.pk)
        for proposal in proposals
    }
    people = {stance.participation_id: stance.participation for stance in stances}
    own = participation.pk if participation else None
    voices = [
        Voice(person.name, [latest[proposal.pk].get(pk) for proposal in proposals], pk == own)
        for pk, person in people.items()
    ]
    return sorted(voices, key=lambda voice: voice.name.casefold())


@dataclass(frozen=True)
class OpenEnd:
    """An idea that is negotiated, with counts of what is still open."""

    idea: object
    version: int
    tally: Tally


def open_ends(brainstorm):
    """Return an `OpenEnd` for every idea with a proposal, in the order of their numbers."""
    ideas = list(brainstorm.ideas.revealed().filter(proposals__isnull=False).distinct().order_by("number"))
    current = {}
    for proposal in Proposal.objects.filter(idea__in=ideas).order_by("version"):
        current[proposal.idea_id] = proposal
    stances, objections = {}, {}
    for stance in Stance.objects.filter(proposal__in=current.values()):
        stances.setdefault(stance.proposal_id, []).append(stance)
    for objection in Objection.objects.filter(proposal__in=current.values()):
        objections.setdefault(objection.proposal_id, []).append(objection)
    people = list(brainstorm.participations.values_list("pk", flat=True))
    ends = []
    for idea in ideas:
        proposal = current[idea.pk]
        tally = tally_of(stances.get(proposal.pk, []), objections.get(proposal.pk, []), people)
        ends.append(OpenEnd(idea, proposal.version, tally))
    return ends
