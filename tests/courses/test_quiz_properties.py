"""Whatever a browser sends, marks stay within what was really answered."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.actions import submit_attempt
from courses.models import Attempt, Question
from lms.exceptions import LMSError
from tests.factories.courses import EnrollmentFactory, LessonPageFactory, QuestionFactory, QuizFactory

#: Numbers that no answer has: forged ids must never score.
FORGED = st.integers(min_value=10**6, max_value=10**9) | st.integers(min_value=-5, max_value=0)


class TestMarking(TestCase):
    """Hypothesis rolls the database back after each example only in its own TestCase."""

    def setUp(self):
        self.bank = [
            QuestionFactory(kind=Question.Kind.SINGLE, wrong=2),
            QuestionFactory(kind=Question.Kind.TRUE_FALSE),
            QuestionFactory(kind=Question.Kind.MULTIPLE, right=2, wrong=2),
            QuestionFactory(kind=Question.Kind.MULTIPLE, right=1, wrong=1),
        ]
        self.foreign = QuestionFactory()
        self.quiz = QuizFactory(questions=self.bank)
        self.lesson = LessonPageFactory(body=[("quiz", {"quiz": self.quiz})])
        self.enrollment = EnrollmentFactory(course=self.lesson.get_course())

    def submit(self, answers):
        return submit_attempt(
            enrollment=self.enrollment,
            lesson=self.lesson,
            quiz=self.quiz,
            answers=answers,
            submission_key=uuid.uuid4(),
        )

    @settings(max_examples=60, deadline=None)
    @given(data=st.data(), pass_percent=st.integers(1, 100))
    def test_marks_agree_with_what_was_answered(self, data, pass_percent):
        self.quiz.pass_percent = pass_percent
        self.quiz.save()
        answers, right = {}, 0
        for question in self.bank:
            correct = {answer.pk for answer in question.answers.all() if answer.is_correct}
            pool = sorted(answer.pk for answer in question.answers.all())
            most = len(pool) if question.takes_several else 1
            answers[question.pk] = data.draw(st.sets(st.sampled_from(pool), min_size=1, max_size=most))
            right += answers[question.pk] == correct

        attempt = self.submit(answers)

        assert attempt.points == right
        assert attempt.max_points == 4
        assert 0 <= attempt.percent <= 100
        assert (attempt.percent == 100) == (right == 4)
        assert attempt.is_passed == (attempt.percent >= pass_percent)

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_forged_ids_never_score(self, data):
        own = sorted(answer.pk for question in self.bank for answer in question.answers.all())
        others = [answer.pk for answer in self.foreign.answers.all()]
        anything = st.sampled_from(own + others) | FORGED
        keys = [question.pk for question in (*self.bank, self.foreign)]
        answers = data.draw(st.dictionaries(st.sampled_from(keys) | FORGED, st.sets(anything, max_size=4), max_size=7))

        try:
            attempt = self.submit(answers)
        except LMSError:
            assert not Attempt.objects.exists()
            return

        for question in self.bank:
            of_question = {answer.pk for answer in question.answers.all()}
            assert set(attempt.answers[str(question.pk)]) <= of_question
        assert set(attempt.answers) == {str(question.pk) for question in self.bank}
        assert attempt.points <= attempt.max_points == 4


@pytest.mark.django_db
@given(points=st.integers(0, 500), extra=st.integers(0, 500))
def test_attempt_percent_is_a_whole_number_rounded_down(points, extra):
    attempt = Attempt(points=points, max_points=points + extra)

    assert 0 <= attempt.percent <= 100
    if points + extra:
        assert attempt.percent <= 100 * points / (points + extra) < attempt.percent + 1
    assert (attempt.percent == 100) == (points > 0 and extra == 0)
