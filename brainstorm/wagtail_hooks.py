"""The admin side: what facilitators prepare stands under one menu entry. Leading happens in the console."""

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from brainstorm.audit import register_log_actions
from brainstorm.facilitation.actions import run_hybrid
from brainstorm.pilots.notices import remind_of_pilots
from brainstorm.registers import related_ideas as touching_panels
from brainstorm.registers.admin import EnterpriseSystemViewSet
from brainstorm.reports import panels
from brainstorm.reports.personal_data import personal_tables
from brainstorm.sessions.admin.brainstorms import BrainstormViewSet
from brainstorm.sessions.admin.formats import BrainstormFormatViewSet
from brainstorm.sessions.completion import BrainstormRequirement, certificate_evidence
from brainstorm.transfer.admin import BrainstormFilesViewSet
from lms.dashboard.navigation import NavItem
from lms.roles.permissions import Role


class BrainstormsViewSetGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Brainstorms")
    menu_name = "lms-brainstorms"
    menu_icon = "group"
    menu_order = 160
    items = (BrainstormViewSet, BrainstormFormatViewSet, EnterpriseSystemViewSet, BrainstormFilesViewSet)


hooks.register("register_completion_requirements", BrainstormRequirement)
hooks.register("register_certificate_evidence", certificate_evidence)
hooks.register("register_dashboard_panels", panels.add_to_dashboard)
hooks.register("register_course_panels", panels.course_panels)
hooks.register("register_class_panels", panels.class_panels)
hooks.register("register_dashboard_panels", touching_panels.add_owned_systems)
hooks.register("register_lesson_panels", touching_panels.lesson_panels)
hooks.register("register_guideline_panels", touching_panels.guideline_panels)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_personal_data", personal_tables)
hooks.register("register_reminders", run_hybrid)
hooks.register("register_reminders", remind_of_pilots)
register_snippet(BrainstormsViewSetGroup)


@hooks.register("register_learning_urls")
def learning_urls():
    return [path("", include(("brainstorm.urls", "lms_brainstorm")))]


@hooks.register("register_styleguide_sections")
def styleguide_sections():
    return ["lms_brainstorm/includes/styleguide.html"]


@hooks.register("register_role_permissions")
def role_permissions():
    return {
        Role.FACILITATOR: [f"lms_brainstorm.{verb}_brainstorm" for verb in ("add", "change", "view")]
        + [
            f"lms_brainstorm.{verb}_brainstormformat"
            for verb in ("add", "change", "delete", "view", "publish", "lock", "unlock")
        ]
        + [f"lms_brainstorm.{verb}_enterprisesystem" for verb in ("add", "change", "delete", "view")]
    }


@hooks.register("register_learning_nav")
def navigation(request):
    if not request.user.is_authenticated:
        return []
    url = reverse("lms_brainstorm:outcomes")
    return [NavItem(_("Outcomes"), url, icon="water", order=50, is_active=request.path == url)]
