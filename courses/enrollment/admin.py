from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from courses.enrollment.models import Enrollment
from lms.accounts.people import name_of, search_fields
from lms.roles.permissions import can_teach


class EnrollmentIndexView(IndexView):
    def get_base_queryset(self):
        return Enrollment.objects.select_related("learner", "course")

    @cached_property
    def columns(self):
        learner, *others = super().columns
        learner.accessor = lambda enrollment: name_of(enrollment.learner)
        return [learner, *others]

    @cached_property
    def header_buttons(self):
        if not can_teach(self.request.user):
            return []
        return [HeaderButton(_("Enroll people"), url=reverse("lms_courses:enroll_people"), icon_name="user")]

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if can_teach(self.request.user):
            buttons += [
                Button(_("Enroll from a file"), url=reverse("lms_courses:enroll_file"), icon_name="upload"),
                Button(_("Waiting for approval"), url=reverse("lms_courses:requests"), icon_name="time"),
            ]
        return buttons


class EnrollmentInspectView(InspectView):
    """One enrollment, and what a trainer may change of it."""

    @cached_property
    def header_buttons(self):
        if not can_teach(self.request.user) or self.object.status != Enrollment.Status.ACTIVE:
            return []
        return [
            HeaderButton(
                label=label,
                url=reverse(f"lms_courses:{name}", args=[self.object.pk]) + f"?next={self.request.path}",
                icon_name=icon,
            )
            for name, label, icon in (
                ("change_due_date", _("Change the due date"), "date"),
                ("take_off", _("Remove from the course"), "cross"),
            )
        ]


class EnrollmentViewSet(ModelViewSet):
    """Read only: enrollments are made where people learn and lead."""

    model = Enrollment
    name = "lms_enrollments"
    icon = "user"
    menu_label = _("Enrollments")
    index_view_class = EnrollmentIndexView
    inspect_view_class = EnrollmentInspectView
    list_display = [
        "learner",
        "course",
        "status",
        "due_date",
        Column("completed_on", label=_("Completed on"), sort_key="completed_at"),
    ]
    list_filter = ["course", "status"]
    list_export = ["learner", "course", "status", "due_date", "created_at", "completed_on"]
    search_fields = [*search_fields("learner__"), "course__title"]
    exclude_form_fields = []
    inspect_view_enabled = True
