"""Quizzes over HTTP that are begun, saved, timed and limited."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attempt

from .test_quiz_views import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    return Desk(client)


def quiz_url(desk, name):
    return reverse(f"lms_courses:{name}", args=[desk.lesson.pk, desk.quiz.pk])


def test_quiz_without_limits_is_there_at_once_and_a_page_view_writes_nothing(desk):
    html = desk.page()

    assert "Check my answers" in html
    assert ">Start<" not in html
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
    for term in ("2 questions", "10 minutes", "2 attempts left", ">Start<"):
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

    assert "Your answers are saved. Continue whenever you like." in response.content.decode()
    assert timed.page().count(" checked") == 3


@pytest.mark.row("L6")
def test_answers_after_the_time_limit_are_refused_with_a_sentence(timed):
    begin(timed)
    key = run_out(timed).submission_key
    sentence = "Time was up before your answers arrived. What you had saved by then has been graded."

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

    assert "Time was up. What you had saved by then has been graded." in html
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
    assert "Your best attempt counts: 2 of 2 right. You have passed with that one." in html
    assert "is waiting" not in html


@pytest.mark.row("L5")
def test_forged_score_and_time_are_ignored(timed):
    begin(timed)
    attempt = Attempt.objects.get()
    forged = {"points": "2", "is_passed": "1", "deadline_at": "2099-01-01", "marks": "{}", "question_ids": "[]"}

    timed.send(timed.form(right=False, key=attempt.submission_key) | forged)

    after = Attempt.objects.get()
    assert (after.points, after.is_passed, after.deadline_at) == (0, False, attempt.deadline_at)
