"""What is not open stays out of lists, and what is not one's own cannot be reached by naming it."""

import pytest
from django.urls import reverse
from wagtail import blocks, hooks
from wagtail.models import PageViewRestriction

from courses.catalog.blocks import PersonalBlock
from courses.models import Acknowledgment, Booking, LessonPage
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def learner(client):
    learner = LearnerFactory()
    client.force_login(learner)
    return learner


def hide_as_draft(course):
    course.unpublish()


def hide_by_password(course):
    PageViewRestriction.objects.create(
        page=course, restriction_type=PageViewRestriction.PASSWORD, password="long-enough"
    )


@pytest.mark.parametrize("hide", [hide_as_draft, hide_by_password])
def test_class_of_a_hidden_course_is_neither_listed_nor_booked(client, learner, hide):
    scheduled_class = ScheduledClassFactory(course=CoursePageFactory(title="Secret plans"))
    hide(scheduled_class.course)

    assert "Secret plans" not in client.get("/learning/classes/").content.decode()
    assert client.get(scheduled_class.get_absolute_url()).status_code == 404
    assert client.post(reverse("lms_courses:book", args=[scheduled_class.pk])).status_code == 404
    assert not Booking.objects.exists()

    client.force_login(TrainerFactory())
    assert client.get(scheduled_class.get_absolute_url()).status_code == 200


def test_class_of_a_hidden_course_stays_visible_to_those_with_a_place(client, learner):
    scheduled_class = ScheduledClassFactory()
    BookingFactory(scheduled_class=scheduled_class, learner=learner)
    hide_as_draft(scheduled_class.course)

    assert client.get(scheduled_class.get_absolute_url()).status_code == 200


def test_unpublished_course_leaves_the_dashboard_and_closes_its_lessons(client, learner):
    lesson = LessonPageFactory(course=CoursePageFactory(title="Old ways"))
    EnrollmentFactory(course=lesson.get_course(), learner=learner)
    assert "Old ways" in client.get("/learning/").content.decode()

    lesson.get_course().unpublish()

    assert "Old ways" not in client.get("/learning/").content.decode()
    assert client.get(lesson.url).status_code == 404


def test_guideline_is_accepted_only_where_the_learner_is_asked_to(client, learner):
    guideline = GuidelineFactory()
    asking = LessonPageFactory(body=[("guideline", {"guideline": guideline})])
    other = LessonPageFactory()
    EnrollmentFactory(course=other.get_course(), learner=learner)
    url = reverse("lms_courses:acknowledge", args=[guideline.pk])

    for lesson in (asking, other):
        assert client.post(url, {"lesson": lesson.pk, "version": 1}).status_code == 404

    assert not Acknowledgment.objects.exists()


def test_quiz_that_is_not_in_the_lesson_is_refused_with_a_sentence(client, learner):
    lesson, quiz = LessonPageFactory(), QuizFactory()
    EnrollmentFactory(course=lesson.get_course(), learner=learner)

    response = client.post(reverse("lms_courses:submit_quiz", args=[lesson.pk, quiz.pk]))

    assert response.status_code == 409
    assert "This quiz is not part of the lesson." in response.content.decode()


class GreetingBlock(PersonalBlock):
    words = blocks.CharBlock()

    def render(self, value, context=None):
        return f"<p>{value['words']}, {context['learner'].first_name}</p>"


def test_personal_block_of_another_app_is_rendered_for_each_learner(client, monkeypatch):
    with hooks.register_temporarily("register_lesson_blocks", lambda: [("greeting", GreetingBlock())]):
        field = LessonPage._meta.get_field("body")
        monkeypatch.delitem(vars(field), "stream_block", raising=False)
        lesson = LessonPageFactory(body=[("greeting", {"words": "Welcome"})])
        pages = []
        for name in ("Ann", "Bea"):
            learner = LearnerFactory(first_name=name)
            EnrollmentFactory(course=lesson.get_course(), learner=learner)
            client.force_login(learner)
            pages.append(client.get(lesson.url).content.decode())
        del vars(field)["stream_block"]

    assert "<p>Welcome, Ann</p>" in pages[0]
    assert "<p>Welcome, Bea</p>" in pages[1]
    assert "Welcome, Ann" not in pages[1]
