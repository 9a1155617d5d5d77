"""Coming to a course by oneself: enroll, ask, leave. Everything here is a POST and may be sent twice."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.catalog.models import CoursePage
from courses.enrollment.actions import enroll_learner, request_enrollment, withdraw_learner
from courses.enrollment.exceptions import PrerequisitesError
from courses.enrollment.models import Enrollment
from lms.accounts.throttling import ThrottledError
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


def refuse(request, course, error):
    """Show the page of `course` again with the sentence of `error`, and links to what is to be completed first."""
    sentence = str(error)
    if isinstance(error, PrerequisitesError):
        courses = [(each.get_url(request), each.title) for each in error.courses]
        links = format_html_join(" · ", '<a href="{}">{}</a>', courses)
        sentence = format_html("{} {}", sentence, links)
    messages.error(request, sentence)
    status = 429 if isinstance(error, ThrottledError) else 409
    return render(request, course.get_template(request), course.get_context(request), status=status)


@require_POST
@sign_in_required
def enroll(request, course_pk):
    course = get_object_or_404(CoursePage.objects.live().public(), id=course_pk)
    try:
        enroll_learner(course=course, learner=request.user, by=request.user)
    except RuleError as error:
        return refuse(request, course, error)
    messages.success(request, _("You are enrolled. Start whenever you like."))
    return redirect("lms_courses:resume", course.pk)


@require_POST
@sign_in_required
def ask(request, course_pk):
    """Ask to be let on a course that is taken with approval."""
    course = get_object_or_404(CoursePage.objects.live().public(), id=course_pk)
    try:
        enrollment = request_enrollment(course=course, learner=request.user)
    except RuleError as error:
        return refuse(request, course, error)
    if enrollment.is_in_force:
        messages.info(request, _("You are already enrolled in this course."))
    else:
        messages.success(
            request, _("Your request has been sent. The answer from your manager or a trainer will appear here.")
        )
    return redirect(course.get_url(request))


@require_POST
@sign_in_required
def withdraw(request, course_pk):
    """Leave a course, or take back what one asked."""
    course = get_object_or_404(CoursePage, id=course_pk)
    enrollment = Enrollment.objects.filter(course_key=course.translation_key, learner=request.user).first()
    if enrollment is None:
        raise Http404
    was_waiting = enrollment.status == Enrollment.Status.REQUESTED
    try:
        withdraw_learner(enrollment=enrollment, by=request.user)
    except RuleError as error:
        return refuse(request, course, error)
    if was_waiting:
        messages.success(request, _("You have withdrawn your request."))
    else:
        messages.success(request, _("You have left the course. Your progress is saved in case you come back."))
    return redirect(course.get_url(request))
