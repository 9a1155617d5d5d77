from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Profile
from .navigation import item_to
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
    return [
        item_to("lms:dashboard", gettext_lazy("My learning"), request, icon="house", order=10),
        item_to("lms:preferences", gettext_lazy("Preferences"), request, icon="gear", order=80, is_personal=True),
        item_to("lms:my_data", gettext_lazy("My data"), request, icon="archive", order=90, is_personal=True),
    ]
