from wagtail.snippets.views.snippets import SnippetViewSet

from ..models import Guideline, SocialTool


class GuidelineViewSet(SnippetViewSet):
    model = Guideline
    icon = "clipboard-list"
    list_display = ["title", "version"]


class SocialToolViewSet(SnippetViewSet):
    model = SocialTool
    icon = "mobile-alt"
    list_display = ["name", "post_word", "character_limit"]
