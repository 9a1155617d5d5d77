from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Profile
from .navigation import NavItem
from .permissions import Role
from .streaming import serve_part


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
    search_fields = ["user__username", "user__first_name", "user__last_name", "department"]
    exclude_form_fields = []
    inspect_view_enabled = False
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def register_profile_viewset():
    return ProfileViewSet("lms_people")


# After Wagtail's own check of who may have the document.
hooks.register("before_serve_document", serve_part, order=100)


@hooks.register("register_role_permissions")
def role_permissions():
    return {Role.TRAINER: ["wagtailadmin.access_admin"], Role.FACILITATOR: ["wagtailadmin.access_admin"]}


@hooks.register("register_learning_nav")
def navigation(request):
    if not request.user.is_authenticated:
        return []
    url = reverse("lms:dashboard")
    return [NavItem(_("My learning"), url, icon="house", order=10, is_active=request.path == url)]
