"""The vote."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.exceptions import LMSError
from lms.permissions import sign_in_required

from ..actions import cast_votes
from ..forms import BallotForm
from ..permissions import participation_or_404
from ..phases import Right
from .room import render_room


@require_POST
@sign_in_required
def votes(request, pk):
    participation = participation_or_404(request, pk)
    brainstorm = participation.brainstorm
    numbers = brainstorm.ideas.on_ballot().values_list("number", flat=True)
    form = BallotForm(request.POST, numbers=numbers, dots_per_idea=brainstorm.dots_per_idea)
    if not form.is_valid():
        messages.error(request, _("Your dots were not saved. Choose them again."))
        return redirect(brainstorm)
    try:
        cast_votes(participation=participation, dots=form.dots())
    except LMSError as error:
        if not brainstorm.allows(Right.VOTE):
            messages.error(request, str(error))
            return redirect(brainstorm)
        form.add_error(None, str(error))
        return render_room(request, participation, forms={"ballot": form}, status=422)
    messages.success(request, _("Your dots are saved. You can change them while the vote is open."))
    return redirect(brainstorm)
