from django.utils.functional import cached_property
from wagtail.admin.panels import Panel
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.catalog.models import SocialTool
from courses.catalog.panels import collect_panels


class AddedPanels(Panel):
    """What the apps add by the hook `register_guideline_panels`, above the text of a guideline."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "lms_courses/catalog/admin/added_panels.html"

        def is_shown(self):
            return super().is_shown() and bool(self.added)

        @cached_property
        def added(self):
            return collect_panels("register_guideline_panels", self.request, self.instance) if self.instance.pk else []


class SocialToolViewSet(SnippetViewSet):
    model = SocialTool
    icon = "mobile-alt"
    list_display = ["name", "post_word", "character_limit"]
