"""What the attempts at a quiz tell about its questions, and about what people believed."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, F, FloatField, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog.models import LessonQuiz
from courses.quizzes.item_analysis import FEW_ATTEMPTS, ItemFigures, Verdict, analyze_items
from courses.quizzes.marking import rules_of
from courses.quizzes.marking.rules import fold
from courses.quizzes.models import Attempt, Question, Quiz

#: The newest so many attempts are looked at: more would not change the picture.
MOST_ATTEMPTS = 5000
#: Free texts and whole orders differ endlessly: the most frequent so many are shown.
MOST_WAYS = 8
ARROW = " → "

#: verdict: (tone, icon, sentence)
VERDICTS = {
    Verdict.CHECK_KEY: (
        "danger",
        "exclamation-triangle",
        gettext_lazy("People who do well get this wrong more often. Check the answer key and the wording."),
    ),
    Verdict.TOO_HARD: ("warning", "exclamation-circle", gettext_lazy("Hard. Does the lesson really teach this?")),
    Verdict.TOO_EASY: ("info", "info-circle", gettext_lazy("Too easy to tell people apart. Fine as a warm-up.")),
    Verdict.WEAK: (
        "warning",
        "exclamation-circle",
        gettext_lazy("Says little about who understood the rest. Look at the wrong answers."),
    ),
    Verdict.FAIR: ("success", "check-circle", gettext_lazy("Works.")),
    Verdict.GOOD: (
        "success",
        "check-circle",
        gettext_lazy("Works well. It separates those who understood from those who did not."),
    ),
    Verdict.UNKNOWN: ("muted", "hourglass-split", gettext_lazy("Too few attempts to judge.")),
}


def first_attempts(attempts):
    """Return those of `attempts` that are their learner's first submitted one at the quiz."""
    earlier = Attempt.objects.filter(
        enrollment=OuterRef("enrollment"), quiz=OuterRef("quiz"), submitted_at__lt=OuterRef("submitted_at")
    )
    return attempts.filter(~Exists(earlier))


def course_quizzes(course):
    """Return the quizzes of a course's published lessons, in their order, with the numbers of its learners.

    Each has `attempt_count`, `learner_count`, `passed_count` (people who passed), `mean_percent` (right answers, of
    first and later attempts) and `lesson_title`.
    """
    mine = Q(attempts__enrollment__course=course, attempts__submitted_at__isnull=False)
    places = (
        LessonQuiz.objects.filter(lesson__path__startswith=course.path, lesson__live=True)
        .order_by("lesson__path", "pk")
        .values_list("quiz_id", "lesson_id", "lesson__title")
    )
    place_of = {}
    for quiz_id, lesson_id, title in places:
        place_of.setdefault(quiz_id, (len(place_of), lesson_id, title))
    quizzes = list(
        Quiz.objects.filter(pk__in=place_of).annotate(
            attempt_count=Count("attempts", filter=mine),
            learner_count=Count("attempts__enrollment", filter=mine, distinct=True),
            passed_count=Count("attempts__enrollment", filter=mine & Q(attempts__is_passed=True), distinct=True),
            mean_share=Avg(
                F("attempts__points") * 1.0 / F("attempts__max_points"),
                filter=mine & Q(attempts__max_points__gt=0),
                output_field=FloatField(),
            ),
        )
    )
    for quiz in quizzes:
        _place, quiz.lesson_id, quiz.lesson_title = place_of[quiz.pk]
        quiz.mean_percent = None if quiz.mean_share is None else round(100 * quiz.mean_share)
    return sorted(quizzes, key=lambda quiz: place_of[quiz.pk][0])


@dataclass(frozen=True)
class Way:
    """One way in which people answered a question."""

    text: str
    count: int
    share: float
    is_right: bool | None = None

    @property
    def percent(self):
        return round(100 * self.share)


@dataclass(frozen=True)
class ItemReport:
    """A question with its figures, what they suggest, and how people answered it, the most frequent way first."""

    question: Question
    number: int
    figures: ItemFigures
    ways: list

    @property
    def right_percent(self):
        return round(100 * self.figures.difficulty)

    @property
    def tone(self):
        return VERDICTS[self.figures.verdict][0]

    @property
    def icon(self):
        return VERDICTS[self.figures.verdict][1]

    @property
    def hint(self):
        return VERDICTS[self.figures.verdict][2]


@dataclass
class QuizReport:
    """The attempts at `quiz` looked at question by question.

    course: only attempts of its learners; None means all. first_only: each learner's first attempt, before they could
    learn the answers from the feedback.
    """

    quiz: Quiz
    course: object = None
    first_only: bool = True

    @cached_property
    def attempts(self):
        """(answers, marks, points, max_points, is_passed) of the newest attempts."""
        attempts = Attempt.objects.filter(quiz=self.quiz, submitted_at__isnull=False)
        if self.course:
            attempts = attempts.filter(enrollment__course=self.course)
        if self.first_only:
            attempts = first_attempts(attempts)
        columns = ("answers", "marks", "points", "max_points", "is_passed")
        return list(attempts.order_by("-submitted_at", "-pk").values_list(*columns)[:MOST_ATTEMPTS])

    @property
    def count(self):
        return len(self.attempts)

    @property
    def is_thin(self):
        return 0 < self.count < FEW_ATTEMPTS

    @property
    def mean_percent(self):
        shares = [points / most for _answers, _marks, points, most, _passed in self.attempts if most]
        return round(100 * sum(shares) / len(shares)) if shares else None

    @property
    def pass_percent(self):
        return round(100 * sum(passed for *_rest, passed in self.attempts) / self.count) if self.count else None

    @cached_property
    def items(self):
        """An `ItemReport` for each question that was asked and still exists, in the order of the quiz."""
        figures = analyze_items([marks for _answers, marks, *_rest in self.attempts if marks])
        answers = {}
        for given, *_rest in self.attempts:
            for question, answer in given.items():
                answers.setdefault(question, []).append(answer)
        questions = Question.objects.filter(pk__in=[int(pk) for pk in figures]).prefetch_related("answers")
        listed = dict(self.quiz.quiz_questions.values_list("question_id", "sort_order"))
        ordered = sorted(questions, key=lambda question: (listed.get(question.pk, 10**6), question.pk))
        return [
            ItemReport(
                question=question,
                number=number,
                figures=figures[str(question.pk)],
                ways=ways_of_answering(question, answers.get(str(question.pk), [])),
            )
            for number, question in enumerate(ordered, start=1)
        ]

    def table(self):
        """Return (headings, rows): one row for each way in which a question was answered."""
        headings = [
            _("Number"),
            _("Question"),
            _("Kind"),
            _("Attempts"),
            _("Right"),
            _("Difficulty (share right)"),
            _("Discrimination"),
            _("Hint"),
            _("Answer"),
            _("Is right"),
            _("Times chosen"),
        ]
        rows = (
            [
                item.number,
                item.question.text,
                item.question.get_kind_display(),
                item.figures.attempts,
                item.figures.right,
                round(item.figures.difficulty, 3),
                rounded(item.figures.discrimination),
                item.hint,
                way.text,
                {True: _("yes"), False: _("no"), None: ""}[way.is_right],
                way.count,
            ]
            for item in self.items
            for way in item.ways or [Way("", 0, 0)]
        )
        return headings, rows


def rounded(figure):
    return None if figure is None else round(figure, 3)


def ways_of_answering(question, responses):
    """Return the `Way`s in which `question` was answered.

    responses: what the attempts hold for it, in the shape that its kind has (see `Attempt.answers`). Choices are
    counted one by one, those never chosen too; pairs by what was chosen for each; texts and orders as a whole.
    """
    answers = {answer.pk: answer for answer in question.answers.all()}
    count = {
        Question.Kind.SHORT: count_texts,
        Question.Kind.ORDERING: count_orders,
        Question.Kind.MATCHING: count_pairs,
    }
    counted = count.get(question.kind, count_choices)(question, answers, responses)
    return [Way(text, times, times / len(responses) if responses else 0, is_right) for text, times, is_right in counted]


def count_choices(question, answers, responses):
    chosen = Counter(pk for response in responses for pk in response)
    counted = [(answer.text, chosen.pop(pk, 0), answer.is_correct) for pk, answer in answers.items()]
    return counted + ([(text_of(None), chosen.total(), None)] if chosen else [])


def count_texts(question, answers, responses):
    spelling = {fold(text): text for text in reversed(responses)}
    frequent = Counter(fold(text) for text in responses).most_common(MOST_WAYS)
    return [(spelling[key], times, rules_of(question).is_right(question, key)) for key, times in frequent]


def count_orders(question, answers, responses):
    frequent = Counter(tuple(response) for response in responses).most_common(MOST_WAYS)
    return [
        (
            ARROW.join(text_of(answers.get(pk)) for pk in order),
            times,
            rules_of(question).is_right(question, list(order)),
        )
        for order, times in frequent
    ]


def count_pairs(question, answers, responses):
    pairs = Counter((int(left), right) for response in responses for left, right in response.items())
    counted = []
    for pk, answer in answers.items():
        of_answer = [(right, times) for (left, right), times in pairs.most_common() if left == pk]
        for right, times in of_answer:
            half = answers[right].match if right in answers else text_of(None)
            counted.append((f"{answer.text} – {half}", times, half == answer.match))
    return counted


COUNTERS = {
    Question.Kind.SHORT: count_texts,
    Question.Kind.ORDERING: count_orders,
    Question.Kind.MATCHING: count_pairs,
}


def text_of(answer):
    return answer.text if answer else _("an answer that no longer exists")
