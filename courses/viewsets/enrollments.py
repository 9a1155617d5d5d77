from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from ..models import Enrollment


class EnrollmentIndexView(IndexView):
    def get_base_queryset(self):
        return Enrollment.objects.select_related("learner", "course")


class EnrollmentViewSet(ModelViewSet):
    """Read only: enrollments are made where people learn and lead."""

    model = Enrollment
    name = "lms_enrollments"
    icon = "user"
    menu_label = _("Enrollments")
    index_view_class = EnrollmentIndexView
    list_display = ["learner", "course", "status", "due_date", "completed_at"]
    list_filter = ["course", "status"]
    list_export = ["learner", "course", "status", "due_date", "created_at", "completed_at"]
    search_fields = ["learner__username", "learner__first_name", "learner__last_name", "course__title"]
    exclude_form_fields = []
    inspect_view_enabled = True
