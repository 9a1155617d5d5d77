"""Completion: what a course asks of a learner, computed on the server from evidence.

Each kind of requirement is a `RequirementSource`. The apps register theirs by the hook
`register_completion_requirements`; a course names the keys of those it asks for.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks

from .models import Acknowledgment, Attempt, Attendance, Guideline, LessonPage, Quiz


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


def evaluate_completion(*, course, learner, enrollment=None):
    """Return the `Completion` of `learner` on `course` from the evidence as it is now. Writes nothing."""
    requirements = []
    for key, source in requirement_sources().items():
        if source.is_always_asked or key in course.requirement_keys:
            requirements += source.evaluate(course=course, learner=learner, enrollment=enrollment)
    return Completion(tuple(requirements))


class LessonsRequirement(RequirementSource):
    """Every published lesson is done."""

    key = "lessons"
    label = gettext_lazy("Read all lessons")
    is_always_asked = True

    def evaluate(self, *, course, learner, enrollment):
        lessons = list(LessonPage.objects.in_course(course).values_list("pk", flat=True))
        if not lessons:
            return []
        done = {}
        if enrollment:
            done = dict(
                enrollment.lesson_progress.filter(lesson__in=lessons, completed_at__isnull=False).values_list(
                    "lesson_id", "completed_at"
                )
            )
        is_met = len(done) == len(lessons)
        return [
            Requirement(
                key=self.key,
                label=ngettext("Read the lesson", "Read all %(n)s lessons", len(lessons)) % {"n": len(lessons)},
                url=reverse("lms_courses:resume", args=[course.pk]),
                is_met=is_met,
                evidence=_("%(done)s of %(total)s done") % {"done": len(done), "total": len(lessons)},
                met_at=max(done.values()) if is_met else None,
            )
        ]


class QuizzesRequirement(RequirementSource):
    """Every quiz in a published lesson is passed."""

    key = "quizzes"
    label = gettext_lazy("Pass all quizzes")

    def evaluate(self, *, course, learner, enrollment):
        rows = (
            Quiz.objects.filter(lesson_quizzes__lesson__path__startswith=course.path, lesson_quizzes__lesson__live=True)
            .order_by("lesson_quizzes__lesson__path", "pk")
            .values_list("pk", "title", "lesson_quizzes__lesson_id")
        )
        # A quiz in two lessons is asked once, where it comes first.
        quizzes = {}
        for pk, title, lesson_id in rows:
            quizzes.setdefault(pk, (title, lesson_id))
        best = {}
        if enrollment:
            for attempt in Attempt.objects.filter(enrollment=enrollment).order_by("is_passed", "points", "-pk"):
                best[attempt.quiz_id] = attempt
        return [
            Requirement(
                key=f"{self.key}:{pk}",
                label=_("Pass the quiz “%(quiz)s”") % {"quiz": title},
                url=reverse("lms_courses:lesson", args=[lesson_id]) + f"#quiz-{pk}",
                is_met=pk in best and best[pk].is_passed,
                evidence=_("%(points)s of %(maximum)s right")
                % {"points": best[pk].points, "maximum": best[pk].max_points}
                if pk in best
                else "",
                met_at=best[pk].submitted_at if pk in best and best[pk].is_passed else None,
            )
            for pk, (title, lesson_id) in quizzes.items()
        ]


class GuidelinesRequirement(RequirementSource):
    """The present version of every guideline in a published lesson is acknowledged."""

    key = "guidelines"
    label = gettext_lazy("Acknowledge all guidelines")

    def evaluate(self, *, course, learner, enrollment):
        guidelines = list(
            Guideline.objects.asked_by(course).annotate(first_lesson_id=Min("lesson_guidelines__lesson_id"))
        )
        accepted = {}
        if guidelines and enrollment:
            rows = Acknowledgment.objects.filter(learner=learner, guideline__in=guidelines)
            accepted = {(row.guideline_id, row.version): row for row in rows}
        requirements = []
        for guideline in guidelines:
            row = accepted.get((guideline.pk, guideline.version))
            requirements.append(
                Requirement(
                    key=f"{self.key}:{guideline.pk}",
                    label=_("Acknowledge “%(guideline)s”") % {"guideline": guideline.title},
                    url=reverse("lms_courses:lesson", args=[guideline.first_lesson_id]) + f"#guideline-{guideline.pk}",
                    is_met=row is not None,
                    evidence=_("version %(version)s") % {"version": guideline.version} if row else "",
                    met_at=row.created_at if row else None,
                )
            )
        return requirements


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
