"""What a learner does on a course. Everything that changes something is a POST and may be sent twice."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Site

from courses.catalog.ids import read_id
from courses.catalog.models import CatalogPage, CoursePage, LessonPage
from courses.catalog.permissions import can_read_lesson
from courses.catalog.routing import lesson_called
from courses.enrollment.views.access import own_enrollment
from courses.guidelines.actions import acknowledge_guideline
from courses.guidelines.models import Guideline
from courses.learning.actions import complete_lesson, is_to_be_noted, open_lesson
from courses.learning.presenters.courses import outline_in, progress_of
from lms.caching.cache import version_for
from lms.exceptions import RuleError
from lms.roles.permissions import can_teach, redirect_to_sign_in, sign_in_required


@require_GET
def catalog(request):
    """Lead to the catalog, wherever in the page tree the host has put it: that of this site, or else of another."""
    catalogs, site = CatalogPage.objects.live().public().order_by("path"), Site.find_for_request(request)
    own = catalogs.descendant_of(site.root_page, inclusive=True) if site else catalogs.none()
    page = own.first() or catalogs.first()
    if page is None:
        return render(request, "lms_courses/learning/no_catalog.html", status=404)
    return redirect(page.get_url(request))


@require_GET
def lesson(request, pk):
    """Lead to a lesson by its id: addresses change when pages are moved, evidence keeps its links."""
    return redirect(get_object_or_404(LessonPage.objects.live(), id=pk).get_url(request))


@require_GET
@sign_in_required
def resume(request, course_pk):
    """Lead to where the learner left: the lesson opened last if it is not done, else the first one not done."""
    course = get_object_or_404(CoursePage.objects.live(), id=course_pk)
    progress = progress_of(request, course)
    if progress.enrollment is None:
        return redirect(course.get_url(request))
    outline = outline_in(progress)
    last = progress.enrollment.lesson_progress.filter(completed_at__isnull=True).order_by("-opened_at").first()
    last_here = last and progress.structure.lesson_here(last.lesson_id)
    item = next((item for item in outline.items if item.lesson.pk == last_here), outline.first_open)
    return redirect(item.url if item else course.get_url(request))


def guard_lesson(page, request):
    """Return the response that keeps a visitor out of a lesson, or None. Notes that an enrolled learner opened it."""
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)
    progress = progress_of(request, page.get_course(), page)
    course, enrollment = progress.course, progress.enrollment
    if not (course.live or can_teach(request.user)):
        raise Http404
    if not can_read_lesson(request.user, enrollment):
        messages.info(request, _("Enroll first to open the lessons."))
        return redirect(course.get_url(request))
    if enrollment and is_to_be_noted(enrollment.opened_at):
        open_lesson(enrollment=enrollment, lesson=page)
    return None


@require_POST
@sign_in_required
def complete(request, lesson_pk):
    """Mark a lesson as done and lead to the next one."""
    page = lesson_called(lesson_pk, version_for(request))
    if page is None:
        raise Http404
    progress = progress_of(request, page.get_course())
    course, enrollment = progress.course, progress.enrollment
    if enrollment is None:
        raise Http404
    was_completed = enrollment.is_completed
    try:
        completion = complete_lesson(enrollment=enrollment, lesson=page)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect(page.get_url(request))
    if enrollment.is_completed and not was_completed:
        messages.success(request, _("That was the last step. You have completed the course."))
        return redirect(course.get_url(request))
    following = outline_in(progress, current=page).next_lesson
    if following:
        return redirect(following.url)
    if completion.unmet:
        messages.info(request, _("You have read all lessons. This page shows what is left to do."))
    return redirect(course.get_url(request))


@require_POST
@sign_in_required
def acknowledge(request, guideline_pk):
    guideline = get_object_or_404(Guideline, pk=guideline_pk)
    version = read_id(request.POST.get("version", ""))
    if version is None:
        raise Http404
    page = get_object_or_404(
        LessonPage.objects.live(),
        id=read_id(request.POST.get("lesson", "")),
        lesson_guidelines__guideline=guideline,
    )
    own_enrollment(request, page.get_course().pk)
    try:
        acknowledge_guideline(guideline=guideline, learner=request.user, version=version)
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(f"{page.get_url(request)}#guideline-{guideline.pk}")
