"""What becomes of ideas: decisions, pilots and their results."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.exceptions import LMSError
from lms.permissions import sign_in_required

from ..actions import decide_idea, decide_remaining, record_result, start_pilot
from ..forms import DecisionForm, PilotForm, ResultForm
from ..models import Decision
from ..permissions import facilitated_or_404, may_facilitate, pilot_or_404
from ..presenters.boards import room_board
from ..presenters.matrix import matrix_of
from ..presenters.negotiation import negotiation_summary
from .console import console_url


def _refuse(form, error):
    """Show the broken rule above the form, and keep what was typed."""
    form.add_error(None, str(error))
    return 409


@require_http_methods(["GET", "POST"])
@sign_in_required
def decision(request, pk, number):
    """Decide one idea, or decide it anew. Before the reveal no idea has a number, so there is nothing to find here."""
    brainstorm = facilitated_or_404(request.user, pk)
    idea = room_board(brainstorm).find(number)
    if idea is None:
        raise Http404
    stored = getattr(idea, "decision", None)
    summary = negotiation_summary(idea)
    initial = {"tally": summary.tally, "objections": summary.objections} if summary and not stored else {}
    if summary and summary.is_consent and not stored:
        initial["rule"] = Decision.Rule.CONSENT
    form = DecisionForm(request.POST or None, instance=stored, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                decide_idea(idea=idea, by=request.user, **form.cleaned_data)
            except LMSError as error:
                status = _refuse(form, error)
            else:
                return redirect(console_url(brainstorm, f"#idea-{number}"))
    context = {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "idea": idea,
        "form": form,
        "matrix": matrix_of(idea),
        "summary": summary,
    }
    return render(request, "lms_brainstorm/decision.html", context, status=status)


@require_POST
@sign_in_required
def remaining(request, pk):
    """One decision and one reason for all ideas that have none yet."""
    brainstorm = facilitated_or_404(request.user, pk)
    form = DecisionForm(request.POST, prefix="rest", button=_("Decide all the rest"))
    status = 422
    if form.is_valid():
        try:
            decided = decide_remaining(brainstorm=brainstorm, by=request.user, **form.cleaned_data)
        except LMSError as error:
            status = _refuse(form, error)
        else:
            messages.success(request, _("Decided: %(count)s ideas.") % {"count": len(decided)})
            return redirect(console_url(brainstorm))
    context = {"brainstorm": brainstorm, "phase": brainstorm.current_phase, "form": form}
    return render(request, "lms_brainstorm/decision.html", context, status=status)


@require_http_methods(["GET", "POST"])
@sign_in_required
def pilot_create(request, pk, number):
    """Start the pilot of an adopted idea, while deciding or later."""
    brainstorm = facilitated_or_404(request.user, pk)
    ideas = brainstorm.ideas.revealed().select_related("decision").filter(decision__outcome="adopted")
    idea = get_object_or_404(ideas, number=number)
    form = PilotForm(request.POST or None, brainstorm=brainstorm)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                start_pilot(decision=idea.decision, by=request.user, **form.cleaned_data)
            except LMSError as error:
                status = _refuse(form, error)
            else:
                messages.success(request, _("The pilot has started. Its owner finds it on “My learning”."))
                return redirect(console_url(brainstorm, f"#idea-{number}"))
    context = {"brainstorm": brainstorm, "idea": idea, "form": form}
    return render(request, "lms_brainstorm/pilot_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@sign_in_required
def pilot(request, pk):
    """A pilot, for its owner and its facilitators; while it runs, the place to record the result."""
    pilot = pilot_or_404(request.user, pk)
    form = None if pilot.result else ResultForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        form = form or ResultForm(request.POST)
        if form.is_valid():
            try:
                record_result(pilot=pilot, by=request.user, **form.cleaned_data)
            except LMSError as error:
                status = _refuse(form, error)
            else:
                messages.success(request, _("Recorded. Everybody finds it on the outcomes page."))
                return redirect("lms_brainstorm:pilot", pk)
    brainstorm = pilot.decision.idea.brainstorm
    context = {
        "pilot": pilot,
        "idea": pilot.decision.idea,
        "terms": pilot.terms.select_related("objection__author__user"),
        "brainstorm": brainstorm,
        "form": form,
        "may_facilitate": may_facilitate(request.user, brainstorm),
    }
    return render(request, "lms_brainstorm/pilot.html", context, status=status)
