"""Attempts by the server's rules: begun, saved, resumed, timed, limited, drawn."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.models import Attempt, Enrollment, Question
from courses.quizzes.actions import TimeIsUpError, close_overdue_attempts
from lms.exceptions import RuleError
from tests.factories.courses import QuestionFactory

from .desks import Desk, one_of_each_kind, question_of, solution, tag

pytestmark = pytest.mark.django_db


def let_time_pass(attempt, **delta):
    """Move an attempt into the past, as if so much time had passed since it was begun."""
    attempt.started_at -= timedelta(**delta)
    attempt.deadline_at -= timedelta(**delta)
    attempt.save()


def test_attempt_with_every_kind_answered_rightly_is_full():
    desk = Desk(list(one_of_each_kind().values()))

    attempt = desk.submit(desk.right_answers())

    assert (attempt.points, attempt.max_points, attempt.is_passed) == (7, 7, True)
    assert set(attempt.marks.values()) == {True}


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("short", lambda ids: "Tea"),
        ("ordering", lambda ids: ids[::-1]),
        ("matching", lambda ids: {str(pk): ids[1] for pk in ids}),
        ("scenario", lambda ids: [ids[1]]),
    ],
)
def test_attempt_wrong_in_one_kind_loses_its_point(kind, wrong):
    question = one_of_each_kind()[kind]
    desk = Desk([question])
    ids = [answer.pk for answer in question.answers.all()]

    attempt = desk.submit({question.pk: wrong(ids)})

    assert (attempt.points, attempt.marks) == (0, {str(question.pk): False})


@pytest.mark.parametrize("typed", ["café crème", "  CAFE   CREME ", "COFFEE", "Cafe\u0301 cre\u0300me"])
def test_short_answer_is_right_whatever_its_case_accents_and_spaces(typed):
    desk = Desk([one_of_each_kind()["short"]])

    assert desk.submit(dict.fromkeys(desk.right_answers(), typed)).points == 1


def test_matching_accepts_equal_halves_in_either_place():
    """ "Mastodon" belongs to two items: whichever of the two is chosen is the same answer."""
    question = one_of_each_kind()["matching"]
    toot, tweet, boost = (answer.pk for answer in question.answers.all())

    attempt = Desk([question]).submit({question.pk: {toot: boost, tweet: tweet, boost: toot}})

    assert attempt.points == 1


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_attempt_with_half_of_an_arrangement_is_sent_back(kind):
    question = one_of_each_kind()[kind]
    first = question.answers.first().pk
    half = [first] if kind == "ordering" else {first: first}

    with pytest.raises(RuleError, match=r"^Answer every question, then submit the quiz again\.$"):
        Desk([question]).submit({question.pk: half})


def test_saved_answers_may_be_incomplete_and_are_there_when_the_learner_comes_back():
    desk, key = Desk(2), uuid.uuid4()
    first, second = desk.right_answers()

    desk.save({first: desk.right_answers()[first]}, key=key)
    attempt = desk.save({second: desk.right_answers()[second]}, key=key)

    assert attempt.submitted_at is None
    assert Attempt.objects.get().answers == {str(second): solution(Question.objects.get(pk=second))}
    assert Enrollment.objects.get().status == "active"
    assert desk.submit(desk.right_answers(), key=key) == attempt
    assert Attempt.objects.get().points == 2


def test_two_windows_share_the_attempt_under_way_and_a_double_click_stays_one():
    desk, here, there = Desk(1), uuid.uuid4(), uuid.uuid4()
    desk.save({}, key=here)

    sent = [desk.submit(desk.right_answers(), key=there) for _click in range(2)]

    assert sent[0] == sent[1] == Attempt.objects.get()


def test_saving_after_sending_is_refused_and_changes_nothing():
    desk, key = Desk(1), uuid.uuid4()
    desk.submit(desk.right_answers(), key=key)

    with pytest.raises(
        RuleError, match=r"^You have already submitted this quiz\. Reload the page to see the result\.$"
    ):
        desk.save({}, key=key)
    assert Attempt.objects.get().points == 1


@pytest.mark.row("L6")
def test_answers_after_the_time_limit_are_refused_and_what_was_saved_in_time_is_marked():
    desk, key = Desk(2, time_limit_minutes=10, pass_percent=50), uuid.uuid4()
    attempt = desk.begin(key=key)
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=10)
    first, _second = desk.right_answers()
    desk.save({first: desk.right_answers()[first]}, key=key)
    attempt.refresh_from_db()
    let_time_pass(attempt, minutes=10, seconds=6)

    for late in (desk.save, desk.submit):
        with pytest.raises(TimeIsUpError, match=r"^Time was up before your answers arrived\."):
            late(desk.right_answers(), key=key)

    attempt.refresh_from_db()
    assert (attempt.points, attempt.is_passed, attempt.ran_out_of_time) == (1, True, True)
    assert attempt.submitted_at == attempt.deadline_at


def test_answers_within_the_grace_of_the_network_count():
    desk, key = Desk(1, time_limit_minutes=1), uuid.uuid4()
    let_time_pass(desk.begin(key=key), minutes=1, seconds=2)

    attempt = desk.submit(desk.right_answers(), key=key)

    assert (attempt.points, attempt.ran_out_of_time) == (1, False)


def test_overdue_attempts_are_closed_by_the_periodic_run_once(django_capture_on_commit_callbacks):
    desk = Desk(1, time_limit_minutes=1)
    in_time = Desk(1, time_limit_minutes=1).begin()
    attempt = desk.begin()
    desk.save(desk.right_answers(), key=attempt.submission_key)
    attempt.refresh_from_db()
    let_time_pass(attempt, minutes=2)

    assert [close_overdue_attempts(), close_overdue_attempts()] == [1, 0]

    assert Attempt.objects.under_way().get() == in_time
    assert Attempt.objects.submitted().get().points == 1


def test_reminders_mark_the_quiz_of_somebody_who_does_not_come_back():
    desk = Desk(1, time_limit_minutes=1)
    attempt = desk.begin()
    desk.save(desk.right_answers(), key=attempt.submission_key)
    attempt.refresh_from_db()
    let_time_pass(attempt, minutes=2)

    call_command("send_reminders")

    attempt.refresh_from_db()
    assert (attempt.points, attempt.is_passed, attempt.submitted_at) == (1, True, attempt.deadline_at)
    assert Attempt.objects.under_way().count() == 0


def test_new_attempt_after_the_time_was_up_closes_the_old_one_first():
    desk = Desk(1, time_limit_minutes=1)
    let_time_pass(desk.begin(), minutes=2)

    desk.begin()

    assert [attempt.points for attempt in Attempt.objects.submitted()] == [0]
    assert Attempt.objects.under_way().count() == 1


@pytest.mark.row("L6")
def test_attempts_are_limited_and_the_best_one_counts():
    desk = Desk(1, attempt_limit=2)
    for answers in (desk.right_answers(), {pk: [0] for pk in desk.right_answers()}):
        attempt = desk.begin()
        assert desk.begin() == attempt, "begun twice, it is one"
        wrong = Question.objects.get().answers.get(is_correct=False).pk
        answers = {pk: [wrong] if chosen == [0] else chosen for pk, chosen in answers.items()}
        desk.submit(answers, key=attempt.submission_key)

    with pytest.raises(RuleError, match=r"^You have used all 2 attempts\. Ask your trainer if you need another one\.$"):
        desk.begin()
    assert Attempt.objects.count() == 2
    assert Attempt.objects.filter(is_passed=True).count() == 1


def test_limited_quiz_sent_without_beginning_is_refused():
    desk = Desk(1, attempt_limit=2)

    for send in (desk.save, desk.submit):
        with pytest.raises(RuleError, match=r"^Select “Start” first\."):
            send(desk.right_answers())
    assert not Attempt.objects.exists()


def test_begun_again_from_the_back_button_is_not_a_second_attempt():
    desk, key = Desk(1, attempt_limit=2), uuid.uuid4()
    attempt = desk.begin(key=key)
    desk.submit(desk.right_answers(), key=key)

    assert desk.begin(key=key) == attempt
    assert Attempt.objects.count() == 1


@pytest.mark.row("A5")
def test_quiz_draws_from_published_questions_with_its_tags_and_keeps_what_it_drew():
    bank = [tag(QuestionFactory(), "replies") for _ in range(5)]
    tag(QuestionFactory(live=False), "replies")
    tag(QuestionFactory(), "hashtags")
    listed = bank[0]
    desk = Desk([listed], draw_count=3)
    tag(desk.quiz, "replies")

    attempt = desk.begin()

    assert attempt.question_ids[0] == listed.pk
    assert len(set(attempt.question_ids)) == 4
    assert set(attempt.question_ids) <= {question.pk for question in bank}
    assert desk.begin().question_ids == attempt.question_ids
    foreign = next(question for question in bank if question.pk not in attempt.question_ids)
    sent = desk.submit(desk.right_answers(attempt) | {foreign.pk: solution(foreign)}, key=attempt.submission_key)
    assert (sent.points, sent.max_points, len(sent.answers)) == (4, 4, 4)


def test_question_withdrawn_from_publication_is_not_asked_any_more():
    hidden, shown = QuestionFactory(), QuestionFactory()
    desk = Desk([hidden, shown], time_limit_minutes=1)
    hidden.unpublish()

    assert desk.begin().question_ids == [shown.pk]


def test_quiz_withdrawn_from_publication_is_closed():
    desk = Desk(1)
    desk.quiz.unpublish()

    with pytest.raises(RuleError, match=r"^This quiz is closed right now\."):
        desk.submit(desk.right_answers())


def test_shuffled_attempt_keeps_its_order_and_two_attempts_differ():
    desk = Desk(8, shuffles=True, attempt_limit=9)
    attempt = desk.begin()
    again = desk.begin().question_ids
    desk.submit(desk.right_answers(), key=attempt.submission_key)

    assert again == attempt.question_ids
    assert set(attempt.question_ids) == set(desk.right_answers())
    orders = {tuple(attempt.question_ids)}
    for _ in range(4):
        other = desk.begin()
        orders.add(tuple(other.question_ids))
        desk.submit(desk.right_answers(), key=other.submission_key)
    assert len(orders) > 1


def test_answer_with_a_character_no_database_stores_is_saved_without_it():
    question = question_of("short", [("Coffee", False)])

    attempt = Desk([question]).submit({question.pk: "Cof\0fee"})

    assert attempt.answers == {str(question.pk): "Coffee"}
    assert attempt.points == 1


def test_time_left_is_counted_by_the_server():
    attempt = Desk(1, time_limit_minutes=2).begin()

    assert 115 <= attempt.seconds_left <= 120
    attempt.deadline_at = timezone.now() - timedelta(seconds=1)
    assert attempt.seconds_left == 0
    assert attempt.is_overdue is False, "the grace for the network is not over"
