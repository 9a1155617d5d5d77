"""Claim codes: the author's own list, and the page where whoever holds a code follows the idea."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from brainstorm.claims.actions import answer_by_code, claimed_idea
from brainstorm.claims.forms import ClaimAnswerForm, ClaimForm
from brainstorm.claims.presenters import followed, own_claims
from brainstorm.sessions.permissions import participation_or_404, seat_required
from lms.accounts.client_addresses import client_network
from lms.accounts.throttling import Throttle, too_many_attempts
from lms.exceptions import RuleError

#: Wrong codes from one network. There are more codes than anyone could try; the limit spares the server, and right
#: ones always pass (see `lms.accounts.throttling`).
WRONG_CODES = Throttle("lms_brainstorm.wrong_claims", limit=30, seconds=600)


@never_cache
@require_GET
@seat_required
def codes(request, pk):
    """The claim codes of one's own ideas, to be copied or printed; until the seal, which forgets whose they are."""
    participation = participation_or_404(request, pk)
    ideas = [idea for idea in own_claims(participation) if idea.claim]
    context = {
        "brainstorm": participation.brainstorm,
        "ideas": ideas,
        "list": "\n".join(f"{idea.claim}  {' '.join(idea.text.split())}" for idea in ideas),
    }
    return render(request, "lms_brainstorm/claims/codes.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def claims(request):
    """Follow an idea by its claim code, and answer as its author.

    Open to everyone, since whoever had to sign in would be known. The code is posted and never stands in an address:
    addresses end up in histories and logs. So the answer to a form is the page itself, and no redirect.
    """
    form = ClaimForm(request.POST if request.method == "POST" else None)
    context, status = {"form": form}, 200
    if form.is_bound:
        status, found = _follow(request, form)
        context |= found
    return render(request, "lms_brainstorm/claims/claims.html", context, status=status)


def _follow(request, form):
    """Return (status, context) of what was posted."""
    if not form.is_valid():
        return 422, {}
    code = form.cleaned_data["code"]
    try:
        idea = claimed_idea(code)
    except RuleError as error:
        network = client_network(request)
        if not WRONG_CODES.take(network):
            form.add_error(None, too_many_attempts(WRONG_CODES.seconds_left(network)))
            return 429, {}
        form.add_error("code", str(error))
        return 404, {}
    answer, status, is_answered = ClaimAnswerForm(), 200, False
    if "text" in request.POST:
        answer = ClaimAnswerForm(request.POST)
        status = 422
        if answer.is_valid():
            try:
                answer_by_code(code=code, **answer.cleaned_data)
            except RuleError as error:
                answer.add_error(None, str(error))
                status = 409
            else:
                answer, status, is_answered = ClaimAnswerForm(), 200, True
    return status, {"code": code, "followed": followed(idea), "answer": answer, "is_answered": is_answered}
