"""The vote, and the ratings."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from brainstorm.screens.views.room import render_room
from brainstorm.sessions.permissions import participation_or_404, seat_required
from brainstorm.sessions.phases import Right
from brainstorm.voting.actions import cast_votes, rate_ideas
from brainstorm.voting.forms import BallotForm, RatingsForm
from lms.exceptions import RuleError


@require_POST
@seat_required
def votes(request, pk):
    """Save the whole ballot: dots, scores or ranks."""
    participation = participation_or_404(request, pk)
    brainstorm = participation.brainstorm
    numbers = list(brainstorm.ideas.on_ballot().values_list("number", flat=True))
    form = BallotForm(request.POST, brainstorm=brainstorm, numbers=numbers)
    if form.is_valid():
        try:
            cast_votes(participation=participation, values=form.values())
        except RuleError as error:
            if not brainstorm.allows(Right.VOTE):
                messages.error(request, str(error))
                return redirect(brainstorm)
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your ballot is saved. You can change it while the vote is open."))
            return redirect(brainstorm)
    else:
        form.add_error(None, _("Your ballot was not saved: choose one of the values that are offered."))
    return render_room(request, participation, forms={"ballot": form}, status=422)


@require_POST
@seat_required
def ratings(request, pk):
    """Save all ratings of one person."""
    participation = participation_or_404(request, pk)
    brainstorm = participation.brainstorm
    form = RatingsForm(request.POST, numbers=list(brainstorm.ideas.revealed().values_list("number", flat=True)))
    if form.is_valid():
        try:
            rate_ideas(participation=participation, ratings=form.ratings())
        except RuleError as error:
            if not brainstorm.allows(Right.RATE):
                messages.error(request, str(error))
                return redirect(brainstorm)
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your ratings are saved. You can change them until all are shown."))
            return redirect(brainstorm)
    return render_room(request, participation, forms={"rate": form}, status=422)
