"""A quiz over HTTP: sent whole, sent with a mistake, sent twice, forged."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.marking import rules_of
from courses.models import Attempt, Enrollment, Question
from courses.presenters.quizzes import quiz_activities
from tests.factories.courses import (
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    QuestionFactory,
    QuizFactory,
)
from tests.factories.users import LearnerFactory

from .desks import Desk as EveryKind
from .desks import one_of_each_kind, question_of, solution

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
    assert "Not yet: 100 % must be right" in html
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
    assert "Answer every question, then send the quiz again." in html
    assert f'name="question-{desk.several.pk}" value="{chosen[0]}" checked' in html
    assert html.count(" checked") == 1
    assert not Attempt.objects.exists()


def test_quiz_with_a_mistake_after_an_attempt_shows_the_form_not_the_old_result(desk):
    desk.send(desk.form(right=False))

    response = desk.send({"submission_key": uuid.uuid4()})

    assert response.status_code == 422
    html = response.content.decode()
    assert "Answer every question, then send the quiz again." in html
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


# --- Begun, saved, out of time ----------------------------------------------------------------------------------------


def quiz_url(desk, name):
    return reverse(f"lms_courses:{name}", args=[desk.lesson.pk, desk.quiz.pk])


def test_quiz_without_limits_is_there_at_once_and_a_page_view_writes_nothing(desk):
    html = desk.page()

    assert "Check my answers" in html
    assert ">Begin<" not in html
    assert not Attempt.objects.exists()


@pytest.fixture
def timed(desk):
    """The quiz of the desk with a time limit and two attempts."""
    desk.quiz.time_limit_minutes, desk.quiz.attempt_limit = 10, 2
    desk.quiz.save()
    return desk


def begin(desk):
    return desk.client.post(quiz_url(desk, "begin_quiz"), {"submission_key": uuid.uuid4()})


def run_out(desk):
    attempt = Attempt.objects.get()
    attempt.deadline_at = timezone.now() - timedelta(minutes=1)
    attempt.save()
    return attempt


def test_quiz_with_limits_is_a_card_until_it_is_begun(timed):
    html = timed.page()
    for term in ("2 questions", "10 minutes", "2 attempts left", ">Begin<"):
        assert term in html
    assert "Who reads it?" not in html
    assert not Attempt.objects.exists()

    assert begin(timed).url == f"{timed.lesson.url}#quiz-{timed.quiz.pk}"
    begin(timed)

    html = timed.page()
    assert "Who reads it?" in html
    assert "This is attempt 1 of 2." in html
    assert f'value="{Attempt.objects.get().submission_key}"' in html


@pytest.mark.row("L6")
def test_answers_are_saved_by_script_and_stand_there_after_a_reload(desk):
    form = desk.form()
    del form[f"question-{desk.several.pk}"]

    response = desk.client.post(quiz_url(desk, "save_quiz"), form, headers={"accept": "application/json"})

    assert response.json() == {"key": str(form["submission_key"]), "seconds_left": None}
    html = desk.page()
    assert html.count(" checked") == 1
    assert f'value="{form["submission_key"]}"' in html
    assert Attempt.objects.under_way().count() == 1


def test_answers_are_saved_for_later_without_scripts(timed):
    begin(timed)
    form = timed.form(key=Attempt.objects.get().submission_key)

    response = timed.client.post(quiz_url(timed, "save_quiz"), form, follow=True)

    assert "Your answers are saved. Go on whenever you like." in response.content.decode()
    assert timed.page().count(" checked") == 3


@pytest.mark.row("L6")
def test_answers_after_the_time_limit_are_refused_with_a_sentence(timed):
    begin(timed)
    key = run_out(timed).submission_key
    sentence = "The time was up before this arrived. What you had saved by then has been marked."

    saved = timed.client.post(quiz_url(timed, "save_quiz"), timed.form(key=key), headers={"accept": "application/json"})
    sent = timed.send(timed.form(key=key))

    assert (saved.status_code, saved.json()) == (409, {"error": sentence})
    assert sent.status_code == 409
    assert sentence in sent.content.decode()
    assert '<span class="lms-score__number">0/2</span>' in sent.content.decode()
    assert Attempt.objects.get().points == 0


def test_lesson_closes_an_attempt_whose_time_is_up(timed):
    begin(timed)
    run_out(timed)

    html = timed.page()

    assert "The time was up. What you had saved by then has been marked." in html
    assert "1 attempt left" in html
    assert "Try again" in html
    assert Attempt.objects.get().ran_out_of_time


def test_no_attempts_left_says_whom_to_ask(timed):
    for _attempt in range(2):
        begin(timed)
        timed.send(timed.form(right=False, key=Attempt.objects.under_way().get().submission_key))

    html = timed.page()
    assert "No attempts are left. Ask your trainer if you need another one." in html
    assert "Try again" not in html
    assert "You have used all 2 attempts." in begin_and_follow(timed)


def begin_and_follow(desk):
    return desk.client.post(quiz_url(desk, "begin_quiz"), follow=True).content.decode()


def test_best_attempt_counts_and_the_page_says_so(timed):
    for right in (True, False):
        begin(timed)
        timed.send(timed.form(right=right, key=Attempt.objects.under_way().get().submission_key))

    html = timed.page()
    assert '<span class="lms-score__number">0/2</span>' in html
    assert "Your best one counts: 2 of 2 right. With it you have passed." in html
    assert "is waiting" not in html


@pytest.mark.row("L5")
def test_forged_score_and_time_are_ignored(timed):
    begin(timed)
    attempt = Attempt.objects.get()
    forged = {"points": "2", "is_passed": "1", "deadline_at": "2099-01-01", "marks": "{}", "question_ids": "[]"}

    timed.send(timed.form(right=False, key=attempt.submission_key) | forged)

    after = Attempt.objects.get()
    assert (after.points, after.is_passed, after.deadline_at) == (0, False, attempt.deadline_at)


@pytest.mark.row("A5")
def test_every_kind_is_asked_marked_and_explained(client):
    bank = one_of_each_kind()
    for question in bank.values():
        question.explanation = f"Because of {question.kind}."
        question.save()
    everything = EveryKind(list(bank.values()))
    client.force_login(everything.enrollment.learner)
    form = {"submission_key": uuid.uuid4()}
    for question in bank.values():
        for suffix, values in rules_of(question).fields(question, solution(question)).items():
            form[f"question-{question.pk}-{suffix}" if suffix else f"question-{question.pk}"] = values
    short, ordering, matching = (bank[kind] for kind in ("short", "ordering", "matching"))
    first, second, third = (answer.pk for answer in ordering.answers.all())

    asked = client.get(everything.lesson.url).content.decode()
    for word in ("Buy now!", "Odile", "Capitals and accents do not matter.", "Place of “First”", "Choose …"):
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
    for sentence in ("You had it in place 2.", "You chose “Mastodon”.", "Café crème", "Tweet → X"):
        assert sentence in html
    assert html.count("Because of") == 7


def test_two_items_in_one_place_are_sent_back_with_what_was_chosen(client):
    question = one_of_each_kind()["ordering"]
    desk = EveryKind([question])
    client.force_login(desk.enrollment.learner)
    fields = {f"question-{question.pk}-{answer.pk}": "1" for answer in question.answers.all()}

    response = client.post(quiz_url(desk, "save_quiz"), fields)

    assert response.status_code == 422
    html = response.content.decode()
    assert "a place of its own." in html
    assert html.count('<option value="1" selected>') == 3


def test_items_to_order_are_never_shown_in_the_right_order_first(client):
    question = question_of("ordering", [("One", False), ("Two", False)])
    desk = EveryKind([question])
    client.force_login(desk.enrollment.learner)

    for _ in range(5):
        html = client.get(desk.lesson.url).content.decode()
        assert html.index("Place of “Two”") < html.index("Place of “One”")


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
