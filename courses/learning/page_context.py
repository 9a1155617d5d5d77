"""What the templates of catalogs, courses and lessons show, for one visitor."""

from courses.catalog.models import CatalogPage, CoursePage, LessonPage
from courses.enrollment.course_cards import catalog_context
from courses.learning.presenters.courses import course_context
from courses.learning.presenters.lessons import lesson_context


def add_page_context(context, page, request, *, quiz_state=None, **kwargs):
    """Add to `context` what the template of `page` needs, for the hook `construct_learning_page_context`."""
    if isinstance(page, CatalogPage):
        context |= catalog_context(page, request)
    elif isinstance(page, CoursePage):
        context |= course_context(page, request)
    elif isinstance(page, LessonPage):
        context |= lesson_context(page, request, quiz_state=quiz_state)
