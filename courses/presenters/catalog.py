"""The catalog: shelves of courses."""

from dataclasses import dataclass

from ..models import CoursePage, Enrollment, LessonPage, Level, SocialTool


@dataclass
class CourseCard:
    """A course on a shelf, with what this person has done of it."""

    course: CoursePage
    url: str
    lessons: int
    minutes: int
    enrollment: Enrollment | None = None


def build_cards(courses, user):
    """Return a `CourseCard` for each of `courses` in three queries, however many there are."""
    totals = LessonPage.objects.totals_by_course_path()
    enrollments = {}
    if user.is_authenticated:
        mine = Enrollment.objects.of(user).filter(course__in=[course.pk for course in courses])
        enrollments = {enrollment.course_id: enrollment for enrollment in mine.with_progress()}
    return [
        CourseCard(
            course=course,
            url=course.url,
            lessons=totals.get(course.path, (0, 0))[0],
            minutes=totals.get(course.path, (0, 0))[1],
            enrollment=enrollments.get(course.pk),
        )
        for course in courses
    ]


def catalog_context(catalog, request):
    """Return the shelves of `catalog`, filtered by the address: `?level=basics&tool=mastodon&q=pictures`."""
    level, tool, words = (request.GET.get(name, "").strip() for name in ("level", "tool", "q"))
    courses = CoursePage.objects.live().child_of(catalog)
    if words:  # First of all: the search cannot filter by a tool's slug.
        courses = courses.matching(words)
    courses = courses.select_related("tool", "image").order_by("path")
    if level in Level.values:
        courses = courses.at_level(level)
    tools = list(SocialTool.objects.all())
    if tool in {each.slug for each in tools}:
        courses = courses.for_tool(tool)
    cards = build_cards(list(courses.prefetch_related("image__renditions")), request.user)
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
