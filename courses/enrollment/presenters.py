"""What will happen to people when they are enrolled, and who waits for approval. Reads only."""

from dataclasses import dataclass, field
from datetime import date

from courses.enrollment.models import Enrollment
from courses.enrollment.prerequisites import prerequisites_of, unmet_by_learner, unmet_by_pair
from lms.roles.permissions import Role, has_role


@dataclass(frozen=True)
class Forecast:
    """What enrolling `learner` will do.

    status: the `Enrollment.Status` of now, or "" for someone who was never on the course. unmet: courses that they
    have not completed, and that come before.
    """

    learner: object
    due_date: date | None = None
    status: str = ""
    unmet: list = field(default_factory=list)

    @property
    def is_needed(self):
        """Whether anything will change: those who are on the course, or have completed it, stay as they are."""
        return self.status not in Enrollment.IN_FORCE


def forecast_enrollments(course, learners):
    """Return the `Forecast` of each of `learners`, {user: due date or None}, in their order and three queries."""
    present = dict(
        Enrollment.objects.filter(
            course_key=course.translation_key, learner__in=[learner.pk for learner in learners]
        ).values_list("learner_id", "status")
    )
    unmet = unmet_by_learner(course, learners)
    return [
        Forecast(learner, due_date, present.get(learner.pk, ""), unmet.get(learner.pk, []))
        for learner, due_date in learners.items()
    ]


@dataclass(frozen=True)
class Waiting:
    """Someone who asks to take a course, and what they have not completed of what comes before."""

    enrollment: Enrollment
    unmet: list


def waiting_rows(enrollments):
    """Return the `Waiting` of each of the enrollments, a list or queryset page, in two queries more."""
    enrollments = list(enrollments)
    unmet = unmet_by_pair([(each.course_id, each.learner_id) for each in enrollments])
    return [Waiting(each, unmet.get((each.course_id, each.learner_id), [])) for each in enrollments]


def way_in(course, user, enrollment):
    """Return what the page of `course` says to someone who is not on it: how to come in, or what comes before.

    enrollment: theirs if it is in force; then nothing is asked of the database.
    """
    context = {"own_enrollment": enrollment, "prerequisites": [], "first_unmet": None}
    context["may_enroll_people"] = has_role(user, Role.TRAINER, Role.MANAGER)
    if enrollment is None and course.pk:
        if user.is_authenticated:
            context["own_enrollment"] = Enrollment.objects.filter(
                course_key=course.translation_key, learner=user
            ).first()
        context["prerequisites"] = prerequisites_of(course, user)
        context["first_unmet"] = next((each.course for each in context["prerequisites"] if not each.is_met), None)
    return context
