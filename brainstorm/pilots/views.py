from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brainstorm.decisions.views import _refuse
from brainstorm.pilots.actions import record_result, start_pilot
from brainstorm.pilots.forms import PilotForm, ResultForm
from brainstorm.pilots.permissions import pilot_or_404
from brainstorm.sessions.addresses import console_url
from brainstorm.sessions.permissions import facilitated_or_404, may_facilitate
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


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
            except RuleError as error:
                status = _refuse(form, error)
            else:
                messages.success(request, _("The pilot has started. Its owner can see it under “My learning”."))
                return redirect(console_url(brainstorm, f"#idea-{number}"))
    context = {"brainstorm": brainstorm, "idea": idea, "form": form}
    return render(request, "lms_brainstorm/pilots/pilot_form.html", context, status=status)


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
            except RuleError as error:
                status = _refuse(form, error)
            else:
                messages.success(request, _("Recorded. Everyone can see it on the outcomes page."))
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
    return render(request, "lms_brainstorm/pilots/pilot.html", context, status=status)
