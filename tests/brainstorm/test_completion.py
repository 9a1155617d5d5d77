"""What other pages and courses know of brainstorms."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brainstorm.ideas.actions import submit_idea, withdraw_idea
from brainstorm.sessions.actions import join_brainstorm
from brainstorm.sessions.completion import BrainstormRequirement
from brainstorm.voting.actions import cast_votes
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, PilotFactory, joined, move_to
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(ana):
    """Ana has read the one lesson of a course that also asks for a brainstorm."""
    course = CoursePageFactory(requirement_keys=["brainstorm"])
    lesson = LessonPageFactory(course=course)
    enrollment = EnrollmentFactory(course=course, learner=ana)
    now = timezone.now()
    enrollment.lesson_progress.create(lesson=lesson, opened_at=now, completed_at=now)
    return enrollment


@pytest.fixture
def brainstorm(facilitator, enrollment, ana):
    return BrainstormFactory(facilitator=facilitator, course=enrollment.course, participants=[ana])


def requirement_of(enrollment):
    (requirement,) = BrainstormRequirement().evaluate(
        course=enrollment.course, learner=enrollment.learner, enrollment=enrollment
    )
    return requirement


def write(brainstorm, author):
    return submit_idea(
        participation=joined(brainstorm, author), kind="use_case", text="An idea", submission_key=uuid.uuid4()
    )


def test_joining_is_not_taking_part(brainstorm, enrollment):
    requirement = requirement_of(enrollment)
    assert (requirement.is_met, requirement.url) == (False, brainstorm.get_absolute_url())


def test_first_idea_completes_the_course(brainstorm, enrollment, ana, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write(move_to(brainstorm, "collect"), ana)
    enrollment.refresh_from_db()
    requirement = requirement_of(enrollment)
    assert enrollment.status == "completed"
    assert (requirement.is_met, requirement.evidence, requirement.met_at.date()) == (
        True,
        brainstorm.title,
        joined(brainstorm, ana).contributed_on,
    )


def test_a_vote_counts_too(brainstorm, enrollment, ana, django_capture_on_commit_callbacks):
    IdeaFactory(brainstorm=brainstorm)
    brainstorm = move_to(brainstorm, "vote")
    with django_capture_on_commit_callbacks(execute=True):
        cast_votes(participation=joined(brainstorm, ana), values={1: 1})
    enrollment.refresh_from_db()
    assert enrollment.status == "completed"


def test_withdrawn_idea_does_not_count(brainstorm, enrollment, ana):
    idea = write(move_to(brainstorm, "collect"), ana)
    withdraw_idea(idea=idea, participation=joined(idea.brainstorm, ana))
    assert requirement_of(enrollment).is_met is False


def test_brainstorm_of_another_course_does_not_count(enrollment, ana):
    IdeaFactory(brainstorm__course=CoursePageFactory(), by=ana)
    assert requirement_of(enrollment).is_met is False


def test_without_a_brainstorm_the_way_leads_to_the_code(enrollment):
    assert requirement_of(enrollment).url == reverse("lms_brainstorm:join")


def test_somebody_not_enrolled_has_met_nothing(enrollment):
    (requirement,) = BrainstormRequirement().evaluate(
        course=enrollment.course, learner=LearnerFactory(), enrollment=None
    )
    assert requirement.is_met is False


def test_my_learning_shows_invitations_and_what_runs(client, brainstorm, ana, facilitator):
    cleo = LearnerFactory()
    client.force_login(cleo)
    assert "Take part" not in client.get(reverse("lms:dashboard")).content.decode()
    EnrollmentFactory(course=brainstorm.course, learner=cleo)
    page = client.get(reverse("lms:dashboard")).content.decode()
    assert brainstorm.title in page
    assert brainstorm.get_absolute_url() in page
    client.force_login(facilitator)
    assert (
        reverse("lms_brainstorm:console", args=[brainstorm.pk]) in client.get(reverse("lms:dashboard")).content.decode()
    )


def test_what_happens_now_is_the_next_step(client, brainstorm, ana):
    move_to(brainstorm, "collect")
    client.force_login(ana)
    step = client.get(reverse("lms:dashboard")).context["dashboard"].next_step
    assert (step.url, step.title) == (brainstorm.get_absolute_url(), brainstorm.title)


def test_class_page_opens_with_pilots_of_earlier_classes(client, ana):
    """The next class of a course starts from what the last one led to."""
    scheduled_class = ScheduledClassFactory()
    BookingFactory(scheduled_class=scheduled_class, learner=ana)
    earlier = ScheduledClassFactory(course=scheduled_class.course, starts_in=timedelta(days=-14))
    brainstorm = BrainstormFactory(scheduled_class=earlier, course=earlier.course)
    PilotFactory(decision__idea__brainstorm=brainstorm, decision__idea__text="Photos of finished repairs")
    client.force_login(ana)
    assert "Photos of finished repairs" not in client.get(scheduled_class.get_absolute_url()).content.decode()
    move_to(brainstorm, "closed")
    assert "Photos of finished repairs" in client.get(scheduled_class.get_absolute_url()).content.decode()


def test_class_page_leads_into_its_brainstorm(client):
    booking = BookingFactory()
    brainstorm = BrainstormFactory(scheduled_class=booking.scheduled_class, course=booking.scheduled_class.course)
    client.force_login(booking.learner)
    assert brainstorm.get_absolute_url() in client.get(booking.scheduled_class.get_absolute_url()).content.decode()
    join_brainstorm(code=brainstorm.join_code, by=booking.learner)
    assert brainstorm.get_absolute_url() in client.get(booking.scheduled_class.get_absolute_url()).content.decode()
    client.force_login(LearnerFactory())
    assert brainstorm.get_absolute_url() not in client.get(booking.scheduled_class.get_absolute_url()).content.decode()
