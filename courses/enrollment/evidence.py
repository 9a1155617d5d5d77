"""What is known of one learner on a course, read in one query: lessons done, attempts sent, guidelines accepted."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from courses.enrollment.models import Enrollment
from lms.caching.compiled_queries import CompiledQuery

EVIDENCE = CompiledQuery(
    lambda enrollment: (
        Enrollment.objects.filter(pk=enrollment)
        .order_by()
        .with_evidence()
        .values_list("evidence_lessons", "evidence_attempts", "evidence_acknowledgments")
    )
)


def attempt_rank(*, is_passed, points, pk):
    """Return what orders attempts at one quiz; the highest counts: passed, then most right answers, then the first."""
    return bool(is_passed), points, -pk  # Databases write no booleans into JSON.


@dataclass(frozen=True)
class BestAttempt:
    """The attempt at a quiz that counts, by `attempt_rank`."""

    is_passed: bool
    points: int
    max_points: int
    submitted_at: datetime

    def rank(self):
        return self.is_passed, self.points


@dataclass(frozen=True)
class Evidence:
    """lessons: {lesson id: when it was done}; attempts: {quiz id: `BestAttempt`};
    acknowledgments: {(guideline id, version): when}. Moments are texts: see `moment`.
    """

    lessons: dict = field(default_factory=dict)
    attempts: dict = field(default_factory=dict)
    acknowledgments: dict = field(default_factory=dict)

    @classmethod
    def of(cls, lessons, attempts, acknowledgments):
        """Return the evidence from the lists that `EnrollmentQuerySet.with_evidence` annotates, each may be None."""
        by_quiz = {}
        for quiz, is_passed, points, pk, max_points, submitted_at in attempts or ():
            rank = attempt_rank(is_passed=is_passed, points=points, pk=pk)
            if quiz not in by_quiz or rank > by_quiz[quiz][0]:
                by_quiz[quiz] = rank, max_points, submitted_at
        return cls(
            lessons=dict(lessons or ()),
            attempts={
                quiz: BestAttempt(rank[0], rank[1], max_points, moment(submitted_at))
                for quiz, (rank, max_points, submitted_at) in by_quiz.items()
            },
            acknowledgments={(guideline, version): at for guideline, version, at in acknowledgments or ()},
        )

    def as_in(self, structure):
        """Return the evidence with the ids of the language of `structure`, a `CourseStructure`.

        What was done in several languages counts where it counts most: the first reading, the better attempt.
        """
        lessons, quizzes = structure.translated_lessons, structure.translated_quizzes
        guidelines = structure.translated_guidelines
        if not (lessons or quizzes or guidelines):
            return self
        found = Evidence()
        for pk, done_at in self.lessons.items():
            here = lessons.get(pk, pk)
            found.lessons[here] = min(done_at, found.lessons.get(here, done_at), key=moment)
        for pk, attempt in self.attempts.items():
            here = quizzes.get(pk, pk)
            found.attempts[here] = max(attempt, found.attempts.get(here, attempt), key=BestAttempt.rank)
        for (pk, version), accepted_at in self.acknowledgments.items():
            found.acknowledgments[guidelines.get(pk, pk), version] = accepted_at
        return found


def evidence_of(enrollment):
    """Return the `Evidence` as it stands in the database."""
    rows = EVIDENCE.rows(enrollment.pk)
    return Evidence.of(*rows[0]) if rows else Evidence()


def moment(text):
    """Return the moment that a database wrote into JSON: SQLite writes UTC without saying so."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
