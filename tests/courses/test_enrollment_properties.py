"""Whatever the order of enrolling, asking, answering, leaving and completing: the status stays lawful."""

from contextlib import suppress

import pytest
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
from tests.factories.courses import LessonPageFactory
from tests.factories.users import LearnerFactory, TrainerFactory

#: What may follow what; "" is nobody known to the course.
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
    """Do one step as somebody would on a page; what the rules refuse is refused with a sentence."""
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
