"""The facilitator's console, and what is pressed there."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from brainstorm.decisions.forms import DecisionForm
from brainstorm.facilitation.actions import extend_time, move_phase, pause_clock, resume_clock, stop_clock
from brainstorm.grouping.presenters import unopened
from brainstorm.ideas.sections import Visit, shown_sections
from brainstorm.registers.actions import take_up_proposals
from brainstorm.screens.sections.console import SECTIONS
from brainstorm.screens.views.live import live_fragment
from brainstorm.sessions.addresses import console_url
from brainstorm.sessions.permissions import facilitated_or_404
from brainstorm.sessions.phases import Right
from brainstorm.wall.boards import pulse_of, room_board
from brainstorm.wall.cards import render_board
from courses.catalog.ids import read_id
from courses.models import GuidelineProposal
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required

#: What the buttons beside the clock do, by their names.
CLOCK = {"pause": pause_clock, "resume": resume_clock, "stop": stop_clock}
#: What each person sees alone while the phase carries a right, the narrowest first.
HIDDEN_NOW = (
    (
        Right.VOTE,
        gettext_lazy("Each sees the list in an order of their own. No one sees votes before the vote is over."),
    ),
    (Right.RATE, gettext_lazy("No one sees the ratings of others before all are in, and neither do you.")),
    (Right.GLIMPSE, gettext_lazy("Each also sees three ideas of others, everyone other ones.")),
    (Right.READ, ""),
    (Right.COLLECT, gettext_lazy("Each sees their own ideas only. You see how many there are.")),
)


def _waiting(brainstorm):
    """Return what happens by itself next, where something does."""
    if not brainstorm.is_waiting_to_open:
        return ""
    opens_at = localize(timezone.localtime(brainstorm.opens_at).replace(second=0, microsecond=0))
    return _("Collecting opens automatically: %(time)s. No one needs to be here before then.") % {"time": opens_at}


def render_console(request, brainstorm, *, forms=None, status=200):
    """Render the console. forms: {name of a section: its bound form} where what was sent is refused."""
    board = room_board(brainstorm)
    visit = Visit(brainstorm, forms=forms or {}, query=request.GET)
    context = {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "room": {"board": board, "own": set(), "cards": partial(render_board, brainstorm)},
        "pulse": pulse_of(brainstorm),
        "participations": brainstorm.participations.with_names(),
        "desk": shown_sections(SECTIONS, visit),
        "room_note": next((note for right, note in HIDDEN_NOW if brainstorm.allows(right)), ""),
        "waiting": _waiting(brainstorm),
    }
    if brainstorm.allows(Right.DECIDE) and board.open:
        context["remaining_form"] = DecisionForm(prefix="rest", button=_("Decide all the rest"))
    return render(request, "lms_brainstorm/screens/console.html", context, status=status)


@require_GET
@sign_in_required
def console(request, pk):
    """What to say and do, what the room sees, people and time; one primary button, the next step."""
    return render_console(request, facilitated_or_404(request.user, pk))


@require_GET
@sign_in_required
def console_pulse(request, pk):
    """Counts and names of those present. Before the reveal that is how many ideas there are, never which or whose."""
    brainstorm = facilitated_or_404(request.user, pk)
    pulse = pulse_of(brainstorm)
    return live_fragment(
        request,
        tag=f"{brainstorm.room_number}-{pulse.tag}",
        template="lms_brainstorm/screens/includes/console_pulse.html",
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
    """Next, back, skip or repeat. A second press of the same changes nothing; one on an older page is told."""
    brainstorm = facilitated_or_404(request.user, pk)
    never_opened = unopened(brainstorm).count() if brainstorm.allows(Right.DISCUSS) else 0
    try:
        move_phase(
            brainstorm=brainstorm,
            direction=request.POST.get("direction", "next"),
            expected_step=read_id(request.POST.get("expected_step", "")),
            expected_round=read_id(request.POST.get("expected_round", "")),
            by=request.user,
        )
    except RuleError as error:
        messages.error(request, str(error))
    else:
        if never_opened:
            text = ngettext(
                "%(count)s idea has not been opened yet. Go back, or read it aloud now.",
                "%(count)s ideas have not been opened yet. Go back, or read them aloud now.",
                never_opened,
            )
            messages.warning(request, text % {"count": never_opened})
    return redirect(console_url(brainstorm))


@require_POST
@sign_in_required
def proposals(request, pk):
    """Take up the ticked proposals for guidelines as ideas; those that a colleague has taken up meanwhile stay out."""
    brainstorm = facilitated_or_404(request.user, pk)
    wanted = {key for value in request.POST.getlist("proposal") if (key := read_id(value))}
    chosen = GuidelineProposal.objects.filter(pk__in=wanted)
    try:
        ideas = take_up_proposals(brainstorm=brainstorm, proposals=chosen, by=request.user)
    except RuleError as error:
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
    return redirect(console_url(brainstorm))


@require_POST
@sign_in_required
def time(request, pk):
    """More minutes; or with "pause", "resume" or "stop" a clock that rests, runs on, or is no more."""
    brainstorm = facilitated_or_404(request.user, pk)
    minutes = request.POST.get("minutes", "1")
    try:
        for name, change in CLOCK.items():
            if name in request.POST:
                change(brainstorm=brainstorm, by=request.user)
                break
        else:
            is_number = minutes.isascii() and minutes.isdigit() and len(minutes) < 4
            extend_time(brainstorm=brainstorm, minutes=int(minutes) if is_number else 0, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(console_url(brainstorm))
