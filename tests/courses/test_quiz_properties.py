"""Whatever a browser sends, marks stay within what was really answered."""

import unicodedata
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.enrollment.evidence import evidence_of
from courses.models import Attempt, Question
from courses.quizzes.actions import draw_questions, regrade_question, regrade_quiz, submit_attempt
from courses.quizzes.marking import mark_answers, rules_of
from courses.quizzes.marking.rules import fold
from courses.quizzes.presenters import quiz_activities
from lms.exceptions import RuleError
from tests.factories.courses import EnrollmentFactory, LessonPageFactory, QuestionFactory, QuizFactory
from tests.factories.users import TrainerFactory

from .desks import Desk, one_of_each_kind, question_of, solution, tag

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
            most = len(pool) if question.kind == "multiple" else 1
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

        with pytest.raises(RuleError):
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


#: Whatever someone may type: every character but halves of others, which no form can send.
TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(text=TYPED)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(words=st.lists(st.text("abcÉèüñŞ", min_size=1, max_size=8), min_size=1, max_size=4), spaces=st.text(" \t\n"))
def test_folding_forgets_case_accents_and_spaces(words, spaces):
    text = " ".join(words)

    for other in (text.upper().lower(), text.title(), spaces + f" {spaces}".join(words) + spaces):
        assert fold(other) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def responses(question):
    """Return a strategy of what someone may answer to `question`, rightly or not, wholly or not."""
    ids = [answer.pk for answer in question.answers.all()]
    kind = question.kind
    if kind == "short":
        return st.sampled_from(["Coffee", "CAFE CREME", "coffe"]) | TYPED
    if kind == "ordering":
        return st.permutations(ids) | st.lists(st.sampled_from(ids), unique=True)
    if kind == "matching":
        return st.dictionaries(st.sampled_from([str(pk) for pk in ids]), st.sampled_from(ids))
    return st.sets(st.sampled_from(ids), max_size=len(ids) if kind == "multiple" else 1).map(sorted)


class TestEveryKind(TestCase):
    def setUp(self):
        self.bank = one_of_each_kind()
        self.questions = Question.objects.in_order([question.pk for question in self.bank.values()])
        self.desk = Desk(self.questions)

    def expected(self, question, response):
        """Say in other words than the rules do whether `response` is right."""
        answers = list(question.answers.all())
        if question.kind == "short":
            return fold(response) in {"cafe creme", "coffee"}
        if question.kind == "ordering":
            return response == [answer.pk for answer in answers]
        if question.kind == "matching":
            text = {answer.pk: answer.match for answer in answers}
            return len(response) == 3 and all(text[int(item)] == text[half] for item, half in response.items())
        return set(response) == {answer.pk for answer in answers if answer.is_correct}

    @settings(max_examples=80, deadline=None)
    @given(data=st.data())
    def test_an_answer_is_right_if_and_only_if_it_equals_the_solution(self, data):
        answers = {}
        for question in self.questions:
            rules, drawn = rules_of(question), data.draw(responses(question))
            response = rules.clean(question, drawn)
            assert rules.is_right(question, response) == self.expected(question, drawn), question.kind
            assert rules.clean(question, rules.read(question, rules.fields(question, response))) == response
            assert all(line.state in {"right", "wrong", "missed"} for line in rules.review(question, response))
            answers[str(question.pk)] = response
        marks = mark_answers(self.questions, answers)
        assert 0 <= sum(marks.values()) <= len(self.questions) == len(marks)

    @settings(max_examples=30, deadline=None)
    @given(data=st.data())
    def test_an_ordering_is_right_in_one_permutation_only(self, data):
        number = data.draw(st.integers(2, 5))
        question = question_of("ordering", [(f"Item {place}", False) for place in range(number)])
        order = data.draw(st.permutations(solution(question)))
        key = data.draw(st.uuids())

        assert rules_of(question).is_right(question, order) == (order == solution(question))
        shown = [answer.pk for answer in rules_of(question).shown_order(question, key, shuffles=False)]
        assert sorted(shown) == solution(question) != shown

    @settings(max_examples=30, deadline=None)
    @given(
        tagged=st.sets(st.integers(0, 6)), listed=st.sets(st.integers(0, 6)), count=st.integers(0, 9), key=st.uuids()
    )
    def test_drawing_takes_so_many_different_published_questions_with_the_tags(self, tagged, listed, count, key):
        for place, question in enumerate(self.questions):
            if place in tagged:
                tag(question, "drawn")
        quiz = QuizFactory(
            questions=[self.questions[place] for place in sorted(listed)], draw_count=count, shuffles=True
        )
        tag(quiz, "drawn")
        Question.objects.filter(pk=self.questions[0].pk).update(live=False)

        ids = draw_questions(quiz, key)

        own = {self.questions[place].pk for place in listed - {0}}
        drawable = {self.questions[place].pk for place in tagged - listed - {0}}
        assert len(ids) == len(set(ids)) == len(own) + min(count, len(drawable))
        assert own <= set(ids) <= own | drawable

    @settings(max_examples=15, deadline=None)
    @given(data=st.data())
    def test_marking_again_equals_marking_afresh(self, data):
        """Whatever is corrected: afterwards the attempt stands as if it were sent now."""
        desk = self.desk
        desk.quiz.pass_percent = data.draw(st.integers(1, 100))
        desk.quiz.save()
        attempt = desk.submit(desk.right_answers())
        Attempt.objects.filter(pk=attempt.pk).update(
            answers={str(question.pk): data.draw(responses(question)) for question in self.questions}
        )
        corrected = data.draw(st.sampled_from(self.questions))
        for answer in corrected.answers.all():
            answer.is_correct = data.draw(st.booleans())
            answer.sort_order = data.draw(st.integers(0, 9))
            answer.save()
        by = TrainerFactory()

        regrade_quiz(quiz=desk.quiz, by=by)
        attempt.refresh_from_db()

        fresh = mark_answers(Question.objects.in_order(attempt.question_ids), attempt.answers)
        assert attempt.marks == fresh
        assert attempt.points == sum(fresh.values()) <= attempt.max_points == len(self.questions)
        assert attempt.is_passed == (100 * attempt.points >= desk.quiz.pass_percent * attempt.max_points)
        assert regrade_question(question=corrected, by=by, dry_run=True) == []


class TestBestAttempt(TestCase):
    def setUp(self):
        self.quiz, self.enrollment = QuizFactory(), EnrollmentFactory()

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=5))
    def test_what_the_learner_reads_is_what_completion_counts(self, tries):
        begun = timezone.now() - timedelta(days=1)
        attempts = [
            Attempt.objects.create(
                enrollment=self.enrollment,
                quiz=self.quiz,
                is_passed=is_passed,
                points=points,
                max_points=3,
                submitted_at=begun + timedelta(hours=hour),
            )
            for hour, (is_passed, points) in enumerate(tries)
        ]

        shown = quiz_activities([self.quiz.pk], self.enrollment)[self.quiz.pk].best
        counted = evidence_of(self.enrollment).attempts[self.quiz.pk]
        assert shown == attempts[tries.index(max(tries))], "passed, then most right answers, then the first"
        assert (counted.is_passed, counted.points) == max(tries)
        assert counted.submitted_at == shown.submitted_at
