"""The negotiation on the page of one idea."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from brainstorm.ideas.actions import submit_point
from brainstorm.negotiation import actions
from brainstorm.negotiation.forms import AnswerForm, ArgumentForm, ProposalForm, StanceForm
from brainstorm.negotiation.models import Objection, Stance
from brainstorm.screens.views.details import change_by_form, press, visit_idea
from brainstorm.sessions.permissions import facilitated_or_404, seat_required
from courses.catalog.ids import read_id
from lms.roles.permissions import sign_in_required


def _participant_or_404(visit):
    if visit.participation is None:
        raise Http404
    return visit.participation


def _read_proposal_or_404(request, visit):
    """Return the version that was read when the form was filled in."""
    return get_object_or_404(visit.idea.proposals, version=read_id(request.POST.get("version", "")))


@require_POST
@seat_required
def propose(request, pk, number):
    """Propose, or a new version. Where a newer one is there meanwhile, it is read first."""
    visit = visit_idea(request, pk, number)
    after = read_id(request.POST.get("version", "")) or 0
    form = ProposalForm(request.POST, version=after)
    actor = {"participation": visit.participation} if visit.participation else {"by": request.user}
    values = {"idea": visit.idea, "after": after, **actor}
    done = _("Proposed. Everyone is asked where they stand.")
    return change_by_form(request, visit, "proposal", form, actions.propose, done, **values)


@require_POST
@seat_required
def argument(request, pk, number):
    """A point for or against the version that was read."""
    visit = visit_idea(request, pk, number)
    values = {"participation": _participant_or_404(visit), "idea": visit.idea}
    values["proposal"] = _read_proposal_or_404(request, visit)
    form = ArgumentForm(request.POST)
    done = _("Added. Others can share it now.")
    return change_by_form(request, visit, "argument", form, submit_point, done, **values)


@require_POST
@seat_required
def stance(request, pk, number):
    """Say where one stands on the version that was read."""
    visit = visit_idea(request, pk, number)
    values = {"proposal": _read_proposal_or_404(request, visit), "participation": _participant_or_404(visit)}
    form = StanceForm(request.POST)

    def stand(position, **objection):
        if position == Stance.Position.OBJECT:
            actions.object_to(**objection, **values)
        else:
            actions.take_stance(position=position, **values)

    return change_by_form(request, visit, "stance", form, stand, _("Everyone sees where you stand."))


def _objection_or_404(visit, objection):
    return get_object_or_404(Objection, proposal__idea=visit.idea, pk=objection)


@require_POST
@seat_required
def objection_withdraw(request, pk, number, objection):
    visit = visit_idea(request, pk, number)
    values = {"objection": _objection_or_404(visit, objection), "participation": _participant_or_404(visit)}
    return press(request, visit, "#negotiation", actions.withdraw_objection, _("Withdrawn."), **values)


@require_POST
@sign_in_required
def objection_settle(request, pk, number, objection):
    """Accept the condition, or let the objection stand: those who lead write down what the room has agreed."""
    facilitated_or_404(request.user, pk)
    visit = visit_idea(request, pk, number)
    stored = _objection_or_404(visit, objection)
    form = AnswerForm(request.POST, objection=stored)
    values = {"objection": stored, "by": request.user}
    done = _("Answered. Its author sees it.")
    name = f"answer-{stored.pk}"
    return change_by_form(request, visit, name, form, actions.settle_objection, done, **values)
