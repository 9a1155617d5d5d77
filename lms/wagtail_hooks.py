from django.utils.translation import gettext_lazy
from wagtail import hooks

from lms.accounts.admin import ProfileViewSet
from lms.dashboard.navigation import item_to
from lms.files.streaming import serve_part
from lms.personal_data.tables import own_tables
from lms.roles.permissions import Role
from lms.webhooks.admin import WebhookViewSet


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
