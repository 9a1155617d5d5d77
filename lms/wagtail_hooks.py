from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Profile
from .navigation import NavItem
from .permissions import Role
from .personal_data import own_tables
from .streaming import serve_part
from .viewsets import WebhookViewSet


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
def register_viewsets():
    return [ProfileViewSet("lms_people"), WebhookViewSet("lms_webhooks")]


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        "lms.renew_calendar_key", gettext_lazy("New calendar address"), gettext_lazy("Got a new calendar address")
    )


# After Wagtail's own check of who may have the document.
hooks.register("before_serve_document", serve_part, order=100)


hooks.register("register_personal_data", own_tables)


@hooks.register("register_role_permissions")
def role_permissions():
    return {Role.TRAINER: ["wagtailadmin.access_admin"], Role.FACILITATOR: ["wagtailadmin.access_admin"]}


@hooks.register("register_learning_nav")
def navigation(request):
    if not request.user.is_authenticated:
        return []

    def item(label, name, **facts):
        url = reverse(name)
        return NavItem(label, url, is_active=request.path == url, **facts)

    return [
        item(_("My learning"), "lms:dashboard", icon="house", order=10),
        item(_("Preferences"), "lms:preferences", icon="gear", order=80, is_personal=True),
        item(_("My data"), "lms:my_data", icon="archive", order=90, is_personal=True),
    ]
