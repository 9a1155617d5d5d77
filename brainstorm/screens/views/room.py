"""The room: one page for participants, whose sections follow from the rights of the phase."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from brainstorm.ideas.actions import change_returned_idea, submit_idea, withdraw_idea
from brainstorm.ideas.forms import IdeaForm
from brainstorm.ideas.sections import Visit, shown_sections
from brainstorm.screens.sections.room import SECTIONS, ChangeRefused
from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.sessions.permissions import participation_of, participation_or_404, seat_required
from lms.exceptions import RuleError
from lms.pages.forms import with_single_line_breaks


def render_room(request, participation, *, forms=None, status=200):
    """Render the room for this person.

    forms: {name of a section: its bound form} where what was sent is refused; the section shows it, whatever the phase.
    """
    brainstorm = participation.brainstorm
    visit = Visit(brainstorm, participation, forms=forms or {}, query=request.GET)
    context = {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "participation": participation,
        "people": brainstorm.participations.count(),
        "sections": shown_sections(SECTIONS, visit),
    }
    return render(request, "lms_brainstorm/screens/detail.html", context, status=status)


@require_GET
@seat_required
def detail(request, pk):
    """One question and what there is to do now. Invited people find the door, facilitators their console."""
    if participation := participation_of(request, pk):
        return render_room(request, participation)
    if Brainstorm.objects.facilitated_by(request.user).filter(pk=pk).exists():
        return redirect("lms_brainstorm:console", pk)
    invitation = get_object_or_404(Brainstorm.objects.inviting(request.user), pk=pk)
    return render(request, "lms_brainstorm/screens/invitation.html", {"brainstorm": invitation})


@require_POST
@seat_required
def idea_create(request, pk):
    participation = participation_or_404(request, pk)
    brainstorm = participation.brainstorm
    form = IdeaForm(request.POST, brainstorm=brainstorm, asked_kind=brainstorm.current_phase.asked_kind)
    if not form.is_valid():
        return render_room(request, participation, forms={"write": form}, status=422)
    try:
        idea = submit_idea(participation=participation, **form.cleaned_data)
    except RuleError as error:
        form.add_error(None, str(error))
        return render_room(request, participation, forms={"write": form}, status=409)
    messages.success(request, _("Saved. Write the next one, or think for a while."))
    lesson = f"&lesson={idea.lesson_id}" if idea.lesson_id else ""
    return redirect(f"{participation.brainstorm.get_absolute_url()}?kind={idea.kind}{lesson}#write")


@require_POST
@seat_required
def idea_change(request, pk, key):
    """Send an idea again that a facilitator has returned. What cannot be saved stays in its field."""
    participation = participation_or_404(request, pk)
    idea = get_object_or_404(participation.brainstorm.ideas.by(participation), submission_key=key)
    text = with_single_line_breaks(request.POST.get("text", ""))
    try:
        change_returned_idea(idea=idea, participation=participation, text=text)
    except RuleError as error:
        refused = ChangeRefused(key, text, str(error))
        return render_room(request, participation, forms={"own": refused}, status=409)
    messages.success(request, _("Sent again. The facilitator sees that you changed it."))
    return redirect(participation.brainstorm)


@require_POST
@seat_required
def idea_withdraw(request, pk, key):
    participation = participation_or_404(request, pk)
    idea = get_object_or_404(participation.brainstorm.ideas.by(participation), submission_key=key)
    try:
        withdraw_idea(idea=idea, participation=participation)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn. No one will see it."))
    return redirect(participation.brainstorm)
