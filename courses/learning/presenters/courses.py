"""A course: its outline, what it asks, and what the other apps add to its page."""

from dataclasses import dataclass, field
from functools import cached_property

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.models import Site

from courses.catalog.panels import collect_panels
from courses.catalog.structure import CourseStructure, LessonStructure, structure_of
from courses.classes.models import ScheduledClass
from courses.classes.presenters.classes import class_rows
from courses.enrollment.completion import LearnerProgress, evaluate_progress
from courses.enrollment.evidence import Evidence
from courses.enrollment.models import Enrollment
from courses.enrollment.presenters import way_in
from lms.caching.cache import cached, version_for
from lms.caching.compiled_queries import CompiledQuery
from lms.roles.permissions import can_teach

PROGRESS_QUERY = CompiledQuery(
    lambda learner, course_key, lesson: (
        Enrollment.objects.in_force()
        .filter(learner=learner, course_key=course_key)
        .order_by()
        .with_evidence()
        .with_opening_of(lesson)
    ),
    takes=3,
)


def progress_of(request, course, lesson=None):
    """Return the `LearnerProgress` of this visitor on `course`, asked for once a request and in one query.

    With `lesson` its enrollment also says, as `opened_at`, when that lesson was opened, if it is the one opened last.
    """
    known = request.__dict__.setdefault("_lms_situations", {})
    if course.pk not in known:
        user = request.user
        structure = structure_of(course, version_for(request), Site.find_for_request(request))
        progress = LearnerProgress(course, user, None, structure)
        if user.is_authenticated and course.pk:
            progress.enrollment = PROGRESS_QUERY.first(
                user.pk, course.translation_key, lesson.pk if lesson and lesson.pk else 0
            )
        if progress.enrollment:
            enrollment = progress.enrollment
            enrollment.know(course, user)
            progress.evidence = Evidence.of(
                enrollment.evidence_lessons, enrollment.evidence_attempts, enrollment.evidence_acknowledgments
            ).as_in(progress.structure)
        known[course.pk] = progress
    return known[course.pk]


@dataclass
class OutlineItem:
    """A lesson in the outline of its course, with its state for one learner."""

    lesson: LessonStructure
    number: int
    is_done: bool = False
    is_new: bool = False

    @property
    def url(self):
        return self.lesson.url


@dataclass
class Outline:
    """The lessons of a course in order, and how far one learner is; knows which comes next."""

    structure: CourseStructure = field(default_factory=CourseStructure)
    done_lessons: frozenset = frozenset()
    current_pk: int | None = None
    #: Those added after the learner completed the course, which are not read yet.
    new_lessons: frozenset = frozenset()

    @cached_property
    def items(self):
        return [self.item_at(position) for position in range(self.total)]

    @property
    def done(self):
        return len(self.done_lessons)

    @property
    def total(self):
        return len(self.structure.lessons)

    @property
    def left(self):
        return self.total - self.done

    @property
    def minutes(self):
        return self.structure.minutes

    @cached_property
    def position(self):
        """The place of the current lesson, from 0, or None."""
        return self.structure.positions.get(self.current_pk)

    def item_at(self, position):
        lesson = self.structure.lessons[position]
        return OutlineItem(
            lesson,
            position + 1,
            is_done=lesson.pk in self.done_lessons,
            is_new=lesson.pk in self.new_lessons,
        )

    @property
    def number(self):
        """The number of the current lesson, from 1, or None."""
        return None if self.position is None else self.position + 1

    @property
    def is_done(self):
        """Whether the current lesson is done."""
        return self.current_pk in self.done_lessons

    def lesson_at(self, offset):
        """Return the `LessonStructure` `offset` places from the current one, or None."""
        if self.position is None or not 0 <= self.position + offset < self.total:
            return None
        return self.structure.lessons[self.position + offset]

    @property
    def previous_lesson(self):
        return self.lesson_at(-1)

    @property
    def next_lesson(self):
        return self.lesson_at(1)

    @property
    def first_open(self):
        """The first lesson not done yet; the first one of all when everything is done."""
        return next((item for item in self.items if not item.is_done), self.items[0] if self.items else None)


def outline_in(progress, current=None):
    """Return the `Outline` of a `LearnerProgress`."""
    new = progress.new_lessons - progress.done_lessons
    return Outline(progress.structure, progress.done_lessons, current and current.pk, new)


def draw_lessons(course, outline, template_name, *, marked=(), version=None):
    """Return the lessons of `outline`, each by the template, as HTML.

    Each lesson looks the same to all learners but for two things: whether it is done, or new to one who has completed
    the course, and whether it is among the ids `marked`. So each of its six looks is drawn once, and a page puts
    together those of its learner. The template gets `item`, an `OutlineItem`, and `is_marked`.
    """
    looks = cached(
        version,
        ("lms_courses.lessons", outline.structure.course_url, template_name, get_language()),
        lambda: draw_looks(outline.structure, template_name),
    )
    done, new = outline.done_lessons, outline.new_lessons
    shown = [look[(1 if pk in done else 2 if pk in new else 0) + 3 * (pk in marked)] for pk, look in looks]
    return mark_safe("".join(shown))  # noqa: S308 - rendered by a template


def draw_looks(structure, template_name):
    """Return [(lesson id, its HTML: to do, done, new; then the same while it is marked)]."""
    return [
        (
            lesson.pk,
            [
                render_to_string(
                    template_name,
                    {"item": OutlineItem(lesson, number, is_done=is_done, is_new=is_new), "is_marked": is_marked},
                )
                for is_marked in (False, True)
                for is_done, is_new in ((False, False), (True, False), (False, True))
            ],
        )
        for number, lesson in enumerate(structure.lessons, start=1)
    ]


def build_outline(course, enrollment, current=None):
    """Return the `Outline` of the published lessons of `course`, asked for anew."""
    return outline_in(LearnerProgress(course, None, enrollment, structure_of(course)), current)


def upcoming_classes(course, user, version):
    """Return the `ClassRow`s of the classes to come; most courses have none, which is known without asking."""
    classes = ScheduledClass.objects.filter(course=course.pk)
    ends = cached(
        version,
        ("lms_courses.class_ends", course.pk),
        lambda: tuple(classes.held().with_times().order_by().values_list("ends_at", flat=True)),
    )
    now = timezone.now()
    return class_rows(classes.upcoming(), user) if any(end and end > now for end in ends) else []


def course_context(course, request):
    is_saved = course.pk is not None  # The admin previews a course that is still being written.
    version = version_for(request)
    progress = progress_of(request, course)
    enrollment, completion = progress.enrollment, evaluate_progress(progress)
    outline, is_trainer = outline_in(progress), can_teach(request.user)
    return {
        "course": course,
        "enrollment": enrollment,
        "outline": outline,
        "lessons_html": draw_lessons(
            course,
            outline,
            "lms_courses/learning/includes/lesson_item.html",
            marked=progress.structure.positions if enrollment or is_trainer else (),
            version=version,
        ),
        "completion": completion if enrollment else None,
        "requirements": completion.requirements,
        "outcomes": cached(
            version, ("lms_courses.outcomes", course.pk), lambda: tuple(each.text for each in course.outcomes.all())
        ),
        "classes": upcoming_classes(course, request.user, version),
        "panels": collect_panels("register_course_panels", request, course, enrollment) if is_saved else [],
        "is_trainer": is_trainer,
        **way_in(course, request.user, enrollment),
    }
