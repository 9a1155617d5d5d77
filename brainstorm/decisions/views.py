from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brainstorm.decisions.actions import decide_idea, decide_remaining
from brainstorm.decisions.forms import DecisionForm
from brainstorm.decisions.models import Decision
from brainstorm.decisions.summary import negotiation_summary
from brainstorm.sessions.addresses import console_url
from brainstorm.sessions.permissions import facilitated_or_404
from brainstorm.stakeholder_impact.matrix import matrix_of
from brainstorm.wall.boards import room_board
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


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
            seen = form.cleaned_data.pop("seen")
            try:
                decide_idea(idea=idea, by=request.user, expected=seen, **form.cleaned_data)
            except RuleError as error:
                form.see(Decision.objects.filter(idea=idea).first())
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
    return render(request, "lms_brainstorm/decisions/decision.html", context, status=status)


@require_POST
@sign_in_required
def remaining(request, pk):
    """One decision and one reason for all ideas that have none yet."""
    brainstorm = facilitated_or_404(request.user, pk)
    form = DecisionForm(request.POST, prefix="rest", button=_("Decide all the rest"))
    status = 422
    if form.is_valid():
        del form.cleaned_data["seen"]  # only what no one has decided is decided here
        try:
            decided = decide_remaining(brainstorm=brainstorm, by=request.user, **form.cleaned_data)
        except RuleError as error:
            status = _refuse(form, error)
        else:
            messages.success(request, _("Decided: %(count)s ideas.") % {"count": len(decided)})
            return redirect(console_url(brainstorm))
    context = {"brainstorm": brainstorm, "phase": brainstorm.current_phase, "form": form}
    return render(request, "lms_brainstorm/decisions/decision.html", context, status=status)
