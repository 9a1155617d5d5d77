"""Whatever the order of enrolling, asking, answering, leaving and completing: the status stays lawful.

"Overdue" is one rule: an enrollment in memory, a queryset and every count of it say the same.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.log_actions import registry

from courses.enrollment.actions import (
    approve_request,
    decline_request,
    enroll_learner,
    request_enrollment,
    withdraw_learner,
)
from courses.learning.actions import complete_lesson
from courses.models import CoursePage, Enrollment
from lms.exceptions import RuleError
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.users import LearnerFactory, TrainerFactory

#: What may follow what; "" is no one known to the course.
LAWFUL = {
    "": {"active", "requested"},
    "requested": {"active", "declined", "withdrawn"},
    "declined": {"active", "requested"},
    "active": {"completed", "withdrawn"},
    "withdrawn": {"active", "requested", "completed"},  # Completed at once, when nothing was missing any more.
    "completed": set(),
}
STEPS = ("enroll", "assign", "ask", "approve", "decline", "leave", "take off", "learn", "open", "approval", "assigned")


def take(step, course, lesson, learner, trainer):
    """Do one step as someone would on a page; what the rules refuse is refused with a sentence."""
    enrollment = Enrollment.objects.filter(course=course, learner=learner).first()
    if step in ("open", "approval", "assigned"):
        CoursePage.objects.filter(pk=course.pk).update(enrollment_policy=step)
    elif step == "enroll":
        enroll_learner(course=course, learner=learner, by=learner)
    elif step == "assign":
        enroll_learner(course=course, learner=learner, by=trainer, source="trainer")
    elif step == "ask":
        request_enrollment(course=course, learner=learner)
    elif enrollment is None:
        return
    elif step == "approve":
        approve_request(enrollment=enrollment, by=trainer)
    elif step == "decline":
        decline_request(enrollment=enrollment, by=trainer, note="Not yet.")
    elif step in ("leave", "take off"):
        withdraw_learner(enrollment=enrollment, by=learner if step == "leave" else trainer)
    elif step == "learn" and enrollment.is_in_force:
        complete_lesson(enrollment=enrollment, lesson=lesson)


class TestStatus(TestCase):
    """Hypothesis rolls the database back after each example only in its own TestCase."""

    def setUp(self):
        self.lesson = LessonPageFactory()
        self.course, self.learner = self.lesson.get_course(), LearnerFactory()
        self.trainer = TrainerFactory()

    @pytest.mark.row("L2")
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from(STEPS), max_size=14))
    def test_status_is_lawful_after_any_steps(self, steps):
        before, completed_at, changes = "", None, 0
        for step in steps:
            with suppress(RuleError):
                take(step, self.course, self.lesson, self.learner, self.trainer)
            enrollment = Enrollment.objects.first()
            now = enrollment.status if enrollment else ""
            assert now == before or now in LAWFUL[before], (before, step, now)
            if before == "completed":
                assert enrollment.completed_at == completed_at
            if now != before:
                changes += 1
                if step == "enroll":
                    assert CoursePage.objects.get().enrollment_policy == "open"
            before, completed_at = now, enrollment and enrollment.completed_at
        log = registry.get_logs_for_instance(self.course)
        assert log.filter(action__startswith="lms_courses.").count() >= changes, "each change is in the audit log"


class TestOverdue(TestCase):
    def setUp(self):
        self.course = CoursePageFactory()

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(st.tuples(st.sampled_from(Enrollment.Status), st.none() | st.integers(-3, 3)), min_size=1, max_size=6),
        st.integers(-3, 3),
    )
    def test_is_one_rule_in_memory_and_in_every_query(self, people, shift):
        today = timezone.localdate()
        mine = [
            EnrollmentFactory(
                course=self.course,
                status=status,
                completed_at=timezone.now() if status == "completed" else None,
                due_date=None if days is None else today + timedelta(days=days),
            )
            for status, days in people
        ]
        day = today + timedelta(days=shift)
        late = {each.pk for each in mine if each.is_overdue}

        found = self.course.enrollments.all()
        on_the_day = set(found.overdue(today=day).values_list("pk", flat=True))
        assert on_the_day == {each.pk for each in mine if each.is_overdue_on(day)}
        assert set(found.overdue().values_list("pk", flat=True)) == late
        assert found.count_standings()["overdue"] == len(late)
        assert CoursePage.objects.with_enrollment_counts().get(pk=self.course.pk).learners_overdue == len(late)
        assert late <= set(found.stuck().values_list("pk", flat=True))
        ordered = list(found.with_last_active().stuck_first().values_list("pk", flat=True))
        assert set(ordered[: len(late)]) == late, "who is overdue stands on top"
