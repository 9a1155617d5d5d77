"""Enrolling others: trainers everyone, managers their own people. One by one, by group, or from a file.

Choosing and looking are GET and write nothing; the last step is a POST, and everything in it is checked again.
"""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from courses.enrollment.actions import enroll_learners
from courses.enrollment.forms.enrolling import EnrollPeopleForm, PeopleSearchForm
from courses.enrollment.forms.people_file import TEMPLATE, PeopleFileForm
from courses.enrollment.models import Enrollment
from courses.enrollment.presenters import forecast_enrollments
from lms.accounts.people import name_key
from lms.exceptions import RuleError
from lms.roles.permissions import Role, can_teach, role_required

#: People shown with what will happen to each. Of a longer file those are shown whose row has a mistake.
ROWS_SHOWN = 500


def say_enrolled(request, course, enrolled, total):
    """Say how many are new on the course, and how many were there before; return where that can be seen."""
    new, before = len(enrolled), total - len(enrolled)
    if new:
        sentence = ngettext(
            "%(n)s person is now enrolled in “%(course)s”.", "%(n)s people are now enrolled in “%(course)s”.", new
        )
        messages.success(request, sentence % {"n": new, "course": course.title})
    if before:
        sentence = ngettext(
            "%(n)s person was already enrolled in “%(course)s”. Nothing changed for them.",
            "%(n)s people were already enrolled in “%(course)s”. Nothing changed for them.",
            before,
        )
        messages.info(request, sentence % {"n": before, "course": course.title})
    return (
        redirect("lms_courses:course_learners", course.pk)
        if can_teach(request.user)
        else redirect("lms_courses:people")
    )


def way(user, *, by_group=False, by_file=False):
    """Return the `Enrollment.Source` of what `user` does for others."""
    if by_file:
        return Enrollment.Source.FILE
    if by_group:
        return Enrollment.Source.GROUP
    return Enrollment.Source.TRAINER if can_teach(user) else Enrollment.Source.MANAGER


@require_http_methods(["GET", "POST"])
@role_required(Role.TRAINER, Role.MANAGER)
def enroll_people(request):
    """Choose a course and people (`?course=3&q=pell&department=Sales`), look at what will happen, enroll them."""
    if request.method == "POST":
        return enroll_chosen(request)
    search = PeopleSearchForm(request.GET, user=request.user)
    chosen = EnrollPeopleForm(chosen_in_address(request, search), user=request.user)
    if "review" in request.GET and chosen.is_valid():
        return review(request, chosen)
    return choose(request, search, chosen, status=422 if "review" in request.GET else 200)


def chosen_in_address(request, search):
    """Return the form's data from the address; the button "everyone found" stands for the ids of all those people."""
    data = QueryDict(mutable=True)
    data["course"] = request.GET.get("course", "")
    people = request.GET.getlist("people")
    if request.GET.get("review") == "everyone":
        people += [str(pk) for pk in search.found().values_list("pk", flat=True)]
        data["by_group"] = "on" if search.is_by_group() else ""
    data.setlist("people", people)
    return data


def choose(request, search, chosen, *, status):
    found = search.found()
    ticked = chosen.cleaned_data.get("people", []) if chosen.is_valid() or chosen.cleaned_data else []
    others = found.exclude(pk__in=[person.pk for person in ticked])
    context = {
        "search": search,
        "chosen": chosen,
        "ticked": ticked,
        "errors": [error for errors in chosen.errors.values() for error in errors] if status != 200 else [],
        "people": list(others[: PeopleSearchForm.SHOWN]),
        "total": found.count(),
        "shown": PeopleSearchForm.SHOWN,
        "is_empty": not search.people.exists(),
        "is_trainer": can_teach(request.user),
    }
    return render(request, "lms_courses/enrollment/enroll_people.html", context, status=status)


def review(request, form, *, status=200):
    """Show what will happen to each, before anything does."""
    course, people = form.cleaned_data["course"], form.cleaned_data["people"]
    people = sorted(people, key=name_key)
    forecasts = forecast_enrollments(course, dict.fromkeys(people))
    context = {
        "form": form,
        "course": course,
        "forecasts": forecasts[:ROWS_SHOWN],
        "not_shown": max(0, len(forecasts) - ROWS_SHOWN),
        "needed": sum(each.is_needed for each in forecasts),
        "has_unmet": any(each.unmet and each.is_needed for each in forecasts),
        "ids": ",".join(str(person.pk) for person in people),
        "days_to_complete": course.days_to_complete,
    }
    return render(request, "lms_courses/enrollment/enroll_review.html", context, status=status)


def enroll_chosen(request):
    form = EnrollPeopleForm(request.POST, user=request.user)
    if not form.is_valid():
        if {"course", "people"} & form.errors.keys():
            return choose(request, PeopleSearchForm(QueryDict(), user=request.user), form, status=422)
        return review(request, form, status=422)
    values = form.cleaned_data
    try:
        enrolled = enroll_learners(
            course=values["course"],
            learners=dict.fromkeys(values["people"], values["due_date"]),
            by=request.user,
            source=way(request.user, by_group=values["by_group"]),
            despite_prerequisites=values["despite"],
        )
    except RuleError as error:
        form.add_error(None, str(error))
        return review(request, form, status=409)
    return say_enrolled(request, values["course"], enrolled, len(values["people"]))


@require_http_methods(["GET", "POST"])
@role_required(Role.TRAINER, Role.MANAGER)
def enroll_file(request):
    """Enroll people from a file: checked and shown row by row, written only when no row is wrong."""
    if request.method == "GET":
        form = PeopleFileForm(initial={"course": request.GET.get("course")}, user=request.user)
        return render(request, "lms_courses/enrollment/enroll_file.html", {"form": form})
    form = PeopleFileForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return show_file(request, form, [], status=422)
    course, learners = form.cleaned_data["course"], form.due_dates()
    forecasts = {each.learner: each for each in forecast_enrollments(course, learners)}
    rows = [(row, forecasts.get(row.learner) if not row.problem else None) for row in form.rows]
    is_right = is_faultless(rows, despite=form.cleaned_data["despite"])
    if not is_right or "confirm" not in request.POST:
        return show_file(request, form, rows, status=200 if is_right else 422)
    try:
        enrolled = enroll_learners(
            course=course,
            learners=learners,
            by=request.user,
            source=way(request.user, by_file=True),
            despite_prerequisites=form.cleaned_data["despite"],
        )
    except RuleError as error:
        form.add_error(None, str(error))
        return show_file(request, form, rows, status=409)
    return say_enrolled(request, course, enrolled, len(learners))


def is_faultless(rows, *, despite):
    return not any(row.problem or (forecast.is_needed and forecast.unmet and not despite) for row, forecast in rows)


def show_file(request, form, rows, *, status):
    """Show each row with what will happen to it, or what is wrong with it."""
    despite = form.cleaned_data.get("despite", False)
    faulty = [each for each in rows if not is_faultless([each], despite=despite)]
    shown = rows if len(rows) <= ROWS_SHOWN else faulty[:ROWS_SHOWN]
    context = {
        "form": form,
        "course": form.cleaned_data.get("course"),
        "rows": shown,
        "not_shown": len(rows) - len(shown),
        "total": len(rows),
        "faulty": len(faulty),
        "needed": sum(forecast is not None and forecast.is_needed for _row, forecast in rows),
        "despite": despite,
        "has_unmet": any(forecast and forecast.is_needed and forecast.unmet for _row, forecast in rows),
        "text": form.cleaned_data.get("text", ""),
        "lines": min(len(rows) + 2, 20),
    }
    return render(request, "lms_courses/enrollment/enroll_file.html", context, status=status)


@require_GET
@role_required(Role.TRAINER, Role.MANAGER)
def file_template(request):
    """The file to begin with. The mark at its start lets Excel read it as UTF-8."""
    response = HttpResponse("\ufeff" + TEMPLATE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("people-to-enroll")}.csv"'
    return response
