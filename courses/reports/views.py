"""Reports for trainers: a course by person, lesson, quiz and over time. `?export=csv` or `xlsx` takes one away."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.catalog.ids import read_id
from courses.catalog.models import CoursePage
from courses.catalog.structure import structure_of
from courses.classes.models import ScheduledClass
from courses.enrollment.permissions import requests_for
from courses.quizzes.models import Question, Quiz
from courses.quizzes.report import MOST_ATTEMPTS, QuizReport, course_quizzes
from courses.reports.presenters.classes import AttendanceReport
from courses.reports.presenters.completions import SPANS, CompletionReport
from courses.reports.presenters.matrix import STATES, ProgressMatrix
from courses.reports.presenters.roster import STATUSES, Roster, RosterFilter
from courses.reports.presenters.teaching import TeachingHome
from lms.caching.cache import version_for
from lms.files.spreadsheets import Format, spreadsheet_response
from lms.roles.permissions import Role, role_required


@require_GET
@role_required(Role.TRAINER)
def teaching(request):
    """A trainer's home: today's classes, what waits, who is stuck, drafts, and each course with its numbers."""
    return render(request, "lms_courses/reports/teaching.html", {"home": TeachingHome(request.user)})


@require_GET
@role_required(Role.TRAINER)
def course_learners(request, course_pk):
    """Everyone on a course, those who are stuck first."""
    course = get_object_or_404(CoursePage, id=course_pk)
    roster = Roster(course, RosterFilter.of(request.GET), version_for(request))
    if download := export(request, _("%(course)s learners") % {"course": course.title}, roster.table):
        return download
    context = {
        "tab": "learners",
        "counts": roster.counts,
        "page_obj": roster.page(request.GET.get("page")),
        "requests": requests_for(request.user).filter(course=course).count(),
    }
    return render(
        request, "lms_courses/reports/course_learners.html", roster_context(request, course, roster) | context
    )


@require_GET
@role_required(Role.TRAINER)
def course_matrix(request, course_pk):
    """Learners by lessons."""
    course = get_object_or_404(CoursePage, id=course_pk)
    matrix = ProgressMatrix(course, RosterFilter.of(request.GET), version_for(request))
    if download := export(request, _("%(course)s lessons") % {"course": course.title}, matrix.table):
        return download
    page = matrix.page(request.GET.get("page"))
    context = {"tab": "lessons", "matrix": matrix, "page_obj": page, "states": STATES}
    return render(
        request, "lms_courses/reports/course_matrix.html", roster_context(request, course, matrix.roster) | context
    )


def roster_context(request, course, roster):
    """Return what the filter over learners needs, and the address for its other pages."""
    return {
        "course": course,
        "roster": roster,
        "filter": roster.filter,
        "statuses": [(key, label) for key, (label, _choose) in STATUSES.items()],
        "departments": roster.departments(),
        "classes": roster.classes,
        "query": other_pages(request),
    }


@require_GET
@role_required(Role.TRAINER)
def course_quizzes_report(request, course_pk):
    """The quizzes of a course, and how its learners do in them."""
    course = get_object_or_404(CoursePage, id=course_pk)
    quizzes = course_quizzes(course)
    return render(
        request, "lms_courses/reports/course_quizzes.html", {"tab": "quizzes", "course": course, "quizzes": quizzes}
    )


@require_GET
@role_required(Role.TRAINER)
def quiz_report(request, quiz_pk):
    """What the attempts tell about each question; `?course=3` keeps those of one course, `?attempts=all` later ones."""
    quiz = get_object_or_404(Quiz, pk=quiz_pk)
    course = None
    if chosen := request.GET.get("course", ""):
        course = get_object_or_404(CoursePage, id=read_id(chosen))
    report = QuizReport(quiz, course=course, first_only=request.GET.get("attempts") != "all")
    if download := export(request, _("%(quiz)s questions") % {"quiz": quiz.title}, report.table):
        return download
    context = {"tab": "quizzes", "course": course, "quiz": quiz, "report": report, "most_attempts": MOST_ATTEMPTS}
    context["edit_question"] = Question.snippet_viewset.get_url_name("edit")
    return render(request, "lms_courses/reports/quiz_report.html", context)


@require_GET
@role_required(Role.TRAINER)
def course_completions(request, course_pk):
    """One course over time, and where in it people stop."""
    course = get_object_or_404(CoursePage, id=course_pk)
    report = CompletionReport.of(request.GET, course)
    if download := export(request, _("%(course)s over time") % {"course": course.title}, report.table):
        return download
    context = {
        "tab": "time",
        "course": course,
        "reach": report.reach(structure_of(course, version_for(request)).lessons),
    }
    return render(request, "lms_courses/reports/course_completions.html", completion_context(report) | context)


@require_GET
@role_required(Role.TRAINER)
def completions(request):
    """All courses over time."""
    report = CompletionReport.of(request.GET)
    if download := export(request, _("All courses over time"), report.table):
        return download
    context = completion_context(report) | {"courses": report.by_course()}
    return render(request, "lms_courses/reports/completions.html", context)


def completion_context(report):
    return {
        "report": report,
        "totals": report.totals(),
        "spans": [(key, words) for key, (words, _unit, _number) in SPANS.items()],
        "departments": report.departments(),
    }


@require_GET
@role_required(Role.TRAINER)
def class_report(request, pk):
    """Who has a seat in a class and who came to each meeting."""
    scheduled_class = get_object_or_404(ScheduledClass.objects.select_related("course"), pk=pk)
    report = AttendanceReport(scheduled_class)
    if download := export(request, _("%(class)s attendance") % {"class": scheduled_class}, report.table):
        return download
    context = {"tab": "classes", "course": scheduled_class.course, "scheduled_class": scheduled_class, "report": report}
    return render(request, "lms_courses/reports/class_report.html", context)


def other_pages(request):
    """Return the address without its page, for `lms/includes/pagination.html`."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    return f"{parameters.urlencode()}&" if parameters else ""


def export(request, title, table):
    """Return the download that the address asks for with `?export=csv` or `?export=xlsx`, or None.

    table: a function that returns (headings, rows), only called for a download.
    """
    if request.GET.get("export") not in Format.values:
        return None
    headings, rows = table()
    return spreadsheet_response(request.GET["export"], title=title, headings=headings, rows=rows)
