"""People without an account: how they come in and leave, and what the facilitator presses about them."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from brainstorm.sessions.actions import join_as_guest, let_guests_in, open_brainstorm, remove_guest
from brainstorm.sessions.addresses import console_url
from brainstorm.sessions.forms import GuestForm
from brainstorm.sessions.guest_cookies import forget_guest, guest_of, remember_guest
from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.sessions.permissions import facilitated_or_404, seat_required
from courses.catalog.ids import read_id
from lms.accounts.client_addresses import client_network
from lms.accounts.throttling import Throttle, too_many_attempts
from lms.exceptions import RuleError
from lms.roles.permissions import redirect_to_sign_in, sign_in_required, sign_in_url

#: Wrong codes from one network. Two hundred people may share it, and some mistype; right codes always pass.
WRONG_CODES = Throttle("lms_brainstorm.wrong_codes_of_guests", limit=100, seconds=600)


def _sign_in_with(code):
    """Return the sign-in page that leads back to the code."""
    return redirect_to_login(f"{reverse('lms_brainstorm:join')}?{urlencode({'code': code})}", sign_in_url())


def _find(request, code):
    """Return (open brainstorm, why not, status); only one of the first two is there. Without a code neither is."""
    if not code:
        return None, "", 422
    try:
        return open_brainstorm(code), "", 422
    except RuleError as error:
        network = client_network(request)
        if not WRONG_CODES.take(network):
            return None, too_many_attempts(WRONG_CODES.seconds_left(network)), 429
        return None, str(error), 404 if request.method == "GET" else 422


def join_without_account(request):
    """Join as a guest: with the code in the address one field and one button. Elsewhere one has to sign in."""
    if not Brainstorm.objects.open_to_guests().exists():
        return redirect_to_sign_in(request)
    is_sent = request.method == "POST"
    code = (request.POST if is_sent else request.GET).get("code", "")[:20]
    brainstorm, refusal, status = _find(request, code)
    if brainstorm and guest_of(request, brainstorm.pk):
        return redirect(brainstorm)
    if brainstorm and not brainstorm.allows_guests:
        messages.info(
            request, _("Only people with an account may join this brainstorm. Sign in, and go on from there.")
        )
        return _sign_in_with(brainstorm.join_code)
    form = GuestForm(request.POST if is_sent else None, initial={"code": code}, knows_code=brainstorm is not None)
    if refusal and is_sent:
        form.add_error("code" if status == 422 else None, refusal)
    elif is_sent and form.is_valid():
        try:
            guest = join_as_guest(**form.cleaned_data)
        except RuleError as error:
            form.add_error("name", str(error))
        else:
            response = redirect(guest.brainstorm)
            remember_guest(response, request, guest, form.cleaned_data["key"])
            return response
    context = {
        "form": form,
        "brainstorm": brainstorm,
        "refusal": "" if is_sent else refusal,
        "was_removed": "removed" in request.GET,
        "sign_in_url": _sign_in_with(code).url,
    }
    return render(
        request, "lms_brainstorm/sessions/guest_join.html", context, status=status if is_sent or refusal else 200
    )


@require_POST
@seat_required
def leave(request, pk):
    """Let this browser forget the guest, so that someone else can take it. What the guest wrote stays."""
    guest = getattr(request, "lms_guest", None)
    if guest is None:
        raise Http404
    messages.success(request, _("You have left. What you wrote stays."))
    response = redirect("lms_brainstorm:join")
    forget_guest(response, pk)
    return response


@require_POST
@sign_in_required
def guests(request, pk):
    """Let guests in, or with "close" no more of them; with "remove" take one out of the room."""
    brainstorm = facilitated_or_404(request.user, pk)
    try:
        if "remove" in request.POST:
            remove_guest(brainstorm=brainstorm, guest=read_id(request.POST["remove"]), by=request.user)
            done = _("Removed. That browser is out, and the name is deleted.")
        else:
            brainstorm = let_guests_in(brainstorm=brainstorm, allows="close" not in request.POST, by=request.user)
            done = (
                _("From now on people join with the code and a name of their own choice.")
                if brainstorm.allows_guests
                else _("From now on only people with an account join. Guests who are in stay.")
            )
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(console_url(brainstorm, "#guests"))
