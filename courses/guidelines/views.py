"""The firm's guidelines outside a lesson: read one, propose a change, see what came of proposals."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.catalog.ids import read_id
from courses.catalog.models import LessonPage
from courses.guidelines.actions import propose_change
from courses.guidelines.forms import ProposalForm
from courses.guidelines.models import Acknowledgment, Guideline
from lms.exceptions import RuleError
from lms.roles.permissions import Role, role_required, sign_in_required


def show(request, guideline, *, status=200, **unsent):
    """Answer with the page of a guideline; `unsent` is a proposal that was sent with a mistake."""
    accepted = Acknowledgment.objects.filter(guideline=guideline, learner=request.user, version=guideline.version)
    lesson_id = read_id(request.GET.get("lesson", "") or request.POST.get("lesson", ""))
    context = {
        "guideline": guideline,
        "acknowledgment": accepted.first(),
        "mine": guideline.proposals.filter(learner=request.user),
        "fruitful": guideline.proposals.fruitful().exclude(learner=request.user),
        "lesson": LessonPage.objects.live().filter(id=lesson_id).first() if lesson_id else None,
    }
    return render(request, "lms_courses/guidelines/guideline.html", context | unsent, status=status)


@require_GET
@sign_in_required
def guideline(request, guideline_pk):
    """The rules of the firm are for everyone who works there; `?lesson=3` leads back to where one read it."""
    return show(request, get_object_or_404(Guideline, pk=guideline_pk, live=True))


@require_POST
@sign_in_required
def propose(request, guideline_pk):
    guideline = get_object_or_404(Guideline, pk=guideline_pk, live=True)
    form = ProposalForm(request.POST)
    status, error = 422, ""
    if form.is_valid():
        try:
            propose_change(guideline=guideline, learner=request.user, **form.cleaned_data)
        except RuleError as refusal:
            status, error = 409, str(refusal)
        else:
            messages.success(request, _("Thank you. A trainer will read your proposal and answer it here."))
            lesson_id = read_id(request.POST.get("lesson", ""))
            back = f"?lesson={lesson_id}" if lesson_id else ""
            return redirect(f"{guideline.get_absolute_url()}{back}#proposals")
    else:
        error = next(iter(form.errors.values()))[0]
    return show(request, guideline, status=status, text=request.POST.get("text", ""), error=error)


@require_GET
@role_required(Role.TRAINER)
def proposals(request):
    """Lead to the open proposals in the Wagtail admin, where trainers answer them."""
    return redirect(reverse("lms_proposals:index") + "?status=open")
