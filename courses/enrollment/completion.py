"""Completion: what a course asks of a learner, computed on the server from evidence.

Each kind of requirement is a `RequirementSource`. The apps register theirs by the hook
`register_completion_requirements`; a course names the keys of those it asks for.
"""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.catalog.models import CoursePage
from courses.catalog.requirements import Requirement, RequirementSource, requirement_sources
from courses.catalog.structure import CourseStructure, structure_of
from courses.enrollment.evidence import Evidence, evidence_of, moment
from courses.enrollment.models import Enrollment
from lms.caching.cache import read_version


@dataclass
class LearnerProgress:
    """One learner on one course: what all its learners share, and what is known of this one, asked once for all.

    enrollment: the one in force, else None.
    """

    course: CoursePage
    learner: AbstractBaseUser
    enrollment: Enrollment | None
    structure: CourseStructure

    @cached_property
    def evidence(self):
        return evidence_of(self.enrollment).as_in(self.structure) if self.enrollment else Evidence()

    @cached_property
    def done_lessons(self):
        """The ids of the published lessons that the learner has done."""
        return self.structure.published(self.evidence.lessons)

    @cached_property
    def new_lessons(self):
        """The ids of the lessons first published after the learner completed the course: offered, never required."""
        return self.structure.new_since(self.enrollment.completed_at if self.enrollment else None)

    def required(self, activities):
        """Return those of `activities` of the structure that stand in lessons which the learner has to read."""
        return [activity for activity in activities if activity.lesson_id not in self.new_lessons]

    def last_done_at(self):
        """Return when the last of the lessons that are required was done."""
        return max(moment(self.evidence.lessons[pk]) for pk in self.done_lessons - self.new_lessons)


class CoursesSource(RequirementSource):
    """A source of this module: it reads everything from the `LearnerProgress`."""

    def evaluate(self, *, course, learner, enrollment):
        return self.evaluate_in(LearnerProgress(course, learner, enrollment, structure_of(course, read_version())))


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


def evaluate_completion(*, course, learner, enrollment=None, structure=None):
    """Return the `Completion` of `learner` on `course` from the evidence as it is now. Writes nothing."""
    return evaluate_progress(
        LearnerProgress(course, learner, enrollment, structure or structure_of(course, read_version()))
    )


def evaluate_progress(progress):
    """Return the `Completion` of a `LearnerProgress`."""
    requirements = []
    for key, source in requirement_sources().items():
        if source.is_always_asked or key in progress.course.requirement_keys:
            requirements += source.evaluate_in(progress)
    return Completion(tuple(requirements))


class LessonsRequirement(CoursesSource):
    """Every published lesson is done."""

    key = "lessons"
    label = gettext_lazy("Read all lessons")
    is_always_asked = True

    def evaluate_in(self, progress):
        total = len(progress.structure.lessons) - len(progress.new_lessons)
        done = progress.done_lessons - progress.new_lessons
        if not total:
            return []
        is_met = len(done) == total
        return [
            Requirement(
                key=self.key,
                label=ngettext("Read the lesson", "Read all %(n)s lessons", total) % {"n": total},
                url=reverse("lms_courses:resume", args=[progress.course.pk]),
                is_met=is_met,
                evidence=_("%(done)s of %(total)s done") % {"done": len(done), "total": total},
                met_at=progress.last_done_at() if is_met else None,
            )
        ]


class QuizzesRequirement(CoursesSource):
    """Every quiz in a published lesson is passed."""

    key = "quizzes"
    label = gettext_lazy("Pass all quizzes")

    def evaluate_in(self, progress):
        best = progress.evidence.attempts
        return [self._requirement(quiz, best.get(quiz.pk)) for quiz in progress.required(progress.structure.quizzes)]

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

    def evaluate_in(self, progress):
        accepted = progress.evidence.acknowledgments
        return [
            self._requirement(guideline, accepted.get((guideline.pk, guideline.version)))
            for guideline in progress.required(progress.structure.guidelines)
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
