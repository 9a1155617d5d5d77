from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from courses.catalog.menu import TrainerMenuItem
from courses.transfer.views import ImportView, confirm_import, export_course


class CourseFilesViewSet(ViewSet):
    """Courses as files: out of the site and into it."""

    name = "lms_course_files"
    icon = "upload"
    menu_label = _("Import a course")
    menu_item_class = TrainerMenuItem

    def get_urlpatterns(self):
        return [
            path("import/", ImportView.as_view(), name="import"),
            path("import/confirm/", confirm_import, name="confirm"),
            path("<int:pk>/export/", export_course, name="export"),
        ]
