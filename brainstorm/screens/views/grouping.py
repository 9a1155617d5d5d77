"""Grouping and merging, coverage, and suggestions of similar ideas."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from brainstorm.grouping.actions import merge_ideas, move_to_group, rename_group, split_idea
from brainstorm.grouping.forms import ArrangeForm
from brainstorm.grouping.presenters import grouping_table, unopened
from brainstorm.grouping.similarity import suggest
from brainstorm.ideas.forms import IdeaForm
from brainstorm.ideas.visits import visit_of
from brainstorm.screens.views.room import render_room
from brainstorm.sessions.permissions import participation_or_404, seat_required
from brainstorm.sessions.phases import Right
from courses.catalog.ids import read_id
from lms.exceptions import RuleError


def _page_of(visit):
    return reverse("lms_brainstorm:groups", args=[visit.brainstorm.pk])


def _render_groups(request, visit, *, form=None, status=200):
    brainstorm = visit.brainstorm
    context = {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "form": form,
        "ticked": set(form.data.getlist("ideas")) if form else set(),
        **grouping_table(brainstorm),
    }
    return render(request, "lms_brainstorm/screens/groups.html", context, status=status)


@require_GET
@seat_required
def groups(request, pk):
    """All ideas under their headings; while the phase allows it, the place to move and merge them."""
    return _render_groups(request, visit_of(request, pk))


@require_POST
@seat_required
def arrange(request, pk):
    """Move the ticked ideas, merge them, or take them out of their groups."""
    visit = visit_of(request, pk)
    brainstorm = visit.brainstorm
    form = ArrangeForm(request.POST, brainstorm=brainstorm)
    if not form.is_valid():
        return _render_groups(request, visit, form=form, status=422)
    ideas, act = form.cleaned_data["ideas"], form.cleaned_data["act"]
    try:
        if act == ArrangeForm.MERGE:
            merge_ideas(brainstorm=brainstorm, ideas=ideas, into=form.kept())
        elif act == ArrangeForm.MOVE:
            move_to_group(
                brainstorm=brainstorm,
                ideas=ideas,
                group=form.cleaned_data["group"],
                title=form.cleaned_data["title"],
            )
        else:
            move_to_group(brainstorm=brainstorm, ideas=ideas)
    except RuleError as error:
        form.add_error(None, str(error))
        return _render_groups(request, visit, form=form, status=409)
    count = len(ideas)
    text = ngettext("%(count)s idea arranged.", "%(count)s ideas arranged.", count)
    messages.success(request, text % {"count": count})
    return redirect(_page_of(visit))


@require_POST
@seat_required
def split(request, pk, number):
    """Undo a merge."""
    visit = visit_of(request, pk)
    idea = get_object_or_404(visit.brainstorm.ideas.filter(merged_into__isnull=False), number=number)
    try:
        split_idea(idea=idea)
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(_page_of(visit))


@require_POST
@seat_required
def rename(request, pk, group):
    """Give a group another heading."""
    visit = visit_of(request, pk)
    group = get_object_or_404(visit.brainstorm.groups, pk=group)
    try:
        rename_group(group=group, title=request.POST.get("title", ""))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(_page_of(visit))


@require_GET
@seat_required
def unread(request, pk):
    """Lead to an idea that no one has opened yet, another one for each person; back to the room when none is left."""
    visit = visit_of(request, pk)
    numbers = list(unopened(visit.brainstorm).order_by("number").values_list("number", flat=True))
    if not numbers:
        messages.success(request, _("Every idea has been opened."))
        return redirect(visit.brainstorm)
    reader = visit.participation.pk if visit.participation else 0
    return redirect("lms_brainstorm:idea", pk, numbers[reader % len(numbers)])


@require_POST
@seat_required
def similar(request, pk):
    """Up to three similar ideas: own ones before the reveal, those of the room afterwards. Nothing is stored.

    A script asks for the fragment while someone types; without one, the button beside the field brings the page back
    with what was typed.
    """
    participation = participation_or_404(request, pk)
    brainstorm = participation.brainstorm
    text = request.POST.get("text", "")[:2000]
    if brainstorm.allows(Right.READ):
        ideas = brainstorm.ideas.revealed()
    else:
        ideas = brainstorm.ideas.filter(withdrawn_at__isnull=True).by(participation)
    matches = suggest(text, ideas)
    if "fragment" in request.POST:
        return render(
            request, "lms_brainstorm/screens/includes/similar.html", {"brainstorm": brainstorm, "matches": matches}
        )
    addresses = [number for value in request.POST.getlist("addresses") if (number := read_id(value))]
    form = IdeaForm(
        brainstorm=brainstorm,
        lesson=request.POST.get("lesson", ""),
        asked_kind=brainstorm.current_phase.asked_kind,
        kind=request.POST.get("kind"),
        initial={"text": text, "submission_key": request.POST.get("submission_key", ""), "addresses": addresses},
    )
    form.similar = matches
    return render_room(request, participation, forms={"write": form})
