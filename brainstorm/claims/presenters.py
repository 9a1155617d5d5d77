"""What claim codes show: to an author the codes of own ideas, to whoever holds a code what became of that idea."""

from dataclasses import dataclass, field

from brainstorm.claims.actions import on_board, takes_answers
from brainstorm.decisions.models import Decision
from brainstorm.ideas.models import Idea
from brainstorm.ideas.presenters import points_of
from brainstorm.ideas.queries import own_ideas
from brainstorm.sessions.actions import CLAIM_LENGTH, claim_code
from brainstorm.sessions.phases import Right

PART = 4  # letters that are read in one go


def spoken_claim(code):
    """Return a claim code in parts, which people read and type without a slip."""
    return " ".join(code[start : start + PART] for start in range(0, CLAIM_LENGTH, PART))


def own_claims(participation):
    """Return this person's ideas, the latest first, those without a name with their `claim`. After the seal none."""
    ideas = list(own_ideas(participation))
    for idea in ideas:
        idea.claim = ""
        if idea.is_anonymous:
            idea.claim = spoken_claim(claim_code(participation.brainstorm.secret, idea.submission_key))
    return ideas


@dataclass(frozen=True)
class Followed:
    """An idea as whoever holds its code sees it: before the reveal what its author knows, then what the room reads.

    shown: the idea it stands under on the board, None while no one reads it; `decision`: None where there is none, or
    the room does not see it at present.
    """

    idea: Idea
    shown: Idea | None = None
    decision: Decision | None = None
    points: list = field(default_factory=list)
    takes_answers: bool = False

    @property
    def is_merged(self):
        return self.shown is not None and self.shown.pk != self.idea.pk

    @property
    def pilots(self):
        return list(self.decision.pilots.select_related("owner").order_by("starts_on", "pk")) if self.decision else []


def followed(idea):
    """Return the claimed `idea` as `Followed`."""
    brainstorm, shown = idea.brainstorm, on_board(idea)
    if not brainstorm.ideas.revealed().filter(pk=shown.pk).exists():
        return Followed(idea)
    sees_decisions = any(brainstorm.allows(right) for right in (Right.TALLY, Right.DECIDE, Right.REPORT))
    return Followed(
        idea,
        shown=shown,
        decision=getattr(shown, "decision", None) if sees_decisions else None,
        points=points_of(shown, None),
        takes_answers=takes_answers(brainstorm),
    )
