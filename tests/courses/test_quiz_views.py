"""A quiz over HTTP: sent whole, sent with a mistake, sent twice, forged."""

import uuid

import pytest
from django.urls import reverse

from courses.models import Attempt, Enrollment, Question
from tests.factories.courses import (
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    QuestionFactory,
    QuizFactory,
)
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """An enrolled learner in front of a quiz: a single choice, then one with several right answers."""
    return Desk(client)


class Desk:
    def __init__(self, client):
        self.client = client
        self.single = QuestionFactory(text="Who reads it?")
        self.several = QuestionFactory(text="What belongs in it?", kind=Question.Kind.MULTIPLE, right=2)
        self.quiz = QuizFactory(title="Check yourself", questions=[self.single, self.several], pass_percent=100)
        self.lesson = LessonPageFactory(body=[("paragraph", "<p>Text.</p>"), ("quiz", {"quiz": self.quiz})])
        self.enrollment = EnrollmentFactory(course=self.lesson.get_course())
        client.force_login(self.enrollment.learner)

    def url(self, lesson=None, quiz=None):
        return reverse("lms_courses:submit_quiz", args=[(lesson or self.lesson).pk, (quiz or self.quiz).pk])

    def form(self, right=True, key=None, **other):
        wanted = {
            question: [answer.pk for answer in question.answers.all() if answer.is_correct is right]
            for question in (self.single, self.several)
        }
        fields = {f"question-{question.pk}": pks for question, pks in wanted.items()}
        return fields | {"submission_key": key or uuid.uuid4()} | other

    def send(self, form, **kwargs):
        return self.client.post(self.url(**kwargs), form)

    def page(self, query=""):
        return self.client.get(self.lesson.url + query).content.decode()


def test_quiz_sent_right_leads_back_and_is_passed(desk):
    response = desk.send(desk.form())

    assert (response.status_code, response.url) == (302, f"{desk.lesson.url}#quiz-{desk.quiz.pk}")
    attempt = Attempt.objects.get()
    assert (attempt.enrollment, attempt.points, attempt.is_passed) == (desk.enrollment, 2, True)
    html = desk.page()
    assert '<span class="lms-score__number">2/2</span>' in html
    assert "Check my answers" not in html
    assert "Try again" not in html


def test_quiz_sent_wrong_says_so_and_may_be_answered_again(desk):
    desk.send(desk.form(right=False))

    html = desk.page()
    assert '<span class="lms-score__number">0/2</span>' in html
    assert "Not yet: 100% must be right" in html
    assert f'href="?again={desk.quiz.pk}#quiz-{desk.quiz.pk}"' in html
    assert "Not 0." in html, "the feedback of the wrong answer"

    again = desk.page(f"?again={desk.quiz.pk}")
    assert "Check my answers" in again
    assert " checked" not in again


def test_quiz_with_a_question_left_out_keeps_what_was_chosen(desk):
    form = desk.form()
    chosen = form.pop(f"question-{desk.several.pk}")
    form[f"question-{desk.several.pk}"] = chosen[:1]
    del form[f"question-{desk.single.pk}"]

    response = desk.send(form)

    assert response.status_code == 422
    html = response.content.decode()
    assert "Answer every question, then submit the quiz again." in html
    assert f'name="question-{desk.several.pk}" value="{chosen[0]}" checked' in html
    assert html.count(" checked") == 1
    assert not Attempt.objects.exists()


def test_quiz_with_a_mistake_after_an_attempt_shows_the_form_not_the_old_result(desk):
    desk.send(desk.form(right=False))

    response = desk.send({"submission_key": uuid.uuid4()})

    assert response.status_code == 422
    html = response.content.decode()
    assert "Answer every question, then submit the quiz again." in html
    assert "lms-score__number" not in html
    assert Attempt.objects.count() == 1


def test_quiz_sent_twice_with_one_key_is_one_attempt(desk):
    key = uuid.uuid4()

    responses = [desk.send(desk.form(key=key)), desk.send(desk.form(right=False, key=key))]

    assert [response.status_code for response in responses] == [302, 302]
    assert Attempt.objects.get().points == 2


def test_quiz_form_carries_a_new_key_each_time(desk):
    def key_of(html):
        return html.split('name="submission_key" value="')[1].split('"')[0]

    first, second = key_of(desk.page()), key_of(desk.page())

    assert uuid.UUID(first) != uuid.UUID(second)


@pytest.mark.parametrize("key", ["", "not-a-key", "1" * 500])
def test_quiz_with_a_broken_key_is_an_attempt_all_the_same(desk, key):
    form = desk.form() | {"submission_key": key}

    assert desk.send(form).status_code == 302
    assert Attempt.objects.count() == 1


def test_quiz_of_another_lesson_cannot_be_sent_here(desk):
    other = LessonPageFactory(course=desk.enrollment.course)

    response = desk.send(desk.form(), lesson=other)

    assert response.status_code == 409
    assert "This quiz is not part of the lesson." in response.content.decode()
    assert not Attempt.objects.exists()


def test_quiz_of_a_course_one_is_not_on_is_404(desk):
    foreign = LessonPageFactory(course=CoursePageFactory(), body=[("quiz", {"quiz": desk.quiz})])

    assert desk.send(desk.form(), lesson=foreign).status_code == 404
    assert not Attempt.objects.exists()


def test_quiz_after_leaving_the_course_is_404(desk):
    Enrollment.objects.update(status="withdrawn")

    assert desk.send(desk.form()).status_code == 404
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "forged", ["999999999", "9" * 30, "9" * 5000, "-1", "abc", "", "²", "1.5"], ids=lambda value: value[:12]
)
def test_quiz_with_forged_answers_never_scores(desk, forged):
    form = desk.form() | {f"question-{desk.single.pk}": [forged]}

    assert desk.send(form).status_code == 422
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("name", ["question-", "question-abc", "question-²", f"question-{'9' * 500}", "points"])
def test_quiz_with_forged_fields_counts_only_its_own(desk, name):
    assert desk.send(desk.form(right=False) | {name: "1"}).status_code == 302

    assert Attempt.objects.get().points == 0
    assert set(Attempt.objects.get().answers) == {str(desk.single.pk), str(desk.several.pk)}


@pytest.mark.parametrize("again", ["abc", "-1", "9" * 30, "9" * 5000, "²"], ids=lambda value: value[:12])
def test_lesson_page_with_a_forged_address_shows_the_lesson(desk, again):
    desk.send(desk.form())

    assert '<span class="lms-score__number">2/2</span>' in desk.page(f"?again={again}")


def test_quiz_attempt_of_somebody_else_is_not_shown(desk, client):
    desk.send(desk.form())
    other = EnrollmentFactory(course=desk.enrollment.course)

    client.force_login(other.learner)

    assert "lms-score__number" not in desk.page()
    assert "Check my answers" in desk.page()


def test_quiz_never_shows_which_answers_are_right_before_it_is_sent(desk):
    html = desk.page()

    assert "is_correct" not in html
    assert "lms-option--right" not in html
    assert "Not 0." not in html


def test_quiz_of_a_reader_who_is_not_enrolled_cannot_be_sent(desk, client):
    client.force_login(LearnerFactory(is_superuser=True))

    html = desk.page()

    assert "Only enrolled learners can answer" in html
    assert "Check my answers" not in html
