"""Answering those who ask to take a course: trainers answer everyone, managers their own people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.enrollment.actions import approve_request, decline_request
from courses.enrollment.forms.enrolling import AnswerForm
from courses.enrollment.models import Enrollment
from courses.enrollment.permissions import enrollments_for, requests_for
from courses.enrollment.presenters import waiting_rows
from lms.accounts.people import name_of
from lms.exceptions import RuleError
from lms.roles.permissions import Role, role_required

ROWS_A_PAGE = 30


@require_GET
@role_required(Role.TRAINER, Role.MANAGER)
def requests(request):
    """Who waits for approval, the longest waiting first."""
    return show_requests(request)


def show_requests(request, *, refused=None, form=None, status=200):
    """Show the queue; `form` is what was sent for the enrollment `refused`, with what is wrong."""
    waiting = requests_for(request.user).select_related("learner__lms_profile", "course")
    page = Paginator(waiting, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "rows": waiting_rows(page), "refused": refused, "form": form}
    return render(request, "lms_courses/enrollment/requests.html", context, status=status)


@require_POST
@role_required(Role.TRAINER, Role.MANAGER)
def answer(request, pk):
    enrollment = get_object_or_404(
        enrollments_for(request.user).exclude(learner=request.user).select_related("learner", "course"), pk=pk
    )
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_requests(request, refused=enrollment, form=form, status=422)
    values, names = form.cleaned_data, {"name": name_of(enrollment.learner)}
    try:
        if values["answer"] == AnswerForm.APPROVE:
            approve_request(
                enrollment=enrollment, by=request.user, note=values["note"], despite_prerequisites=values["despite"]
            )
            messages.success(request, _("%(name)s is now enrolled in the course.") % names)
        else:
            decline_request(enrollment=enrollment, by=request.user, note=values["note"])
            messages.success(request, _("%(name)s will see your answer on the course page.") % names)
    except RuleError as error:
        form.add_error(None, str(error))
        enrollment.refresh_from_db()
        if enrollment.status != Enrollment.Status.REQUESTED:  # Its row is gone, so the sentence stands above.
            messages.error(request, str(error))
        return show_requests(request, refused=enrollment, form=form, status=409)
    return redirect("lms_courses:requests")
