"""What a course asks, as a learner reads it on the course and in its lessons: what is unmet, and what met the rest."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from brainstorm.ideas.actions import submit_idea
from courses.catalog.requirements import Requirement, RequirementSource, requirement_sources
from courses.classes.actions import mark_attendance
from courses.guidelines.actions import acknowledge_guideline
from courses.learning.actions import complete_lesson
from courses.models import Attendance, Booking, Enrollment
from lms.days import write_date
from tests.factories.brainstorm import BrainstormFactory, joined, move_to
from tests.factories.courses import (
    AttemptFactory,
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.users import FacilitatorFactory, LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


class WroteAPost(RequirementSource):
    """What another app may ask: here that the learner's last name is Writer."""

    key, label = "test.post", "Write a post"

    def evaluate(self, *, course, learner, enrollment):
        has_written = enrollment is not None and learner.last_name == "Writer"
        return [
            Requirement(
                self.key,
                self.label,
                "/write/",
                has_written,
                "post 7" if has_written else "",
                timezone.now() if has_written else None,
            )
        ]


def stated(html):
    """[(whether it is said to be done, what is asked, address or "", evidence)] of the list on a page."""
    (listed,) = re.findall(r'<ul class="lms-requirements">(.*?)</ul>', unescape(html), re.DOTALL)
    rows = []
    for item in re.findall(r"<li.*?</li>", listed, re.DOTALL):
        mark = re.search(r'<span class="visually-hidden">(.*?)</span>(.*?)</span>', item, re.DOTALL)
        address = re.search(r'href="([^"]+)"', mark[2])
        evidence = re.search(r'__evidence">(.*?)</span>', item, re.DOTALL)
        label = re.sub(r"<[^>]+>", "", mark[2]).strip()
        rows.append((mark[1].strip(), label, address[1] if address else "", evidence[1] if evidence else ""))
    return rows


@pytest.mark.row("L4")
def test_course_and_lesson_state_what_is_unmet_and_by_what_the_rest_was_met(client):
    with hooks.register_temporarily("register_completion_requirements", WroteAPost):
        every_key = [key for key, source in requirement_sources().items() if not source.is_always_asked]
        assert every_key == ["quizzes", "guidelines", "class", "brainstorm", "test.post"]
        learner, trainer = LearnerFactory(last_name="Silent"), TrainerFactory()
        course = CoursePageFactory(title="First posts", requirement_keys=every_key)
        quiz, guideline = QuizFactory(title="Posts"), GuidelineFactory(title="Be kind", version=3)
        lesson = LessonPageFactory(
            course=course, title="Write", body=[("quiz", {"quiz": quiz}), ("guideline", {"guideline": guideline})]
        )
        held = ScheduledClassFactory(course=course, title="Together", starts_in=timedelta(hours=-3))
        brainstorm = BrainstormFactory(
            title="What for?", course=course, facilitator=FacilitatorFactory(), participants=[learner]
        )
        enrollment = EnrollmentFactory(course=course, learner=learner)
        client.force_login(learner)
        today = write_date(timezone.localtime())

        def both():
            """What the course says and what its lesson says, which is the same."""
            on_course, in_lesson = (stated(client.get(page.url).content.decode()) for page in (course, lesson))
            assert on_course == in_lesson
            return on_course

        address = reverse("lms_courses:lesson", args=[lesson.pk])
        unmet = [
            ("Missing:", "Read the lesson", reverse("lms_courses:resume", args=[course.pk]), "0 of 1 done"),
            ("Missing:", "Pass the quiz “Posts”", f"{address}#quiz-{quiz.pk}", ""),
            ("Missing:", "Acknowledge “Be kind”", f"{address}#guideline-{guideline.pk}", ""),
            ("Missing:", "Attend a class", f"{reverse('lms_courses:class_list')}?course={course.pk}", ""),
            ("Missing:", "Take part in a brainstorm", brainstorm.get_absolute_url(), ""),
            ("Missing:", "Write a post", "/write/", ""),
        ]
        assert both() == unmet

        # Not enough: a quiz failed, a class missed. The evidence so far is stated, the requirement stays.
        AttemptFactory(enrollment=enrollment, quiz=quiz, marks={"1": False, "2": False})
        BookingFactory(scheduled_class=held, learner=learner, status=Booking.Status.BOOKED)
        meeting = held.meetings.get()
        mark_attendance(meeting=meeting, by=trainer, statuses={learner.pk: Attendance.Status.ABSENT})
        assert both() == [unmet[0], (*unmet[1][:3], "0 of 2 right"), *unmet[2:]]

        # One after the other, each by its own evidence.
        complete_lesson(enrollment=enrollment, lesson=lesson)
        AttemptFactory(enrollment=enrollment, quiz=quiz, marks={"1": True, "2": True}, is_passed=True)
        acknowledge_guideline(guideline=guideline, learner=learner, version=3)
        met = [
            ("Done:", "Read the lesson", "", f"1 of 1 done, {today}"),
            ("Done:", "Pass the quiz “Posts”", "", f"2 of 2 right, {today}"),
            ("Done:", "Acknowledge “Be kind”", "", f"version 3, {today}"),
            ("Done:", "Attend a class", "", f"{held}, {today}"),
            ("Done:", "Take part in a brainstorm", "", f"What for?, {today}"),
            ("Done:", "Write a post", "", f"post 7, {today}"),
        ]
        assert both() == [*met[:3], *unmet[3:]]

        mark_attendance(meeting=meeting, by=trainer, statuses={learner.pk: Attendance.Status.PRESENT})
        submit_idea(
            participation=joined(move_to(brainstorm, "collect"), learner),
            kind="use_case",
            text="An idea",
            submission_key=uuid.uuid4(),
        )
        assert both() == [*met[:5], unmet[5]]
        assert Enrollment.objects.get().status == "active"

        # Everything is met: the pages go on saying by what.
        learner.last_name = "Writer"
        learner.save()
        assert both() == met
