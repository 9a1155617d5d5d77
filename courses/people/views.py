"""A manager's own people. No one sees other teams: other people's pages answer 404."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses.catalog.ids import read_person_id
from courses.catalog.panels import collect_panels
from courses.enrollment.actions import change_due_date, withdraw_learner
from courses.enrollment.forms.enrolling import DueDateForm
from courses.enrollment.models import Enrollment
from courses.enrollment.permissions import enrollments_for, requests_for
from courses.people.forms import TeamForm
from courses.people.presenters import courses_of, places_in_classes
from courses.reports.presenters.roster import team_table
from courses.reports.views import export
from lms.accounts.people import by_name, name_of
from lms.days import write_date
from lms.exceptions import RuleError
from lms.roles.permissions import Role, can_teach, role_required

ROWS_A_PAGE = 50


@require_GET
@role_required(Role.MANAGER)
def people(request):
    """A manager's own people and their courses, filtered by the address: `?course=3&department=Sales&overdue=on`."""
    manager = request.user
    form = TeamForm(request.GET, manager=manager)
    if download := export(request, _("My people"), lambda: team_table(form.found())):
        return download
    page = Paginator(form.found().select_related("learner__lms_profile", "course"), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    on_a_course = Enrollment.objects.in_force().filter(learner=OuterRef("user"))
    team = manager.lms_reports.filter(user__is_active=True).select_related("user")
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page_obj": page,
        "query": f"{kept.urlencode()}&" if kept else "",
        "people": team.filter(~Exists(on_a_course)).order_by(*by_name("user__")),
        "team_size": team.count(),
        "overdue": Enrollment.objects.led_by(manager).overdue().count(),
        "waiting": requests_for(manager).of_reports_to(manager).count(),
    }
    return render(request, "lms_courses/people/people.html", context)


@require_GET
@role_required(Role.MANAGER)
def person(request, pk):
    """One of a manager's people: courses, classes, and what the apps add, such as certificates."""
    reports = get_user_model().objects.filter(lms_profile__manager=request.user, is_active=True)
    report = get_object_or_404(reports.select_related("lms_profile"), pk=read_person_id(pk))
    context = {
        "person": report,
        "enrollments": courses_of(report),
        "places": places_in_classes(report),
        "panels": collect_panels("register_person_panels", request, report),
        "now": timezone.now(),
    }
    return render(request, "lms_courses/people/person.html", context)


def enrollment_to_change(request, pk):
    """Return the enrollment of someone else that the user may change.

    Raises:
        Http404: there is none, or it is of someone of another team.
    """
    enrollment = enrollments_for(request.user).select_related("learner", "course").filter(pk=pk).first()
    if enrollment is None or enrollment.learner == request.user:
        raise Http404
    return enrollment


def way_back(request, enrollment):
    """Return where the form came from, as `next` says, else the page where this person sees the enrollment."""
    came_from = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return came_from
    if can_teach(request.user):
        return redirect("lms_courses:course_learners", enrollment.course_id).url
    return redirect("lms_courses:person", enrollment.learner_id).url


def names_of(enrollment):
    return {
        "name": name_of(enrollment.learner),
        "course": enrollment.course.title,
    }


@require_http_methods(["GET", "POST"])
@role_required(Role.TRAINER, Role.MANAGER)
def due_date(request, pk):
    """Change until when someone is to be done."""
    enrollment = enrollment_to_change(request, pk)
    form, status = DueDateForm(request.POST or None, initial={"due_date": enrollment.due_date}), 200
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["due_date"]
        try:
            change_due_date(enrollment=enrollment, due_date=day, by=request.user)
        except RuleError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            said = names_of(enrollment) | {"date": write_date(day) if day else ""}
            text = (
                _("“%(course)s” is due %(date)s for %(name)s.")
                if day
                else _("“%(course)s” has no due date for %(name)s.")
            )
            messages.success(request, text % said)
            return redirect(way_back(request, enrollment))
    elif request.method == "POST":
        status = 422
    context = {
        "title": _("When should %(name)s complete “%(course)s”?") % names_of(enrollment),
        "form": form,
        "action": _("Save date"),
        "cancel_url": way_back(request, enrollment),
    }
    return render(request, "lms/confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
@role_required(Role.TRAINER, Role.MANAGER)
def withdraw(request, pk):
    """Take someone off a course."""
    enrollment, status = enrollment_to_change(request, pk), 200
    if request.method == "POST":
        try:
            withdraw_learner(enrollment=enrollment, by=request.user)
        except RuleError as error:
            messages.error(request, str(error))
            status = 409
        else:
            messages.success(request, _("%(name)s is no longer enrolled in “%(course)s”.") % names_of(enrollment))
            return redirect(way_back(request, enrollment))
    context = {
        "title": _("Remove %(name)s from “%(course)s”?") % names_of(enrollment),
        "text": _("Their progress is saved in case they come back."),
        "action": _("Remove"),
        "cancel_url": way_back(request, enrollment),
        "is_danger": True,
    }
    return render(request, "lms/confirm.html", context, status=status)
