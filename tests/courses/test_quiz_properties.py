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
        """The right answers to everything, and among them one number that does not belong there."""
        answers = {
            question.pk: {answer.pk for answer in question.answers.all() if answer.is_correct} for question in self.bank
        }
        target = data.draw(st.sampled_from(self.bank))
        own = {answer.pk for answer in target.answers.all()}
        elsewhere = [
            answer.pk
            for question in (*self.bank, self.foreign)
            for answer in question.answers.all()
            if answer.pk not in own
        ]
        forged = {data.draw(st.sampled_from(elsewhere) | FORGED)}
        answers[target.pk] = data.draw(st.sampled_from([forged, answers[target.pk] | forged]))

        with pytest.raises(LMSError):
            self.submit(answers)
        assert not Attempt.objects.exists()

    @settings(max_examples=30, deadline=None)
    @given(data=st.data())
    def test_forged_questions_count_for_nothing(self, data):
        right = [answer.pk for answer in self.foreign.answers.all()]
        wrong = {
            question.pk: [next(answer.pk for answer in question.answers.all() if not answer.is_correct)]
            for question in self.bank
        }
        forged = data.draw(st.dictionaries(st.just(self.foreign.pk) | FORGED, st.just(right), min_size=1, max_size=5))

        attempt = self.submit(forged | wrong)

        assert (attempt.points, attempt.max_points, attempt.is_passed) == (0, 4, False)
        assert set(attempt.answers) == {str(question.pk) for question in self.bank}


@pytest.mark.django_db
@given(points=st.integers(0, 500), extra=st.integers(0, 500))
def test_attempt_percent_is_a_whole_number_rounded_down(points, extra):
    attempt = Attempt(points=points, max_points=points + extra)

    assert 0 <= attempt.percent <= 100
    if points + extra:
        assert attempt.percent <= 100 * points / (points + extra) < attempt.percent + 1
    assert (attempt.percent == 100) == (points > 0 and extra == 0)
