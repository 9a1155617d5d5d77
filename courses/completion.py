"""Completion: what a course asks of a learner, computed on the server from evidence.

Each kind of requirement is a `RequirementSource`. The apps register theirs by the hook
`register_completion_requirements`; a course names the keys of those it asks for.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks

from lms.days import site_day
from lms.shared import read_version

from .evidence import Evidence, evidence_of, moment
from .models import Attendance, CoursePage, Enrollment
from .shapes import CourseShape, shape_of


@dataclass
class Situation:
    """One learner on one course: what all its learners share, and what is known of this one, asked once for all.

    enrollment: the one in force, else None.
    """

    course: CoursePage
    learner: AbstractBaseUser
    enrollment: Enrollment | None
    shape: CourseShape

    @cached_property
    def evidence(self):
        return evidence_of(self.enrollment) if self.enrollment else Evidence()

    @cached_property
    def done_lessons(self):
        """The ids of the published lessons that the learner has done."""
        return self.shape.published(self.evidence.lessons)

    @cached_property
    def new_lessons(self):
        """The ids of the lessons first published after the learner completed the course: offered, never required."""
        moment = self.enrollment.completed_at if self.enrollment else None
        if moment is None:
            return frozenset()
        return frozenset(
            lesson.pk
            for lesson in self.shape.lessons
            if lesson.first_published_at is not None and lesson.first_published_at > moment
        )

    def required(self, activities):
        """Return those of `activities` of the shape that stand in lessons which the learner has to read."""
        return [activity for activity in activities if activity.lesson_id not in self.new_lessons]

    def last_done_at(self):
        """Return when the last of the lessons that are required was done."""
        return max(moment(self.evidence.lessons[pk]) for pk in self.done_lessons - self.new_lessons)


@dataclass(frozen=True)
class Requirement:
    """One thing that a course asks, and where one learner stands with it.

    label: what to do ("Pass the quiz “First posts”"); `url`: where to do it, or "".
    evidence: by what it was met, or what is known so far ("6 of 8 right on 3 May"), or "".
    met_at: when it was met, None while it is not.
    """

    key: str
    label: str
    url: str = ""
    is_met: bool = False
    evidence: str = ""
    met_at: datetime | None = None

    @property
    def has_evidence(self):
        return bool(self.evidence)

    @property
    def dated_evidence(self):
        """Return the evidence with the day on which it met the requirement."""
        if not self.evidence or not self.met_at:
            return self.evidence
        return f"{self.evidence}, {date_format(site_day(self.met_at))}"


class RequirementSource:
    """A kind of requirement. `key` is stored with courses and never changes; `label` is read by trainers.

    `is_always_asked` marks what every course asks, whether or not its trainer ticks it.
    """

    key = ""
    label = ""
    is_always_asked = False

    def evaluate(self, *, course, learner, enrollment):
        """Return the list of `Requirement` of `course` for `learner` in a constant number of queries.

        `enrollment` is None for somebody who has not enrolled: then nothing is met, and nothing may fail.
        """
        raise NotImplementedError

    def evaluate_in(self, situation):
        """Return the same from a `Situation`, whose facts need not be asked for again. Sources may override it."""
        return self.evaluate(course=situation.course, learner=situation.learner, enrollment=situation.enrollment)


class CoursesSource(RequirementSource):
    """A source of this module: it reads everything from the `Situation`."""

    def evaluate(self, *, course, learner, enrollment):
        return self.evaluate_in(Situation(course, learner, enrollment, shape_of(course, read_version())))


@dataclass(frozen=True)
class Completion:
    """Where a learner stands with everything a course asks."""

    requirements: tuple

    @property
    def total(self):
        return len(self.requirements)

    @property
    def met(self):
        return sum(requirement.is_met for requirement in self.requirements)

    @property
    def unmet(self):
        return [requirement for requirement in self.requirements if not requirement.is_met]

    @property
    def percent(self):
        """0 to 100, rounded down, so that 100 means everything."""
        return 100 * self.met // self.total if self.total else 0

    @property
    def is_complete(self):
        """A course that asks nothing is never complete: its lessons are not published yet."""
        return self.total > 0 and self.met == self.total


def requirement_sources():
    """Return {key: source} of all registered sources, in the order of registration."""
    sources = [register() for register in hooks.get_hooks("register_completion_requirements")]
    return {source.key: source for source in sources}


def requirement_choices():
    """Return what a trainer may tick, as choices of a form field."""
    return [(key, source.label) for key, source in requirement_sources().items() if not source.is_always_asked]


def evaluate_completion(*, course, learner, enrollment=None, shape=None):
    """Return the `Completion` of `learner` on `course` from the evidence as it is now. Writes nothing."""
    return evaluate_situation(Situation(course, learner, enrollment, shape or shape_of(course, read_version())))


def evaluate_situation(situation):
    """Return the `Completion` of a `Situation`."""
    requirements = []
    for key, source in requirement_sources().items():
        if source.is_always_asked or key in situation.course.requirement_keys:
            requirements += source.evaluate_in(situation)
    return Completion(tuple(requirements))


class LessonsRequirement(CoursesSource):
    """Every published lesson is done."""

    key = "lessons"
    label = gettext_lazy("Read all lessons")
    is_always_asked = True

    def evaluate_in(self, situation):
        total = len(situation.shape.lessons) - len(situation.new_lessons)
        done = situation.done_lessons - situation.new_lessons
        if not total:
            return []
        is_met = len(done) == total
        return [
            Requirement(
                key=self.key,
                label=ngettext("Read the lesson", "Read all %(n)s lessons", total) % {"n": total},
                url=reverse("lms_courses:resume", args=[situation.course.pk]),
                is_met=is_met,
                evidence=_("%(done)s of %(total)s done") % {"done": len(done), "total": total},
                met_at=situation.last_done_at() if is_met else None,
            )
        ]


class QuizzesRequirement(CoursesSource):
    """Every quiz in a published lesson is passed."""

    key = "quizzes"
    label = gettext_lazy("Pass all quizzes")

    def evaluate_in(self, situation):
        best = situation.evidence.attempts
        return [self._requirement(quiz, best.get(quiz.pk)) for quiz in situation.required(situation.shape.quizzes)]

    def _requirement(self, quiz, attempt):
        evidence = ""
        if attempt:
            evidence = _("%(points)s of %(maximum)s right") % {
                "points": attempt.points,
                "maximum": attempt.max_points,
            }
        return Requirement(
            key=f"{self.key}:{quiz.pk}",
            label=_("Pass the quiz “%(quiz)s”") % {"quiz": quiz.title},
            url=reverse("lms_courses:lesson", args=[quiz.lesson_id]) + f"#quiz-{quiz.pk}",
            is_met=attempt is not None and attempt.is_passed,
            evidence=evidence,
            met_at=attempt.submitted_at if attempt and attempt.is_passed else None,
        )


class GuidelinesRequirement(CoursesSource):
    """The present version of every guideline in a published lesson is acknowledged."""

    key = "guidelines"
    label = gettext_lazy("Acknowledge all guidelines")

    def evaluate_in(self, situation):
        accepted = situation.evidence.acknowledgments
        return [
            self._requirement(guideline, accepted.get((guideline.pk, guideline.version)))
            for guideline in situation.required(situation.shape.guidelines)
        ]

    def _requirement(self, guideline, accepted_at):
        evidence = _("version %(version)s") % {"version": guideline.version} if accepted_at else ""
        return Requirement(
            key=f"{self.key}:{guideline.pk}",
            label=_("Acknowledge “%(guideline)s”") % {"guideline": guideline.title},
            url=reverse("lms_courses:lesson", args=[guideline.lesson_id]) + f"#guideline-{guideline.pk}",
            is_met=accepted_at is not None,
            evidence=evidence,
            met_at=moment(accepted_at) if accepted_at else None,
        )


class ClassRequirement(RequirementSource):
    """The learner was present at a meeting of a class of this course."""

    key = "class"
    label = gettext_lazy("Attend a class")

    def evaluate(self, *, course, learner, enrollment):
        attendance = None
        if enrollment:
            attendance = (
                Attendance.objects.filter(
                    status__in=Attendance.TOOK_PART, meeting__scheduled_class__course=course, learner=learner
                )
                .select_related("meeting__scheduled_class__course")
                .order_by("marked_at")
                .first()
            )
        return [
            Requirement(
                key=self.key,
                label=_("Attend a class"),
                url=reverse("lms_courses:class_list") + f"?course={course.pk}",
                is_met=attendance is not None,
                evidence=str(attendance.meeting.scheduled_class) if attendance else "",
                met_at=attendance.marked_at if attendance else None,
            )
        ]
