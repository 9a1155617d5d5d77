"""Marking again after a question was corrected."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment.completion import evaluate_completion
from courses.models import Attempt, Enrollment
from courses.quizzes.actions import regrade_question, regrade_quiz
from tests.factories.courses import EnrollmentFactory
from tests.factories.users import FacilitatorFactory, TrainerFactory

from .desks import Desk, solution

pytestmark = pytest.mark.django_db


def swap_right_answer(question):
    """The author had ticked the wrong answer: now the other one is right."""
    for answer in question.answers.all():
        answer.is_correct = not answer.is_correct
        answer.save()


@pytest.fixture
def desk():
    """A quiz of one question, answered as its author had it, by someone and then as it should be, by someone else."""
    desk = Desk(1)
    desk.question = desk.quiz.quiz_questions.get().question
    desk.right = desk.submit(desk.right_answers())
    desk.other = EnrollmentFactory(course=desk.enrollment.course)
    wrong = desk.question.answers.get(is_correct=False).pk
    desk.wrong = desk.submit({desk.question.pk: [wrong]}, enrollment=desk.other)
    Enrollment.objects.filter(pk=desk.enrollment.pk).update(status="completed", completed_at=timezone.now())
    swap_right_answer(desk.question)
    return desk


def states():
    return list(Attempt.objects.order_by("pk").values_list("points", "is_passed"))


@pytest.mark.row("L6")
def test_dry_run_tells_who_would_pass_or_fail_and_changes_nothing(desk, logged):
    changes = regrade_question(question=desk.question, by=TrainerFactory(), dry_run=True)

    told = {
        change.attempt.pk: (
            change.points_before,
            change.attempt.points,
            change.is_newly_passed,
            change.is_no_longer_passed,
        )
        for change in changes
    }
    assert told == {desk.right.pk: (1, 0, False, True), desk.wrong.pk: (0, 1, True, False)}
    assert states() == [(1, True), (0, False)]
    assert logged(desk.question) == []


@pytest.mark.row("L6")
def test_marking_again_completes_who_now_passes_and_takes_nothing_back(
    desk, logged, completed, django_capture_on_commit_callbacks
):
    trainer = TrainerFactory()
    now = timezone.now()
    desk.other.lesson_progress.create(lesson=desk.lesson, opened_at=now, completed_at=now)

    with django_capture_on_commit_callbacks(execute=True):
        regrade_question(question=desk.question, by=trainer)

    assert states() == [(0, False), (1, True)]
    assert completed == [desk.other]
    assert Enrollment.objects.get(pk=desk.enrollment.pk).status == "completed"
    entry = {"attempts": 2, "newly_passed": 1, "no_longer_passed": 1}
    assert logged(desk.question) == [("lms_courses.regrade", trainer, entry)]
    assert regrade_question(question=desk.question, by=trainer) == [], "a second click changes nothing"
    assert len(logged(desk.question)) == 1


def test_marking_a_question_again_leaves_other_questions_and_attempts_under_way_alone():
    desk = Desk(2, pass_percent=100)
    first, second = (place.question for place in desk.quiz.quiz_questions.all())
    sent = desk.submit(desk.right_answers())
    desk.save({first.pk: solution(first)})
    for question in (first, second):
        swap_right_answer(question)

    changes = regrade_question(question=first, by=TrainerFactory())

    sent.refresh_from_db()
    assert [change.attempt for change in changes] == [sent]
    assert sent.marks == {str(first.pk): False, str(second.pk): True}
    assert (sent.points, sent.max_points, sent.is_passed) == (1, 2, False)
    assert Attempt.objects.under_way().get().marks == {}


def test_marking_a_quiz_again_follows_its_pass_mark():
    desk = Desk(2, pass_percent=100)
    first, second = (place.question for place in desk.quiz.quiz_questions.all())
    sent = desk.submit({first.pk: solution(first), second.pk: [second.answers.get(is_correct=False).pk]})
    desk.quiz.pass_percent = 50
    desk.quiz.save()

    regrade_quiz(quiz=desk.quiz, by=TrainerFactory())

    sent.refresh_from_db()
    assert (sent.points, sent.is_passed) == (1, True)
    completion = evaluate_completion(
        course=desk.enrollment.course, learner=desk.enrollment.learner, enrollment=desk.enrollment
    )
    assert completion.requirements[1].is_met


def regrade_url(thing):
    return reverse(thing.snippet_viewset.get_url_name("regrade"), args=[thing.pk])


def test_page_shows_what_would_change_then_marks_again(client, trainer, desk):
    page = client.get(regrade_url(desk.question))

    html = page.content.decode()
    assert "2 attempts would be graded differently" in html
    assert "Newly passed: 1. No longer passed: 1." in html
    assert str(desk.other.learner.get_full_name()) in html
    assert states() == [(1, True), (0, False)]

    response = client.post(regrade_url(desk.question), follow=True)

    assert "2 attempts will be regraded." in response.content.decode()
    assert states() == [(0, False), (1, True)]
    assert "There is nothing to change." in client.get(regrade_url(desk.quiz)).content.decode()


def test_page_is_linked_from_list_and_editor(client, trainer, desk):
    for thing in (desk.question, desk.quiz):
        for name, args in (("list", []), ("edit", [thing.pk])):
            page = client.get(reverse(thing.snippet_viewset.get_url_name(name), args=args))
            assert regrade_url(thing) in page.content.decode()


def test_page_is_closed_to_those_who_do_not_teach(client, desk):
    client.force_login(FacilitatorFactory())

    assert client.post(regrade_url(desk.question)).status_code == 302
    assert states() == [(1, True), (0, False)]
