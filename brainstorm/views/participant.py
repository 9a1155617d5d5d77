"""The pages of people who take part."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.exceptions import LMSError
from lms.permissions import sign_in_required
from lms.throttling import Throttle

from ..actions import cast_votes, join_brainstorm, submit_idea, withdraw_idea
from ..boards import ballot_for, board_for, own_ideas
from ..forms import BallotForm, IdeaForm, JoinForm
from ..kinds import Kind
from ..models import Brainstorm
from ..permissions import has_joined, joined_or_404
from ..phases import Right
from .live import live_fragment

#: Of some 900 million codes, ten wrong ones in ten minutes: guessing is hopeless.
WRONG_CODES = Throttle("lms_brainstorm.wrong_codes", limit=10, seconds=600)


@require_http_methods(["GET", "POST"])
@sign_in_required
def join(request):
    """Join by code. Ten wrong codes, and this person waits ten minutes."""
    status = 200
    form = JoinForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST":
        status = 422
        if WRONG_CODES.is_reached(request.user.pk):
            form.add_error(None, _("Too many wrong codes. Try again in ten minutes, or ask your facilitator."))
            status = 429
        elif form.is_valid():
            try:
                participation = join_brainstorm(code=form.cleaned_data["code"], by=request.user)
            except LMSError as error:
                WRONG_CODES.count_miss(request.user.pk)
                form.add_error("code", str(error))
            else:
                return redirect("lms_brainstorm:detail", participation.brainstorm_id)
    user = request.user
    context = {
        "form": form,
        "inviting": Brainstorm.objects.inviting(user),
        "joined": Brainstorm.objects.joined_by(user),
        "facilitated": Brainstorm.objects.filter(facilitators=user),
    }
    return render(request, "lms_brainstorm/join.html", context, status=status)


def _detail(request, brainstorm, *, idea_form=None, ballot_form=None, status=200):
    """Render the participant's page; what stands on it follows from the rights of the phase."""
    user = request.user
    context = {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "people": brainstorm.participations.count(),
        "own_ideas": own_ideas(brainstorm, user) if not brainstorm.allows(Right.TALLY) else [],
        "ballot_form": ballot_form,
    }
    if brainstorm.allows(Right.COLLECT) or idea_form:
        kind = request.GET.get("kind")
        context["idea_form"] = idea_form or IdeaForm(kind=kind if kind in Kind.values else Kind.USE_CASE)
    if brainstorm.allows(Right.VOTE):
        context["ballot"] = ballot_for(brainstorm, user)
        if ballot_form:  # what was chosen but not saved stays chosen
            chosen = ballot_form.dots()
            for idea in context["ballot"].ideas:
                idea.given = chosen.get(idea.number, 0)
        context["dots_choices"] = range(brainstorm.dots_per_idea + 1)
    elif brainstorm.allows(Right.READ):
        context["board"] = board_for(brainstorm, user)
    return render(request, "lms_brainstorm/detail.html", context, status=status)


@require_GET
@sign_in_required
def detail(request, pk):
    """One question and what there is to do now. Invited people find the door, facilitators their console."""
    if brainstorm := Brainstorm.objects.joined_by(request.user).filter(pk=pk).first():
        return _detail(request, brainstorm)
    if Brainstorm.objects.facilitated_by(request.user).filter(pk=pk).exists():
        return redirect("lms_brainstorm:console", pk)
    invitation = get_object_or_404(Brainstorm.objects.inviting(request.user), pk=pk)
    return render(request, "lms_brainstorm/invitation.html", {"brainstorm": invitation})


@require_POST
@sign_in_required
def enter(request, pk):
    """Join without typing the code, for those who are invited."""
    if not has_joined(request.user, get_object_or_404(Brainstorm, pk=pk)):
        invitation = get_object_or_404(Brainstorm.objects.inviting(request.user), pk=pk)
        join_brainstorm(code=invitation.join_code, by=request.user)
    return redirect("lms_brainstorm:detail", pk)


@require_GET
@sign_in_required
def pulse(request, pk):
    """Phase, time left and how many people are here. Nothing in it depends on ideas or votes."""
    brainstorm = joined_or_404(request.user, pk)
    people = brainstorm.participations.count()
    return live_fragment(
        request,
        tag=f"{brainstorm.revision}-{people}",
        template="lms_brainstorm/includes/pulse.html",
        context=lambda: {"brainstorm": brainstorm, "phase": brainstorm.current_phase, "people": people},
    )


@require_POST
@sign_in_required
def idea_create(request, pk):
    brainstorm = joined_or_404(request.user, pk)
    form = IdeaForm(request.POST)
    if not form.is_valid():
        return _detail(request, brainstorm, idea_form=form, status=422)
    try:
        idea = submit_idea(brainstorm=brainstorm, author=request.user, **form.cleaned_data)
    except LMSError as error:
        form.add_error(None, str(error))
        return _detail(request, brainstorm, idea_form=form, status=409)
    messages.success(request, _("Saved. Write the next one, or think for a while."))
    return redirect(f"{brainstorm.get_absolute_url()}?kind={idea.kind}#write")


@require_POST
@sign_in_required
def idea_withdraw(request, pk, key):
    brainstorm = joined_or_404(request.user, pk)
    idea = get_object_or_404(brainstorm.ideas.by(request.user), submission_key=key)
    try:
        withdraw_idea(idea=idea, by=request.user)
    except LMSError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn. Nobody will see it."))
    return redirect(brainstorm)


@require_POST
@sign_in_required
def votes(request, pk):
    brainstorm = joined_or_404(request.user, pk)
    numbers = brainstorm.ideas.visible_to(request.user).filter(number__isnull=False).values_list("number", flat=True)
    form = BallotForm(request.POST, numbers=numbers, dots_per_idea=brainstorm.dots_per_idea)
    if not form.is_valid():
        messages.error(request, _("Your dots were not saved. Choose them again."))
        return redirect(brainstorm)
    try:
        cast_votes(brainstorm=brainstorm, voter=request.user, dots=form.dots())
    except LMSError as error:
        if not brainstorm.allows(Right.VOTE):
            messages.error(request, str(error))
            return redirect(brainstorm)
        form.add_error(None, str(error))
        return _detail(request, brainstorm, ballot_form=form, status=422)
    messages.success(request, _("Your dots are saved. You can change them while the vote is open."))
    return redirect(brainstorm)
