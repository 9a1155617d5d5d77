"""Where people stand on a proposal: the latest word of each counts, and what was said before stays told."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brainstorm.negotiation.models import Objection, Stance

Position = Stance.Position
State = Objection.State
#: Objections that keep a proposal from consent.
BLOCKING = frozenset({State.OPEN, State.STANDING})


def in_order(stances):
    """Return stances as they were taken; those of one moment in the order in which they were stored."""
    return sorted(stances, key=lambda stance: (stance.taken_at, stance.pk))


def latest_stances(stances):
    """Return {id of the person: their latest stance} of stances on one version, in whatever order these come."""
    return {stance.participation_id: stance for stance in in_order(stances)}


@dataclass(frozen=True)
class Move:
    """Someone said where they stand. `before` is what they had said last, on whichever version, or None."""

    stance: Stance
    before: str | None

    @property
    def has_moved(self):
        return self.before is not None and self.before != self.stance.position

    @property
    def was(self):
        return Position(self.before).label if self.before else ""


def moves_of(stances):
    """Return a `Move` for each stance on any version, in the order in which they were taken."""
    last, moves = {}, []
    for stance in in_order(stances):
        moves.append(Move(stance, last.get(stance.participation_id)))
        last[stance.participation_id] = stance.position
    return moves


@dataclass(frozen=True)
class Tally:
    """How many stand where on one version. `conditional` objected and had every condition accepted: they consent.

    `open` and `standing` count objections, all others people. `silent` have not said where they stand.
    """

    consent: int = 0
    conditional: int = 0
    aside: int = 0
    object: int = 0
    silent: int = 0
    open: int = 0
    standing: int = 0

    @property
    def people(self):
        return self.consent + self.conditional + self.aside + self.object + self.silent

    @property
    def spoken(self):
        return self.people - self.silent

    @property
    def is_blocked(self):
        """Whether someone objects, or an objection is neither withdrawn nor met by its condition."""
        return bool(self.open or self.standing or self.object)

    @property
    def is_consent(self):
        """Whether someone has spoken, everyone was heard, and nothing stands against it."""
        return self.spoken > 0 and not (self.silent or self.is_blocked)

    @property
    def obstacles(self):
        """What stands against consent, in words."""
        return ", ".join(self._obstacles())

    @property
    def line(self):
        """The tally in one line, as a decision keeps it."""
        agreeing = self.consent + self.conditional
        parts = [
            ngettext("%(n)s of %(all)s consents", "%(n)s of %(all)s consent", agreeing)
            % {"n": agreeing, "all": self.people}
        ]
        if self.conditional:
            parts.append(
                ngettext("%(n)s of them under a condition", "%(n)s of them under conditions", self.conditional)
                % {"n": self.conditional}
            )
        for count, one, many in (
            (self.aside, _("%(n)s stands aside"), _("%(n)s stand aside")),
            (self.object, _("%(n)s objects"), _("%(n)s object")),
            (self.silent, _("%(n)s has not said"), _("%(n)s have not said")),
        ):
            if count:
                parts.append((one if count == 1 else many) % {"n": count})
        return _("%(parts)s.") % {"parts": ", ".join(parts)}

    @property
    def sentence(self):
        """Whether there is consent, and what is missing."""
        if not self.spoken:
            return _("No one has said where they stand yet.")
        if self.is_blocked:
            return _("No consent yet: %(what)s.") % {"what": self.obstacles}
        if self.silent:
            return ngettext(
                "No objections so far. %(n)s person has not taken a position yet.",
                "No objections so far. %(n)s people have not taken a position yet.",
                self.silent,
            ) % {"n": self.silent}
        return _("Consent: there are no open objections, and everyone was heard.")

    def _obstacles(self):
        if self.open:
            yield ngettext("%(n)s objection needs an answer", "%(n)s objections need an answer", self.open) % {
                "n": self.open
            }
        if self.standing:
            yield ngettext("%(n)s objection stays open", "%(n)s objections stay open", self.standing) % {
                "n": self.standing
            }
        if not self.open and not self.standing:
            yield ngettext("%(n)s person objects", "%(n)s people object", self.object) % {"n": self.object}


def tally_of(stances, objections, people):
    """Return the `Tally` of one version.

    stances: all on this version; objections: all to this version; people: ids of everyone who is asked.
    """
    latest = latest_stances(stances)
    objections = list(objections)
    blocked = {objection.author_id for objection in objections if objection.state in BLOCKING}
    accepted = {objection.author_id for objection in objections if objection.state == State.ACCEPTED}
    counts = dict.fromkeys(("consent", "conditional", "aside", "object", "silent"), 0)
    for person in people:
        stance = latest.get(person)
        if stance is None:
            counts["silent"] += 1
        elif stance.position == Position.OBJECT:
            counts["conditional" if person in accepted and person not in blocked else "object"] += 1
        else:
            counts["consent" if stance.position == Position.CONSENT else "aside"] += 1
    states = [objection.state for objection in objections]
    return Tally(**counts, open=states.count(State.OPEN), standing=states.count(State.STANDING))
