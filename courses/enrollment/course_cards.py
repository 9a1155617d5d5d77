"""The catalog: shelves of courses."""

from dataclasses import dataclass

from django.utils.translation import get_language

from courses.catalog.models import CoursePage, LessonPage, Level, SocialTool
from courses.enrollment.models import Enrollment
from lms.caching.cache import cached, version_for


@dataclass
class CourseCard:
    """A course on a shelf, with what this person has done of it."""

    course: CoursePage
    lessons: int
    minutes: int
    enrollment: Enrollment | None = None


def build_cards(courses, user, totals):
    """Return a `CourseCard` for each of `courses` in one query, however many there are.

    totals: {tree path of a course: (published lessons, minutes)}
    """
    enrollments = {}
    if user.is_authenticated:
        mine = Enrollment.objects.of(user).filter(course_key__in=[course.translation_key for course in courses])
        enrollments = {enrollment.course_key: enrollment for enrollment in mine.with_progress()}
    return [
        CourseCard(course, *totals.get(course.path, (0, 0)), enrollments.get(course.translation_key))
        for course in courses
    ]


def shelf_courses(catalog, version):
    """Return all published courses of `catalog` in their order, with tool and cover, kept for all visitors."""
    courses = CoursePage.objects.live().child_of(catalog).select_related("tool", "image").order_by("path")
    courses = courses.prefetch_related("image__renditions")
    return cached(version, ("lms_courses.shelves", catalog.pk), lambda: tuple(courses))


def catalog_context(catalog, request):
    """Return the shelves of `catalog`, filtered by the address: `?level=basics&tool=mastodon&q=pictures`."""
    version = version_for(request)
    level, tool, words = (request.GET.get(name, "").strip() for name in ("level", "tool", "q"))
    language = get_language()
    tools = cached(version, ("lms_courses.tools", language), lambda: tuple(SocialTool.objects.in_language(language)))
    totals = cached(version, ("lms_courses.totals",), LessonPage.objects.totals_by_course_path)
    courses = shelf_courses(catalog, version)
    level = level if level in Level.values else ""
    is_tool = tool in {each.slug for each in tools}
    if words or level or is_tool:
        found = CoursePage.objects.live().child_of(catalog)
        if words:  # First of all: the search cannot filter by a tool's slug.
            found = found.matching(words)
        if level:
            found = found.at_level(level)
        if is_tool:
            found = found.for_tool(tool)
        found = set(found.values_list("pk", flat=True))
        courses = [course for course in courses if course.pk in found]
    cards = build_cards(courses, request.user, totals)
    return {
        "shelves": [
            {"level": each, "cards": [card for card in cards if card.course.level == each]}
            for each in Level
            if any(card.course.level == each for card in cards)
        ],
        "levels": Level.choices,
        "tools": tools,
        "chosen_level": level,
        "chosen_tool": tool,
        "words": words,
        "is_filtered": bool(level or tool or words),
    }
