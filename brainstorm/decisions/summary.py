from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from brainstorm.decisions.models import Decision
from brainstorm.negotiation.models import Proposal
from brainstorm.negotiation.presenters import State, negotiation_of


@dataclass(frozen=True)
class NegotiationSummary:
    """What a decision takes up by itself. `tally` and `objections` fit the fields of `Decision`.

    unheard: names of those who have joined and not said where they stand.
    """

    proposal: Proposal
    tally: str
    objections: str
    sentence: str
    is_consent: bool
    unheard: tuple = ()


def negotiation_summary(idea):
    """Return the `NegotiationSummary` of an idea, None where nothing was proposed."""
    negotiation = negotiation_of(idea)
    if not negotiation.versions:
        return None
    accepted_before = [objection for objection in negotiation.earlier_objections if objection.state == State.ACCEPTED]
    told = [objection for objection in negotiation.objections if objection.state != State.WITHDRAWN]
    lines = [_line(objection) for objection in [*accepted_before, *told]]
    longest = Decision._meta.get_field("objections").max_length
    return NegotiationSummary(
        proposal=negotiation.current.proposal,
        tally=negotiation.tally.line,
        objections=Truncator("\n".join(lines)).chars(longest),
        sentence=negotiation.tally.sentence,
        is_consent=negotiation.tally.is_consent,
        unheard=tuple(sorted(person.name for person in negotiation.unheard)),
    )


def _line(objection):
    """One objection in one line: who, why, under which condition, and what became of it."""
    name = objection.author.name if objection.author else _("Someone")
    line = f"{name}: {objection.reason}"
    if objection.condition:
        line += " " + _("(I consent if: %(condition)s)") % {"condition": objection.condition}
    line += f" – {objection.get_state_display()}"
    return f"{line}: {objection.answer}" if objection.answer else line
