"""What all learners of a course share: its published lessons in order, its quizzes, its guidelines."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Min

from courses.catalog.models import LessonGuideline, LessonPage, LessonQuiz
from lms.caching.cache import cached
from lms.relations import related_model


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
    #: {id in another language: id here}, of each of the three; empty on a site with one language.
    translated_lessons: dict = field(default_factory=dict)
    translated_quizzes: dict = field(default_factory=dict)
    translated_guidelines: dict = field(default_factory=dict)

    def lesson_here(self, lesson_id):
        """Return the id of the lesson in the language of this course; that of any other lesson as it is."""
        return self.translated_lessons.get(lesson_id, lesson_id)

    @cached_property
    def positions(self):
        """{lesson id: its place, from 0}"""
        return {lesson.pk: position for position, lesson in enumerate(self.lessons)}

    def published(self, lesson_ids):
        """Return those of `lesson_ids` that are published lessons of the course, as a set."""
        return self.positions.keys() & set(lesson_ids)

    def new_since(self, moment):
        """Return the ids of the lessons that are new since `moment`, for example since someone finished."""
        return frozenset(lesson.pk for lesson in self.lessons if lesson.is_new_since(moment))

    @cached_property
    def slugs(self):
        return frozenset(lesson.slug for lesson in self.lessons)

    @cached_property
    def minutes(self):
        return sum(lesson.duration_minutes for lesson in self.lessons)


def structure_of(course, version=None, site=None):
    """Return the `CourseStructure` of `course`: in three queries (nine where a site has several
    languages), or in none while it is kept under `version`.

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
    quizzes, guidelines = tuple(_quizzes_of(course)), tuple(_guidelines_of(course))
    return CourseStructure(
        lessons,
        quizzes,
        guidelines,
        course_url,
        translated_lessons=_translated(LessonPage, lessons),
        translated_quizzes=_translated(related_model(LessonQuiz, "quiz"), quizzes),
        translated_guidelines=_translated(related_model(LessonGuideline, "guideline"), guidelines),
    )


def _translated(model, listed):
    """Return {id in another language: id in the language of the course} of what is `listed`, in two queries or none."""
    if not listed or not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return {}
    ids = [each.pk for each in listed]
    here = dict(model.objects.filter(pk__in=ids).values_list("translation_key", "pk"))
    others = model.objects.filter(translation_key__in=here).exclude(pk__in=ids)
    return {pk: here[key] for pk, key in others.values_list("pk", "translation_key")}


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
