"""Who has completed a course stays so, whatever is later edited; what was added is shown as new."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.catalog.structure import structure_of
from courses.enrollment.actions import refresh_completion
from courses.learning.actions import complete_lesson
from courses.models import Enrollment, LessonPage
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory, QuizFactory
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(client):
    """Someone, signed in, who completed a course of two lessons yesterday."""
    course = CoursePageFactory(title="First posts")
    lessons = [LessonPageFactory(course=course, title=title) for title in ("Follow", "Reply")]
    learner = LearnerFactory()
    enrollment = EnrollmentFactory(course=course, learner=learner)
    for lesson in lessons:
        complete_lesson(enrollment=enrollment, lesson=lesson)
    yesterday = timezone.now() - timedelta(days=1)
    Enrollment.objects.update(completed_at=yesterday)
    LessonPage.objects.update(first_published_at=yesterday - timedelta(days=1))
    client.force_login(learner)
    return Enrollment.objects.get()


def add_lesson(course):
    LessonPageFactory(course=course, title="Boost")


def add_lesson_with_a_quiz(course):
    LessonPageFactory(course=course, title="Boost", body=[("quiz", {"quiz": QuizFactory()})])


def add_quiz_to_a_lesson(course):
    lesson = LessonPage.objects.in_course(course).first()
    lesson.body = [("quiz", {"quiz": QuizFactory()})]
    lesson.save_revision().publish()


def ask_for_more(course):
    course.requirement_keys = ["quizzes", "guidelines", "class"]
    course.save_revision().publish()


def unpublish_a_lesson(course):
    LessonPage.objects.in_course(course).first().unpublish()


def delete_the_lessons(course):
    for lesson in LessonPage.objects.in_course(course):
        lesson.delete()


def move_a_lesson(course):
    lesson = LessonPage.objects.in_course(course).first()
    lesson.move(CoursePageFactory(), pos="last-child")


EDITS = [
    add_lesson,
    add_lesson_with_a_quiz,
    add_quiz_to_a_lesson,
    ask_for_more,
    unpublish_a_lesson,
    delete_the_lessons,
    move_a_lesson,
]


@pytest.mark.row("A7")
@pytest.mark.parametrize("edit", EDITS)
def test_course_edited_never_uncompletes(client, enrollment, edit):
    edit(enrollment.course)

    refresh_completion(enrollment=Enrollment.objects.get())

    after = Enrollment.objects.get()
    assert (after.status, after.completed_at) == ("completed", enrollment.completed_at)
    assert "Completed on" in client.get(after.course.url).content.decode()


@pytest.mark.row("A7")
def test_lessons_added_since_are_new_where_the_learner_looks_and_required_of_nobody_who_finished(client, enrollment):
    follow = LessonPage.objects.in_course(enrollment.course).first()
    add_lesson_with_a_quiz(enrollment.course)

    page = client.get(enrollment.course.url)

    assert "1 lesson is new since you finished." in page.content.decode()
    assert [item.is_new for item in page.context["outline"].items] == [False, False, True]
    assert page.context["completion"].is_complete
    assert '<span class="lms-tag">new</span>' in client.get(follow.url).content.decode()
    assert "1 lesson is new since you finished" in client.get(reverse("lms:dashboard")).content.decode()


@pytest.mark.row("A7")
def test_lesson_added_since_is_required_of_those_still_under_way(client, enrollment):
    add_lesson(enrollment.course)
    other = EnrollmentFactory(course=enrollment.course)
    client.force_login(other.learner)

    page = client.get(other.course.url)

    assert "new since you finished" not in page.content.decode()
    assert [item.is_new for item in page.context["outline"].items] == [False] * 3
    assert page.context["completion"].requirements[0].evidence == "0 of 3 done"


def test_new_lesson_is_new_until_it_is_read(client, enrollment):
    add_lesson(enrollment.course)
    boost = LessonPage.objects.get(title="Boost")

    complete_lesson(enrollment=enrollment, lesson=boost)

    assert "new since you finished" not in client.get(enrollment.course.url).content.decode()
    assert "new since you finished" not in client.get(reverse("lms:dashboard")).content.decode()
    assert '<span class="lms-tag">new</span>' not in client.get(boost.url).content.decode()


def test_lesson_published_again_is_not_new(client, enrollment):
    lesson = LessonPage.objects.in_course(enrollment.course).first()
    lesson.title = "Follow better"
    lesson.save_revision().publish()
    lesson.unpublish()
    lesson.save_revision().publish()

    assert "new since you finished" not in client.get(enrollment.course.url).content.decode()


class TestNew(TestCase):
    """Hypothesis rolls the database back after each example only in its own TestCase."""

    def setUp(self):
        self.course = CoursePageFactory()

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.none() | st.integers(-2, 2), min_size=1, max_size=4))
    def test_is_one_rule_for_pages_in_memory_and_in_queries(self, published):
        completed_at = timezone.now()
        enrollment = EnrollmentFactory(course=self.course, status="completed", completed_at=completed_at)
        for number, days in enumerate(published):
            page = LessonPageFactory(course=self.course, title=f"Lesson {number}")
            at = None if days is None else completed_at + timedelta(days=days)
            LessonPage.objects.filter(pk=page.pk).update(first_published_at=at)
        enrollment.refresh_from_db()  # A database may keep fewer digits of a moment.

        new = structure_of(self.course).new_since(enrollment.completed_at)
        found = LessonPage.objects.in_course(self.course).new_since(enrollment.completed_at)
        assert new == set(found.values_list("pk", flat=True))
        assert len(new) == sum(days is not None and days > 0 for days in published)
        assert Enrollment.objects.with_new_lessons().get(pk=enrollment.pk).lessons_new == len(new)
        assert structure_of(self.course).new_since(None) == frozenset(), "who has not completed it finds nothing new"
