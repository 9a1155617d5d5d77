"""A few ideas of others to build upon, before all are shown."""

from dataclasses import dataclass

from ..phases import Right

IDEAS_PER_PERSON = 3


@dataclass(frozen=True)
class Glimpse:
    """A text of somebody else: no author, no number, no id and no time, which would tell whose or how many."""

    kind: str
    text: str


def glimpses_of(participation):
    """Return at most three `Glimpse`s, drawn for this person; each round of the phase draws from what was there at its
    start, so that the three stay the same while people write on."""
    brainstorm = participation.brainstorm
    if not brainstorm.allows(Right.GLIMPSE) or participation.tag is None:
        return []
    others = brainstorm.ideas.standing().exclude(author_tag=participation.tag)
    there = others.filter(created_at__lt=brainstorm.phase_started_at)
    drawn = sorted(there, key=lambda idea: brainstorm.secret.sign("glimpse", participation.pk, idea.pk))
    return [Glimpse(idea.kind, idea.text) for idea in drawn[:IDEAS_PER_PERSON]]
