"""Who stands where: for trainers by course."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lms.permissions import Role, role_required

from ..models import CoursePage, ScheduledClass
from ..presenters import class_rows

ROWS_A_PAGE = 50


@require_GET
@role_required(Role.TRAINER)
def teaching(request):
    """A trainer's home: the next classes, what still needs attendance, and each course with its numbers."""
    mine = ScheduledClass.objects.taught_by(request.user)
    context = {
        "upcoming": class_rows(mine.upcoming(), request.user),
        "to_mark": class_rows(mine.held().with_meeting_to_mark(), request.user),
        "courses": CoursePage.objects.live().with_enrollment_counts().select_related("tool").order_by("path"),
        "now": timezone.now(),
    }
    return render(request, "lms_courses/teaching.html", context)


@require_GET
@role_required(Role.TRAINER)
def course_learners(request, course_pk):
    """Everybody on a course, those who are stuck first."""
    course = get_object_or_404(CoursePage, id=course_pk)
    enrollments = course.enrollments.in_force().with_progress().stuck_first().select_related("learner")
    page = Paginator(enrollments, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"course": course, "page_obj": page, "today": timezone.localdate()}
    return render(request, "lms_courses/course_learners.html", context)
