"""Who is affected and who stands where: on the page of one idea, in the room and at the desk."""

from brainstorm.negotiation.consent import BLOCKING
from brainstorm.negotiation.forms import AnswerForm, ArgumentForm, ProposalForm, StanceForm
from brainstorm.negotiation.models import Objection, StakeholderImpact
from brainstorm.negotiation.presenters import negotiation_of, open_ends
from brainstorm.screens.sections.details import leads
from brainstorm.sessions.phases import Right
from brainstorm.stakeholder_impact.actions import seen_of
from brainstorm.stakeholder_impact.forms import ImpactForm
from brainstorm.stakeholder_impact.matrix import matrix_of, overview_of
from courses.catalog.ids import read_id

Kind = StakeholderImpact.Kind


def may_weigh(visit):
    """Whether this visitor fills the matrix: a participant where the phase asks for it, who leads until the end."""
    if visit.participation and visit.allows(Right.WEIGH):
        return True
    return leads(visit) and not visit.allows(Right.REPORT)


def _impact_of(visit, stakeholder, kind):
    return visit.idea.impacts.filter(stakeholder=stakeholder, kind=kind).first() if stakeholder else None


def weigh(visit):
    """The matrix of the idea. `?stakeholder=3&effect=cost` opens that cell."""
    form, impact = visit.forms.get("weigh"), None
    matrix = matrix_of(visit.idea)
    if form is not None:
        cleaned = getattr(form, "cleaned_data", {})
        impact = _impact_of(visit, cleaned.get("stakeholder"), cleaned.get("kind"))
    elif may_weigh(visit) and matrix.rows:
        chosen, kind = read_id(visit.query.get("stakeholder", "")), visit.query.get("effect", "")
        impact = _impact_of(visit, chosen, kind)
        initial = {"stakeholder": chosen, "kind": kind if kind in Kind.values else None}
        if impact:
            initial |= {name: getattr(impact, name) for name in ("words", "size", "confidence")}
        form = ImpactForm(brainstorm=visit.brainstorm, initial=initial)
        form.is_open = chosen is not None
    return {
        "matrix": matrix,
        "form": form,
        "seen": seen_of(impact),
        "impact": impact,
        "may_weigh": may_weigh(visit),
    }


def negotiation(visit):
    """The proposal, who stands where, points and objections; forms where the phase asks for them."""
    is_open, participation = visit.allows(Right.NEGOTIATE), visit.participation
    negotiation = negotiation_of(visit.idea, participation)
    leading = leads(visit)
    may_answer = leading and visit.allows(Right.NEGOTIATE, Right.DECIDE)
    may_speak = is_open and participation is not None and negotiation.version > 0
    propose, stance, argument = (visit.forms.get(name) for name in ("proposal", "stance", "argument"))
    if propose is None and is_open and (participation or leading):
        initial = {"text": negotiation.current.proposal.text} if negotiation.version else {}
        propose = ProposalForm(version=negotiation.version, initial=initial)
    if may_speak:
        stance = stance or StanceForm(own=negotiation.own)
        argument = argument or (ArgumentForm() if visit.allows(Right.DISCUSS) and participation.tag else None)
    for objection in negotiation.objections:
        if may_answer and objection.state != Objection.State.WITHDRAWN:
            is_settled = objection.state != Objection.State.OPEN
            initial = {"state": objection.state, "answer": objection.answer} if is_settled else {}
            form = visit.forms.get(f"answer-{objection.pk}")
            objection.form = form or AnswerForm(objection=objection, initial=initial)
    return {
        "negotiation": negotiation,
        "is_open": is_open,
        "may_speak": may_speak,
        "may_adopt": may_speak and argument is not None,
        "propose": propose,
        "stance": stance,
        "argument": argument,
        "blocking": BLOCKING,
    }


def weighing(visit):
    """All ideas at a glance: who loses by which."""
    return {"overview": overview_of(visit.brainstorm)}


def negotiating(visit):
    """Which ideas are negotiated, and what is open; counts only."""
    return {"ends": open_ends(visit.brainstorm)}


def stakeholders(visit):
    """What the console says of the matrix: before the room reads, who will be in it; then what is missing."""
    return {"overview": overview_of(visit.brainstorm)}
