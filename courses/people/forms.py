"""What a manager looks for among their people. It stands in the address, so that it can be kept and shared."""

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog.models import CoursePage
from courses.enrollment.forms.enrolling import PageField
from courses.enrollment.models import Enrollment
from lms.accounts.people import by_name


class TeamForm(forms.Form):
    """Filters and sorts the enrollments of the people of `manager`. A filter that does not exist is left out."""

    HELP, NAME, COURSE, DUE = "help", "name", "course", "due"
    ORDERS = {
        NAME: (*by_name("learner__"), "learner_id", "course__title"),
        COURSE: ("course__title", *by_name("learner__"), "pk"),
        DUE: (F("due_date").asc(nulls_last=True), *by_name("learner__"), "pk"),
    }

    course = PageField(
        CoursePage.objects.none(), required=False, label=gettext_lazy("Course"), empty_label=gettext_lazy("Any course")
    )
    department = forms.ChoiceField(required=False, label=gettext_lazy("Department"))
    sort = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Sort by"),
        choices=[
            (HELP, gettext_lazy("Needs attention first")),
            (NAME, gettext_lazy("Name")),
            (COURSE, gettext_lazy("Course")),
            (DUE, gettext_lazy("Due date")),
        ],
    )
    overdue = forms.BooleanField(required=False, label=gettext_lazy("Overdue only"))

    def __init__(self, *args, manager, **kwargs):
        super().__init__(*args, **kwargs)
        self.enrollments = Enrollment.objects.led_by(manager)
        self.fields["course"].queryset = CoursePage.objects.filter(
            pk__in=self.enrollments.order_by().values("course")
        ).order_by("title")
        departments = (
            manager.lms_reports.exclude(department="")
            .order_by("department")
            .values_list("department", flat=True)
            .distinct()
        )
        self.fields["department"].choices = [("", _("Any department")), *[(each, each) for each in departments]]

    def values(self):
        return self.cleaned_data if self.is_valid() or hasattr(self, "cleaned_data") else {}

    @property
    def is_filtered(self):
        return any(self.values().get(name) for name in ("course", "department", "overdue"))

    def found(self):
        """Return the enrollments asked for, in the order asked for."""
        values, found = self.values(), self.enrollments
        if course := values.get("course"):
            found = found.filter(course=course)
        if department := values.get("department"):
            found = found.filter(learner__lms_profile__department=department)
        if values.get("overdue"):
            found = found.overdue()
        found = found.with_progress()
        order = self.ORDERS.get(values.get("sort"))
        return found.order_by(*order) if order else found.stuck_first()
