"""Brainstorms as files, into the site. Out of it they go by the console, where it is known who leads them."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from brainstorm.transfer.views import ImportView, confirm_import, may_import


class ImportMenuItem(MenuItem):
    """Shown to those who prepare brainstorms."""

    def is_shown(self, request):
        return may_import(request.user)


class BrainstormFilesViewSet(ViewSet):
    name = "lms_brainstorm_files"
    icon = "upload"
    menu_label = _("Import a brainstorm")
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self):
        return [
            path("import/", ImportView.as_view(), name="import"),
            path("import/confirm/", confirm_import, name="confirm"),
        ]
