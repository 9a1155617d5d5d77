"""The admin side: everything a trainer keeps stands under one menu entry, "Teaching"."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .classes import ScheduledClassViewSet
from .course_files import CourseFilesViewSet
from .enrollments import EnrollmentViewSet
from .library import GuidelineViewSet, SocialToolViewSet
from .paths import LearningPathViewSet
from .proposals import GuidelineProposalViewSet
from .questions import QuestionViewSet, QuizViewSet


class TeachingViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Teaching")
    menu_name = "lms-teaching"
    menu_icon = "glasses"
    menu_order = 150
    items = (
        ScheduledClassViewSet,
        EnrollmentViewSet,
        LearningPathViewSet,
        QuizViewSet,
        QuestionViewSet,
        GuidelineViewSet,
        GuidelineProposalViewSet,
        SocialToolViewSet,
        CourseFilesViewSet,
    )
