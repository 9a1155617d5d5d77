from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from courses.paths.models import LearningPath


class LearningPathIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("path_courses__course")


def titles(path):
    """Return the courses of a path in order, as one line."""
    return " → ".join(place.course.title for place in path.path_courses.all())


class LearningPathViewSet(SnippetViewSet):
    model = LearningPath
    icon = "list-ol"
    menu_label = _("Learning paths")
    index_view_class = LearningPathIndexView
    list_display = ["title", Column("courses", label=_("Courses"), accessor=titles)]
