"""The ways into a brainstorm: by code, or by an invitation. Those of guests stand in views/guests.py."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from brainstorm.sessions.actions import join_brainstorm
from brainstorm.sessions.forms import JoinForm
from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.sessions.permissions import has_joined
from brainstorm.sessions.views.guests import join_without_account
from courses.catalog.ids import read_id
from lms.accounts.throttling import Throttle, ThrottledError
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required

#: Of one person. Of some 900 million codes, ten wrong ones in ten minutes: guessing is hopeless.
WRONG_CODES = Throttle("lms_brainstorm.wrong_codes", limit=10, seconds=600)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request):
    """Join by code: with an account, or as a guest where a facilitator lets guests in."""
    return _join_with_account(request) if request.user.is_authenticated else join_without_account(request)


def _join_with_account(request):
    """Ten wrong codes, and this person waits ten minutes."""
    status = 200
    form = JoinForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                WRONG_CODES.take_or_raise(request.user.pk)
                participation = join_brainstorm(code=form.cleaned_data["code"], by=request.user)
            except ThrottledError as error:
                form.add_error(None, str(error))
                status = 429
            except RuleError as error:
                form.add_error("code", str(error))
            else:
                WRONG_CODES.give_back(request.user.pk)
                return redirect("lms_brainstorm:detail", participation.brainstorm_id)
    user = request.user
    context = {
        "form": form,
        "inviting": Brainstorm.objects.inviting(user),
        "joined": Brainstorm.objects.joined_by(user),
        "facilitated": Brainstorm.objects.filter(facilitators=user),
    }
    return render(request, "lms_brainstorm/sessions/join.html", context, status=status)


@require_POST
@sign_in_required
def enter(request, pk):
    """Join without typing the code, for those who are invited; who came from a lesson keeps it."""
    if not has_joined(request.user, get_object_or_404(Brainstorm, pk=pk)):
        invitation = get_object_or_404(Brainstorm.objects.inviting(request.user), pk=pk)
        join_brainstorm(code=invitation.join_code, by=request.user)
    lesson = read_id(request.POST.get("lesson", ""))
    return redirect(reverse("lms_brainstorm:detail", args=[pk]) + (f"?lesson={lesson}#write" if lesson else ""))
