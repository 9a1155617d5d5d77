from django.utils.translation import gettext as _
from wagtail.admin.viewsets.model import ModelViewSet

from lms.accounts.models import Profile
from lms.accounts.people import search_fields


class ProfileViewSet(ModelViewSet):
    """Who leads whom; kept by administrators."""

    model = Profile
    icon = "group"
    menu_label = _("People")
    menu_name = "lms-people"
    menu_order = 290
    add_to_admin_menu = True
    list_display = ["user", "manager", "department"]
    list_filter = ["department"]
    search_fields = [*search_fields("user__"), "department"]
    exclude_form_fields = []
    inspect_view_enabled = False
    copy_view_enabled = False
