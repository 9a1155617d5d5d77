"""The pages of those who lead: the console, the projector, deciding and pilots."""

import segno
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.forms import read_id
from courses.models import GuidelineProposal
from lms.exceptions import LMSError
from lms.permissions import sign_in_required

from ..actions import (
    decide_idea,
    decide_remaining,
    extend_time,
    move_phase,
    record_result,
    start_pilot,
    stop_clock,
    take_up_proposals,
)
from ..boards import pulse_of, room_board
from ..forms import DecisionForm, PilotForm, ResultForm
from ..permissions import facilitated_or_404, may_facilitate, pilot_or_404
from ..phases import Right
from .live import live_fragment


def _refuse(form, error):
    """Show the broken rule above the form, and keep what was typed."""
    form.add_error(None, str(error))
    return 409


def _console_url(brainstorm, anchor=""):
    return reverse("lms_brainstorm:console", args=[brainstorm.pk]) + anchor


@require_GET
@sign_in_required
def console(request, pk):
    """What to say and do, what the room sees, people and time; one primary button, the next step."""
    brainstorm = facilitated_or_404(request.user, pk)
    context = {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "board": room_board(brainstorm),
        "pulse": pulse_of(brainstorm),
        "participations": brainstorm.participations.with_names(),
    }
    if not brainstorm.allows(Right.READ):
        context["proposals"] = GuidelineProposal.objects.open().select_related("guideline")
    if brainstorm.allows(Right.DECIDE) and context["board"].open:
        context["remaining_form"] = DecisionForm(prefix="rest", button=_("Decide all the rest"))
    return render(request, "lms_brainstorm/console.html", context)


@require_GET
@sign_in_required
def console_pulse(request, pk):
    """Counts and names of those present. Before the reveal that is how many ideas there are, never which or whose."""
    brainstorm = facilitated_or_404(request.user, pk)
    pulse = pulse_of(brainstorm)
    return live_fragment(
        request,
        tag=f"{brainstorm.revision}-{pulse.tag}",
        template="lms_brainstorm/includes/console_pulse.html",
        context=lambda: {
            "brainstorm": brainstorm,
            "phase": brainstorm.current_phase,
            "pulse": pulse,
            "participations": brainstorm.participations.with_names(),
        },
    )


@require_POST
@sign_in_required
def move(request, pk):
    """One phase on or back. Whoever presses second learns that a colleague was faster."""
    brainstorm = facilitated_or_404(request.user, pk)
    try:
        move_phase(
            brainstorm=brainstorm,
            to=request.POST.get("to", ""),
            expected_phase=request.POST.get("expected_phase", ""),
            by=request.user,
        )
    except LMSError as error:
        messages.error(request, str(error))
    return redirect(_console_url(brainstorm))


@require_POST
@sign_in_required
def proposals(request, pk):
    """Take up the ticked proposals for guidelines as ideas; those that a colleague has taken up meanwhile stay out."""
    brainstorm = facilitated_or_404(request.user, pk)
    wanted = {key for value in request.POST.getlist("proposal") if (key := read_id(value))}
    chosen = GuidelineProposal.objects.filter(pk__in=wanted)
    try:
        ideas = take_up_proposals(brainstorm=brainstorm, proposals=chosen, by=request.user)
    except LMSError as error:
        messages.error(request, str(error))
    else:
        if ideas:
            text = ngettext(
                "%(count)s proposal is an idea of this brainstorm now.",
                "%(count)s proposals are ideas of this brainstorm now.",
                len(ideas),
            )
            messages.success(request, text % {"count": len(ideas)})
        elif not wanted:
            messages.info(request, _("Tick the proposals that the room should talk about."))
    return redirect(_console_url(brainstorm))


@require_POST
@sign_in_required
def time(request, pk):
    """More minutes, or with "stop" no time limit at all."""
    brainstorm = facilitated_or_404(request.user, pk)
    minutes = request.POST.get("minutes", "1")
    try:
        if "stop" in request.POST:
            stop_clock(brainstorm=brainstorm, by=request.user)
        else:
            is_number = minutes.isascii() and minutes.isdigit() and len(minutes) < 4
            extend_time(brainstorm=brainstorm, minutes=int(minutes) if is_number else 0, by=request.user)
    except LMSError as error:
        messages.error(request, str(error))
    return redirect(_console_url(brainstorm))


@require_http_methods(["GET", "POST"])
@sign_in_required
def decision(request, pk, number):
    """Decide one idea, or decide it anew. Before the reveal no idea has a number, so there is nothing to find here."""
    brainstorm = facilitated_or_404(request.user, pk)
    idea = get_object_or_404(brainstorm.ideas.revealed().with_dots().select_related("decision"), number=number)
    stored = getattr(idea, "decision", None)
    form = DecisionForm(request.POST or None, instance=stored)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                decide_idea(idea=idea, by=request.user, **form.cleaned_data)
            except LMSError as error:
                status = _refuse(form, error)
            else:
                return redirect(_console_url(brainstorm, f"#idea-{number}"))
    context = {"brainstorm": brainstorm, "phase": brainstorm.current_phase, "idea": idea, "form": form}
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
            return redirect(_console_url(brainstorm))
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
                return redirect(_console_url(brainstorm, f"#idea-{number}"))
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
        "brainstorm": brainstorm,
        "form": form,
        "may_facilitate": may_facilitate(request.user, brainstorm),
    }
    return render(request, "lms_brainstorm/pilot.html", context, status=status)


def _screen_context(request, brainstorm):
    join_url = reverse("lms_brainstorm:join") + f"?code={brainstorm.join_code}"
    qr = segno.make(request.build_absolute_uri(join_url), micro=False)
    return {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "board": room_board(brainstorm),
        "people": brainstorm.participations.count(),
        "join_address": request.build_absolute_uri(reverse("lms_brainstorm:join")).split("://", 1)[1],
        # Only path and size come from segno, and its input is our own address.
        "qr": mark_safe(qr.svg_inline(border=2, omitsize=True, svgclass="lms-bs-qr", lineclass=None)),  # noqa: S308
    }


@require_GET
@sign_in_required
def screen(request, pk):
    """The projector: what all may see, readable from ten meters."""
    brainstorm = facilitated_or_404(request.user, pk)
    return render(request, "lms_brainstorm/screen.html", _screen_context(request, brainstorm))


@require_GET
@sign_in_required
def screen_pulse(request, pk):
    brainstorm = facilitated_or_404(request.user, pk)
    people = brainstorm.participations.count()
    return live_fragment(
        request,
        tag=f"{brainstorm.revision}-{people}",
        template="lms_brainstorm/includes/screen_body.html",
        context=lambda: _screen_context(request, brainstorm),
    )
