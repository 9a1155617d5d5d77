"""Every kind of question over HTTP."""

import uuid

import pytest
from django.urls import reverse

from courses.models import Attempt, Enrollment
from courses.quizzes.marking import rules_of
from courses.quizzes.presenters import quiz_activities
from tests.factories.courses import EnrollmentFactory, LessonPageFactory, QuizFactory

from .desks import Desk, one_of_each_kind, question_of, solution

pytestmark = pytest.mark.django_db


def quiz_url(desk, name):
    return reverse(f"lms_courses:{name}", args=[desk.lesson.pk, desk.quiz.pk])


@pytest.mark.row("A5")
def test_every_kind_is_asked_marked_and_explained(client):
    bank = one_of_each_kind()
    for question in bank.values():
        question.explanation = f"Because of {question.kind}."
        question.save()
    everything = Desk(list(bank.values()))
    client.force_login(everything.enrollment.learner)
    form = {"submission_key": uuid.uuid4()}
    for question in bank.values():
        for suffix, values in rules_of(question).fields(question, solution(question)).items():
            form[f"question-{question.pk}-{suffix}" if suffix else f"question-{question.pk}"] = values
    short, ordering, matching = (bank[kind] for kind in ("short", "ordering", "matching"))
    first, second, third = (answer.pk for answer in ordering.answers.all())

    asked = client.get(everything.lesson.url).content.decode()
    for word in ("Buy now!", "Odile", "Capitals and accents do not matter.", "Position of “First”", "Choose …"):
        assert word in asked
    assert "Because of" not in asked

    client.post(quiz_url(everything, "submit_quiz"), form)
    assert Attempt.objects.get().points == 7

    form |= {"submission_key": uuid.uuid4(), f"question-{short.pk}": "Tea"}
    form |= {f"question-{ordering.pk}-{pk}": place for pk, place in ((first, 2), (second, 1), (third, 3))}
    tweet = matching.answers.get(text="Tweet").pk
    form[f"question-{matching.pk}-{tweet}"] = matching.answers.first().pk
    client.post(quiz_url(everything, "submit_quiz"), form)

    html = client.get(everything.lesson.url).content.decode()
    assert '<span class="lms-score__number">4/7</span>' in html
    for sentence in ("You put it in position 2.", "You chose “Mastodon”.", "Café crème", "Tweet → X"):
        assert sentence in html
    assert html.count("Because of") == 7


def test_two_items_in_one_place_are_sent_back_with_what_was_chosen(client):
    question = one_of_each_kind()["ordering"]
    desk = Desk([question])
    client.force_login(desk.enrollment.learner)
    fields = {f"question-{question.pk}-{answer.pk}": "1" for answer in question.answers.all()}

    response = client.post(quiz_url(desk, "save_quiz"), fields)

    assert response.status_code == 422
    html = response.content.decode()
    assert "a different position." in html
    assert html.count('<option value="1" selected>') == 3


def test_items_to_order_are_never_shown_in_the_right_order_first(client):
    question = question_of("ordering", [("One", False), ("Two", False)])
    desk = Desk([question])
    client.force_login(desk.enrollment.learner)

    for _ in range(5):
        html = client.get(desk.lesson.url).content.decode()
        assert html.index("Position of “Two”") < html.index("Position of “One”")


def test_lesson_with_any_number_of_quizzes_and_questions_asks_the_same_queries(client, django_assert_num_queries):
    few = lesson_with_quizzes(1, questions=1)
    many = lesson_with_quizzes(3, questions=4)
    for lesson in (few, many):
        enrollment = Enrollment.objects.get(course=lesson.get_course())
        ids = list(lesson.lesson_quizzes.values_list("quiz", flat=True))
        with django_assert_num_queries(4):
            activities = quiz_activities(ids, enrollment)
            [[item.items for item in activity.questions] for activity in activities.values()]


def lesson_with_quizzes(number, *, questions):
    quizzes = [QuizFactory(questions=questions) for _ in range(number)]
    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz}) for quiz in quizzes])
    EnrollmentFactory(course=lesson.get_course())
    return lesson
