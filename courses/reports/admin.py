"""A trainer's home in the Wagtail admin, and the ways from there to the reports."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button

from courses.catalog.menu import TrainerMenuItem
from courses.catalog.models import CoursePage
from courses.catalog.permissions import can_export_course
from courses.reports.presenters.teaching import TeachingHome
from lms.roles.permissions import Role, has_role


class TeachingPanel(Component):
    """What waits for a trainer today, above Wagtail's own panels."""

    name = "lms_teaching"
    template_name = "lms_courses/reports/admin/teaching_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        return {"home": TeachingHome(parent_context["request"].user)}


def add_teaching_panel(request, panels):
    if has_role(request.user, Role.TRAINER):
        panels.append(TeachingPanel())


def completions_menu_item():
    return TrainerMenuItem(
        _("Courses over time"),
        reverse("lms_courses:completions"),
        name="lms-completions",
        icon_name="history",
        order=90,
    )


def course_report_buttons(page, user, next_url=None, **kwargs):
    """Lead from a course in the admin to its learners."""
    if isinstance(page, CoursePage) and has_role(user, Role.TRAINER):
        url = reverse("lms_courses:course_learners", args=[page.pk])
        yield Button(_("Learners"), url, icon_name="group", priority=60)
        if can_export_course(user, page):
            url = reverse("lms_course_files:export", args=[page.pk])
            yield Button(_("Export"), url, icon_name="download", priority=61)
