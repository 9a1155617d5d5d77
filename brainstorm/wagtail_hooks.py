from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from lms.navigation import NavItem
from lms.permissions import Role

from . import panels
from .completion import BrainstormRequirement
from .viewsets import BrainstormViewSet

hooks.register("register_completion_requirements", BrainstormRequirement)
hooks.register("register_dashboard_panels", panels.add_to_dashboard)
hooks.register("register_course_panels", panels.course_panels)
hooks.register("register_class_panels", panels.class_panels)


@hooks.register("register_learning_urls")
def learning_urls():
    return [path("", include(("brainstorm.urls", "lms_brainstorm")))]


@hooks.register("register_admin_viewset")
def register_brainstorm_viewset():
    return BrainstormViewSet()


@hooks.register("register_role_permissions")
def role_permissions():
    return {Role.FACILITATOR: [f"lms_brainstorm.{verb}_brainstorm" for verb in ("add", "change", "view")]}


@hooks.register("register_learning_nav")
def navigation(request):
    if not request.user.is_authenticated:
        return []
    url = reverse("lms_brainstorm:outcomes")
    return [NavItem(_("Outcomes"), url, icon="water", order=50, is_active=request.path == url)]


@hooks.register("register_log_actions")
def log_actions(actions):
    """What facilitators do. What participants write and choose is never logged: entries carry names."""
    for action, label, message in (
        (
            "lms_brainstorm.phase_changed",
            gettext_lazy("Change phase"),
            gettext_lazy("Moved the brainstorm to another phase"),
        ),
        ("lms_brainstorm.time_extended", gettext_lazy("Extend time"), gettext_lazy("Gave the phase more time")),
        ("lms_brainstorm.clock_stopped", gettext_lazy("Stop clock"), gettext_lazy("Took the time limit off the phase")),
        ("lms_brainstorm.idea_decided", gettext_lazy("Decide"), gettext_lazy("Decided an idea")),
        (
            "lms_brainstorm.remaining_decided",
            gettext_lazy("Decide the rest"),
            gettext_lazy("Decided all remaining ideas"),
        ),
        ("lms_brainstorm.pilot_started", gettext_lazy("Start pilot"), gettext_lazy("Started a pilot")),
        ("lms_brainstorm.pilot_result", gettext_lazy("Record result"), gettext_lazy("Recorded the result of a pilot")),
    ):
        actions.register_action(action, label, message)
