"""The stakeholder matrix: who is affected, and what each idea means for them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from brainstorm.ideas.visits import visit_of
from brainstorm.screens.sections.details import leads
from brainstorm.screens.sections.negotiating import may_weigh
from brainstorm.screens.views.details import change_by_form, visit_idea
from brainstorm.sessions.permissions import facilitated_or_404, seat_required
from brainstorm.sessions.phases import Right
from brainstorm.stakeholder_impact.actions import (
    add_stakeholder,
    change_stakeholder,
    copy_stakeholders,
    earlier_stakeholders,
    empty_impact,
    remove_stakeholder,
    weigh_impact,
)
from brainstorm.stakeholder_impact.forms import ImpactForm, StakeholderForm
from brainstorm.stakeholder_impact.matrix import overview_of
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


def _actor(request, visit):
    """Return as whom this visitor fills the matrix: as a participant where the phase asks for it, else as who leads."""
    if visit.participation and (visit.allows(Right.WEIGH) or not leads(visit)):
        return {"participation": visit.participation}
    return {"by": request.user}


def _render(request, visit, *, status=200):
    is_leading = leads(visit)
    if not (is_leading or visit.allows(Right.READ)):
        raise Http404
    may = may_weigh(visit)
    overview = overview_of(visit.brainstorm)
    forms = [
        (row, visit.forms.get(f"stakeholder-{row.pk}") or _change_form(row) if may else None)
        for row in overview.stakeholders
    ]
    context = {
        "brainstorm": visit.brainstorm,
        "phase": visit.brainstorm.current_phase,
        "participation": visit.participation,
        "overview": overview,
        "stakeholders": forms,
        "form": (visit.forms.get("stakeholder") or StakeholderForm()) if may else None,
        "may_weigh": may,
        "is_leading": is_leading,
        "earlier": earlier_stakeholders(visit.brainstorm) if is_leading and may else [],
    }
    return render(request, "lms_brainstorm/screens/stakeholders.html", context, status=status)


def _change_form(stakeholder, data=None):
    prefix = f"stakeholder-{stakeholder.pk}"
    return StakeholderForm(data, instance=stakeholder, prefix=prefix, button=_("Save"))


@require_GET
@seat_required
def stakeholders(request, pk):
    """All ideas and all stakeholders side by side; those who lead prepare it before the room reads."""
    return _render(request, visit_of(request, pk))


def _save(request, visit, name, form, action, done, **values):
    status = 422
    if form.is_valid():
        try:
            action(**form.cleaned_data, **values, **_actor(request, visit))
        except RuleError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, done)
            return redirect("lms_brainstorm:stakeholders", visit.brainstorm.pk)
    visit.forms = {name: form}
    return _render(request, visit, status=status)


@require_POST
@seat_required
def stakeholder_add(request, pk):
    visit = visit_of(request, pk)
    form = StakeholderForm(request.POST)
    values = {"brainstorm": visit.brainstorm}
    return _save(request, visit, "stakeholder", form, add_stakeholder, _("In the matrix."), **values)


@require_POST
@seat_required
def stakeholder_change(request, pk, stakeholder):
    """Put right what is said of a stakeholder; with "remove" those who lead take it out."""
    visit = visit_of(request, pk)
    stored = get_object_or_404(visit.brainstorm.stakeholders, pk=stakeholder)
    if "remove" in request.POST:
        facilitated_or_404(request.user, pk)
        try:
            remove_stakeholder(stakeholder=stored, by=request.user)
        except RuleError as error:
            messages.error(request, str(error))
        return redirect("lms_brainstorm:stakeholders", pk)
    form = _change_form(stored, request.POST)
    values = {"stakeholder": stored}
    return _save(request, visit, f"stakeholder-{stored.pk}", form, change_stakeholder, _("Saved."), **values)


@require_POST
@sign_in_required
def stakeholders_copy(request, pk):
    brainstorm = facilitated_or_404(request.user, pk)
    try:
        copies = copy_stakeholders(brainstorm=brainstorm, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        done = ngettext("Taken over: %(n)s stakeholder.", "Taken over: %(n)s stakeholders.", len(copies))
        messages.success(request, done % {"n": len(copies)})
    return redirect("lms_brainstorm:stakeholders", pk)


@require_POST
@seat_required
def impact(request, pk, number):
    """Write one cell, or with "empty" empty it. Whoever wrote there meanwhile is read first."""
    visit = visit_idea(request, pk, number)
    form = ImpactForm(request.POST, brainstorm=visit.brainstorm)
    values = {"idea": visit.idea, "seen": request.POST.get("seen", ""), **_actor(request, visit)}
    if "empty" in request.POST:

        def empty(stakeholder, kind, **_cell):
            empty_impact(stakeholder=stakeholder, kind=kind, **values)

        return change_by_form(request, visit, "weigh", form, empty, _("Emptied."))
    return change_by_form(request, visit, "weigh", form, weigh_impact, _("Written into the matrix."), **values)
