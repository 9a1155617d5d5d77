from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from ..models import ScheduledClass


def first_meeting(scheduled_class):
    """Return when a class begins, in its own time zone. Wagtail's date column says "just now" of the future."""
    if scheduled_class.starts_at is None:
        return ""
    return date_format(timezone.localtime(scheduled_class.starts_at, scheduled_class.zone), "DATETIME_FORMAT")


class ClassIndexView(IndexView):
    def get_base_queryset(self):
        return ScheduledClass.objects.with_times().with_seats_taken().select_related("course")


class ScheduledClassViewSet(ModelViewSet):
    model = ScheduledClass
    name = "lms_classes"
    icon = "calendar-alt"
    menu_label = _("Classes")
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = ClassIndexView
    list_filter = ["course", "trainers"]
    list_display = [
        TitleColumn("__str__", label=_("Class"), get_url=lambda row: reverse("lms_classes:edit", args=[row.pk])),
        Column("starts_at", label=_("First meeting"), accessor=first_meeting),
        Column("seats", label=_("Seats"), accessor=lambda row: f"{row.seats_taken} / {row.capacity}"),
    ]
