"""The button that destroys the key."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from brainstorm.facilitation.actions import seal_brainstorm
from brainstorm.sessions.addresses import console_url
from brainstorm.sessions.permissions import facilitated_or_404
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


@require_POST
@sign_in_required
def seal(request, pk):
    """Seal once the box is ticked: there is no way back."""
    brainstorm = facilitated_or_404(request.user, pk)
    if "understood" not in request.POST:
        messages.error(request, _("Select the box first. A seal cannot be undone, not even by us."))
        return redirect(console_url(brainstorm, "#seal"))
    try:
        seal_brainstorm(brainstorm=brainstorm, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sealed. From now on, no one can tell who wrote what."))
    return redirect(console_url(brainstorm, "#seal"))
