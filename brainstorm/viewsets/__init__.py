"""The admin side: what facilitators prepare stands under one menu entry. Leading happens in the console."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .brainstorms import BrainstormViewSet
from .files import BrainstormFilesViewSet
from .formats import BrainstormFormatViewSet
from .systems import EnterpriseSystemViewSet


class BrainstormsViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Brainstorms")
    menu_name = "lms-brainstorms"
    menu_icon = "group"
    menu_order = 160
    items = (BrainstormViewSet, BrainstormFormatViewSet, EnterpriseSystemViewSet, BrainstormFilesViewSet)
