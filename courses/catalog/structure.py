"""What all learners of a course share: its published lessons in order, its quizzes, its guidelines."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Min

from courses.catalog.models import LessonGuideline, LessonPage, LessonQuiz
from lms.caching.cache import cached


@dataclass(frozen=True)
class LessonStructure:
    """A published lesson without its text. `summary` and the like are those of the `LessonPage`."""

    pk: int
    title: str
    slug: str
    url: str
    summary: str
    duration_minutes: int
    first_published_at: datetime | None

    def is_new_since(self, moment):
        """Whether it was first published after `moment`; as `LessonPageQuerySet.new_since`. None: nothing is new."""
        return moment is not None and self.first_published_at is not None and self.first_published_at > moment


@dataclass(frozen=True)
class ActivityStructure:
    """A quiz or guideline of a course, with the first lesson that holds it. `version` is that of the guideline."""

    pk: int
    title: str
    lesson_id: int
    version: int | None = None


@dataclass(frozen=True)
class CourseStructure:
    """`course_url` and the addresses of its lessons are without a host on the site that `structure_of` was told of."""

    lessons: tuple = ()
    quizzes: tuple = ()
    guidelines: tuple = ()
    course_url: str = ""

    @cached_property
    def positions(self):
        """{lesson id: its place, from 0}"""
        return {lesson.pk: position for position, lesson in enumerate(self.lessons)}

    def published(self, lesson_ids):
        """Return those of `lesson_ids` that are published lessons of the course, as a set."""
        return self.positions.keys() & set(lesson_ids)

    def new_since(self, moment):
        """Return the ids of the lessons that are new since `moment`, for example since somebody finished."""
        return frozenset(lesson.pk for lesson in self.lessons if lesson.is_new_since(moment))

    @cached_property
    def slugs(self):
        return frozenset(lesson.slug for lesson in self.lessons)

    @cached_property
    def minutes(self):
        return sum(lesson.duration_minutes for lesson in self.lessons)


def structure_of(course, version=None, site=None):
    """Return the `CourseStructure` of `course`: in three queries, or in none while it is kept under `version`.

    version: from `lms.caching.cache.version_for`, or `read_version` inside the transaction that writes; None does not
        look into memory, as for previews.
    site: where the visitor is; addresses of lessons of another site begin with its host.
    """
    if course.pk is None:  # The admin previews a course that is still being written.
        return CourseStructure()
    return cached(version, ("lms_courses.structure", course.pk, site and site.pk), lambda: load_structure(course, site))


def load_structure(course, site=None):
    course_url = (course.relative_url(site) if site else course.url) or ""
    rows = LessonPage.objects.in_course(course).values_list(
        "pk", "title", "slug", "summary", "duration_minutes", "first_published_at"
    )
    lessons = tuple(
        # A child's address is its parent's and its slug: no query for each lesson.
        LessonStructure(pk, title, slug, f"{course_url}{slug}/", summary, minutes, published)
        for pk, title, slug, summary, minutes, published in rows
    )
    if not lessons:
        return CourseStructure(course_url=course_url)
    return CourseStructure(lessons, tuple(_quizzes_of(course)), tuple(_guidelines_of(course)), course_url)


def _quizzes_of(course):
    """Yield the quizzes in the order of their lessons. One in two lessons is asked once, where it comes first."""
    rows = (
        LessonQuiz.objects.filter(lesson__path__startswith=course.path, lesson__live=True, quiz__live=True)
        .order_by("lesson__path", "quiz")
        .values_list("quiz", "quiz__title", "lesson")
    )
    seen = set()
    for pk, title, lesson_id in rows:
        if pk not in seen:
            seen.add(pk)
            yield ActivityStructure(pk, title, lesson_id)


def _guidelines_of(course):
    rows = (
        LessonGuideline.objects.filter(lesson__path__startswith=course.path, lesson__live=True, guideline__live=True)
        .values_list("guideline", "guideline__title", "guideline__version")
        .annotate(first_lesson=Min("lesson"))
        .order_by("guideline__title", "guideline")
    )
    for pk, title, version, first_lesson in rows:
        yield ActivityStructure(pk, title, first_lesson, version)
