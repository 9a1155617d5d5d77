"""What is sent from the page of one idea: points, and what the idea touches.

Systems and guidelines are registers of the firm, so that only people with an account write into them.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from brainstorm.ideas.actions import adopt_point, submit_point, withdraw_point
from brainstorm.ideas.forms import PointForm
from brainstorm.ideas.visits import visit_of
from brainstorm.registers.actions import (
    address_pain_points,
    link_system,
    mark_balance,
    propose_wording,
    settle_wording,
    unlink_system,
    withdraw_wording,
)
from brainstorm.registers.forms import AddressesForm, BalanceForm, SettleForm, SystemForm, WordingForm
from brainstorm.registers.models import EnterpriseSystem, PolicyChange
from brainstorm.screens.sections.details import is_author
from brainstorm.screens.views.ideas import render_idea, revealed_idea_or_404
from brainstorm.sessions.permissions import may_facilitate, participation_or_404, seat_required
from brainstorm.sessions.phases import Right
from courses.catalog.ids import read_id
from courses.models import Guideline
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


def visit_idea(request, pk, number):
    """Return the `Visit` of the page of one idea, for the room and who leads it."""
    visit = visit_of(request, pk)
    visit.idea = revealed_idea_or_404(visit.brainstorm, number)
    return visit


def acts_as(request, visit):
    """Return as whom this visitor acts: as a participant where the phase asks for it, else as who leads."""
    participation = visit.participation
    is_leading = participation is None or (
        not visit.allows(Right.ELABORATE) and may_facilitate(request.user, visit.brainstorm)
    )
    return {"by": request.user} if is_leading else {"participation": participation}


def _page(visit, anchor=""):
    return redirect(reverse("lms_brainstorm:idea", args=[visit.brainstorm.pk, visit.idea.number]) + anchor)


def change_by_form(request, visit, name, form, action, done, **values):
    """Run `action` with what `form` holds and return to its section, or show there what is wrong."""
    status = 422
    if form.is_valid():
        try:
            action(**form.cleaned_data, **values)
        except RuleError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, done)
            return _page(visit, f"#{name}")
    visit.forms = {name: form}
    return render_idea(request, visit, status=status)


def press(request, visit, anchor, action, done="", **values):
    """Run an `action` that needs no form, and return to its section with what became of it."""
    try:
        action(**values)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return _page(visit, anchor)


@require_POST
@seat_required
def point_create(request, pk, number):
    visit = visit_idea(request, pk, number)
    participation = participation_or_404(request, pk)
    form = PointForm(request.POST, idea=visit.idea, is_author=is_author(visit))
    values = {"participation": participation, "idea": visit.idea}
    done = _("Added. Others can share it now.")
    return change_by_form(request, visit, "points", form, submit_point, done, **values)


def _point_or_404(visit, key):
    if visit.participation is None:
        raise Http404
    return get_object_or_404(visit.idea.points.not_withdrawn(), submission_key=key)


@require_POST
@seat_required
def point_adopt(request, pk, number, key):
    """See a point the same way, or with "drop" no longer."""
    visit = visit_idea(request, pk, number)
    point = _point_or_404(visit, key)
    adopts = "drop" not in request.POST
    values = {"point": point, "participation": visit.participation, "adopts": adopts}
    return press(request, visit, f"#point-{point.pk}", adopt_point, **values)


@require_POST
@seat_required
def point_withdraw(request, pk, number, key):
    visit = visit_idea(request, pk, number)
    point = _point_or_404(visit, key)
    values = {"point": point, "participation": visit.participation}
    return press(request, visit, "#points", withdraw_point, _("Withdrawn. No one sees it any more."), **values)


@require_POST
@seat_required
def balance(request, pk, number):
    visit = visit_idea(request, pk, number)
    form = BalanceForm(request.POST, idea=visit.idea)
    values = {"idea": visit.idea, **acts_as(request, visit)}
    return change_by_form(request, visit, "balance", form, mark_balance, _("Saved whom it helps."), **values)


@require_POST
@seat_required
def addresses(request, pk, number):
    visit = visit_idea(request, pk, number)
    form = AddressesForm(request.POST, idea=visit.idea)
    actor = acts_as(request, visit)

    def change(addresses):
        address_pain_points(idea=visit.idea, pain_points=addresses, **actor)

    return change_by_form(request, visit, "addresses", form, change, _("Saved which pain points it would ease."))


@require_POST
@sign_in_required
def system_link(request, pk, number):
    visit = visit_idea(request, pk, number)
    form = SystemForm(request.POST, idea=visit.idea)
    values = {"idea": visit.idea, **acts_as(request, visit)}
    return change_by_form(request, visit, "systems", form, link_system, _("Saved the system."), **values)


@require_POST
@sign_in_required
def system_unlink(request, pk, number):
    visit = visit_idea(request, pk, number)
    system = get_object_or_404(
        EnterpriseSystem.objects.known_in(visit.brainstorm), pk=read_id(request.POST.get("system", ""))
    )
    values = {"idea": visit.idea, "system": system, **acts_as(request, visit)}
    return press(request, visit, "#systems", unlink_system, _("Taken off this idea."), **values)


@require_POST
@sign_in_required
def wording_create(request, pk, number):
    visit = visit_idea(request, pk, number)
    chosen = read_id(request.POST.get("guideline", ""))
    guideline = get_object_or_404(Guideline, pk=chosen, live=True)
    form = WordingForm(request.POST, guideline=guideline)
    values = {"idea": visit.idea, "guideline": guideline, **acts_as(request, visit)}
    done = _("Proposed. Everyone sees the difference.")
    return change_by_form(request, visit, "wordings", form, propose_wording, done, **values)


def _wording_or_404(request, visit):
    return get_object_or_404(PolicyChange, idea=visit.idea, pk=read_id(request.POST.get("change", "")))


@require_POST
@sign_in_required
def wording_withdraw(request, pk, number):
    visit = visit_idea(request, pk, number)
    values = {"change": _wording_or_404(request, visit)}
    if visit.participation and not may_facilitate(request.user, visit.brainstorm):
        values["participation"] = visit.participation
    else:
        values["by"] = request.user
    return press(request, visit, "#wordings", withdraw_wording, _("Taken back."), **values)


@require_POST
@sign_in_required
def wording_settle(request, pk, number):
    """Adopt or decline a wording in the room; beyond it see `views.registers.guideline_changes`."""
    visit = visit_idea(request, pk, number)
    if not may_facilitate(request.user, visit.brainstorm):
        raise Http404
    change = _wording_or_404(request, visit)
    form = SettleForm(request.POST, change=change)
    values = {"change": change, "by": request.user}
    name = f"settle-{change.pk}"
    return change_by_form(
        request, visit, name, form, settle_wording, _("Decided. The person who proposed it gets a message."), **values
    )
