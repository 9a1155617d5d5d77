"""The page on which a facilitator reads ideas before the room does, and holds back, returns or rejects some."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from brainstorm.ideas.actions import moderate_idea
from brainstorm.ideas.forms import ModerationForm
from brainstorm.ideas.presenters import ideas_to_moderate
from brainstorm.sessions.permissions import facilitated_or_404
from brainstorm.sessions.phases import Right
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required

DONE = {
    "passed": _("The room will read it."),
    "held": _("Held back. The room will not read it unless you let it through."),
    "returned": _("Returned. Its author reads your reason, and may send it again."),
    "rejected": _("Rejected. Its author reads your reason."),
}


@require_http_methods(["GET", "POST"])
@sign_in_required
def moderation(request, pk):
    """All ideas without their authors; each may be held back, returned, rejected or let through."""
    brainstorm = facilitated_or_404(request.user, pk)
    form, status = None, 200
    if request.method == "POST":
        form, status = ModerationForm(request.POST), 422
        if form.is_valid():
            sent = form.cleaned_data
            idea = get_object_or_404(brainstorm.ideas.all(), submission_key=sent.pop("idea"))
            try:
                idea = moderate_idea(idea=idea, by=request.user, **sent)
            except RuleError as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, DONE[idea.moderation])
                return redirect("lms_brainstorm:moderation", pk)
    can_moderate = not brainstorm.allows(Right.READ)
    context = {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "can_moderate": can_moderate,
        "rows": ideas_to_moderate(brainstorm) if can_moderate else [],
        "form": form,
    }
    return render(request, "lms_brainstorm/ideas/moderation.html", context, status=status)
