"""A quiz as one learner meets it: what to begin, the questions to answer, or how it went."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrollment.evidence import attempt_rank
from courses.quizzes.marking import rules_of
from courses.quizzes.marking.rules import AnswerError
from courses.quizzes.models import Attempt, Question, Quiz
from courses.quizzes.querysets import GRACE
from courses.signals import overdue_attempt_met


@dataclass
class AskedQuestion:
    """A question in the order and state in which one attempt shows it.

    fields: what was answered, as the form sends it; see marking.py.
    is_right: None until it is marked.
    """

    question: Question
    key: str
    shuffles: bool = False
    fields: dict = field(default_factory=dict)
    response: object = None
    is_right: bool | None = None
    is_missing: bool = False

    @property
    def name(self):
        """The field of the form that sends the answer; items add `-<answer id>`."""
        return f"question-{self.question.pk}"

    @property
    def anchor(self):
        """An id for the page, where two quizzes may ask the same question."""
        return f"{self.name}-{self.key[:8]}"

    @property
    def rules(self):
        return rules_of(self.question)

    @property
    def template(self):
        return f"lms_courses/quizzes/blocks/quiz_{self.rules.widget}.html"

    @property
    def typed(self):
        return "".join(self.fields.get("", [])[:1])

    @cached_property
    def items(self):
        """Return the answers as dicts: name and value of the field, text, and whether or what was chosen."""
        ticked = set(self.fields.get("", []))
        return [
            {
                "value": str(answer.pk),
                "name": f"{self.name}-{answer.pk}",
                "anchor": f"{self.anchor}-{answer.pk}",
                "text": answer.text,
                "is_chosen": str(answer.pk) in ticked,
                "chosen": "".join(self.fields.get(str(answer.pk), [])[:1]),
            }
            for answer in self.rules.shown_order(self.question, self.key, shuffles=self.shuffles)
        ]

    @property
    def items_in_place(self):
        """Return the items of an ordering, those with a place first and in that order."""
        return sorted(self.items, key=lambda item: int(item["chosen"]) if item["chosen"].isdecimal() else 10**6)

    @property
    def places(self):
        return [str(place) for place in range(1, len(self.items) + 1)]

    @property
    def halves(self):
        return [(str(pk), half) for pk, half in self.rules.halves(self.question, self.key)]

    @property
    def lines(self):
        return self.rules.review(self.question, self.response)

    @property
    def verdict(self):
        if self.is_right:
            return _("Right.")
        if not self.response:
            return _("Not answered.")
        return _("Partly right.") if any(line.state == "right" for line in self.lines) else _("Not right.")


@dataclass
class QuizActivity:
    """A quiz and the state of one learner with it.

    attempt: the last one that was submitted; `best` is the one that counts.
    under_way: the one begun and not submitted.
    state: "card" (to begin), "form" (to answer) or "result".
    number: which try this is; what a browser keeps for an attempt is named by it.
    """

    quiz: Quiz
    question_count: int
    submission_key: str
    state: str = "form"
    questions: list = field(default_factory=list)
    attempt: Attempt | None = None
    best: Attempt | None = None
    under_way: Attempt | None = None
    number: int = 1
    error: str = ""

    @property
    def attempts_left(self):
        """How many more tries may be begun; None for any number."""
        if self.quiz.attempt_limit is None:
            return None
        return max(0, self.quiz.attempt_limit - (self.number - 1) - bool(self.under_way))

    @property
    def may_begin(self):
        return self.attempts_left != 0 and self.question_count > 0

    @property
    def is_passed(self):
        return self.best is not None and self.best.is_passed

    @property
    def missing(self):
        """What the learner still has to do here, as a sentence, or "" when it is done."""
        if self.is_passed:
            return ""
        return _("take the quiz “%(quiz)s”.") % {"quiz": self.quiz.title}

    @property
    def terms(self):
        """Return what to know before beginning, as short phrases: "8 questions", "10 minutes", "2 attempts left"."""
        count, minutes, left = self.question_count, self.quiz.time_limit_minutes, self.attempts_left
        terms = [ngettext("%(n)s question", "%(n)s questions", count) % {"n": count}]
        if minutes:
            terms.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
        if left is not None:
            terms.append(ngettext("%(n)s attempt left", "%(n)s attempts left", left) % {"n": left})
        return terms

    @property
    def grace_seconds(self):
        return int(GRACE.total_seconds())


def quiz_activities(ids, enrollment, *, quiz_state=None, retake=""):
    """Return {quiz id: `QuizActivity`} of the published quizzes in a lesson, in four queries at most.

    An attempt whose time is up is closed first, by `overdue_attempt_met`: whoever comes back must see how it went.

    enrollment: None for someone who only reads.
    quiz_state: {quiz id: (RuleError, {question id: fields})} of a form that was sent with a mistake.
    retake: id of a quiz that the learner wants to answer again, as it stands in the address.
    """
    quizzes = Quiz.objects.with_listed(ids) if ids else {}
    attempts = load_attempts(quizzes, enrollment)
    if any(attempt.is_overdue for own in attempts.values() for attempt in own):
        overdue_attempt_met.send(sender=Attempt, enrollment=enrollment)
        attempts = load_attempts(quizzes, enrollment)

    activities, asked = {}, {}
    for pk, (quiz, listed) in quizzes.items():
        error, fields = (quiz_state or {}).get(pk, (None, None))
        activity = build_activity(quiz, listed, attempts.get(pk, []), error=error, is_again=retake == str(pk))
        activities[pk] = activity
        asked[pk] = []
        if activity.state == "form":
            asked[pk] = activity.under_way.question_ids if activity.under_way else listed
        elif activity.state == "result":
            asked[pk] = activity.attempt.question_ids
    bank = Question.objects.in_order([pk for ids in asked.values() for pk in ids])
    bank = {question.pk: question for question in bank}
    for pk, activity in activities.items():
        questions = [bank[question_id] for question_id in asked[pk] if question_id in bank]
        _error, fields = (quiz_state or {}).get(pk, (None, None))
        activity.questions = ask(activity, questions, fields)
    return activities


def load_attempts(quizzes, enrollment):
    """Return {quiz id: attempts, the last one submitted last} of one learner; those at a translation count as well."""
    attempts = {}
    ids = {quiz.translation_key: pk for pk, (quiz, _listed) in quizzes.items()}
    if enrollment and quizzes:
        made = Attempt.objects.filter(enrollment=enrollment, quiz__translation_key__in=ids)
        for attempt in made.annotate(quiz_key=F("quiz__translation_key")).order_by("submitted_at", "pk"):
            attempts.setdefault(ids[attempt.quiz_key], []).append(attempt)
    return attempts


def rank_of(attempt):
    return attempt_rank(is_passed=attempt.is_passed, points=attempt.points, pk=attempt.pk)


def build_activity(quiz, listed, attempts, *, error=None, is_again=False):
    submitted = [attempt for attempt in attempts if attempt.submitted_at]
    under_way = next((attempt for attempt in attempts if not attempt.submitted_at), None)
    activity = QuizActivity(
        quiz=quiz,
        question_count=len(listed) + quiz.draw_count,
        submission_key=str(under_way.submission_key if under_way else uuid.uuid4()),
        attempt=submitted[-1] if submitted else None,
        best=max(submitted, key=rank_of, default=None),
        under_way=under_way,
        number=len(submitted) + 1,
        error=str(error) if error else "",
    )
    if not under_way:
        if quiz.needs_beginning:
            activity.state = "result" if submitted else "card"
        elif submitted and not (is_again or error):
            activity.state = "result"
    return activity


def ask(activity, questions, fields):
    """Return the `AskedQuestion`s of `questions`. `fields` are those of a form sent with a mistake, else None."""
    attempt = activity.attempt if activity.state == "result" else activity.under_way
    key = str(attempt.submission_key) if attempt else activity.submission_key
    asked = []
    for question in questions:
        response = attempt.answers.get(str(question.pk)) if attempt else None
        each = AskedQuestion(question, key, activity.quiz.shuffles, response=response)
        each.fields = rules_of(question).fields(question, response)
        if activity.state == "result":
            each.is_right = attempt.marks.get(str(question.pk), False)
        elif fields is not None:
            each.fields = fields.get(question.pk, {})
            each.is_missing = not is_answered(question, each.fields)
        asked.append(each)
    return asked


def is_answered(question, fields):
    rules = rules_of(question)
    try:
        return rules.is_complete(question, rules.read(question, fields))
    except AnswerError:
        return False


def preview_question(question, *, is_answered):
    """Return the context of the preview of one question: as it is asked, or with the right answers."""
    name_answers(question)
    asked = AskedQuestion(question, "preview")
    if is_answered:
        asked.response, asked.is_right = rules_of(question).solution(question), True
    return {"asked": asked, "is_answered": is_answered}


def preview_quiz(quiz):
    """Return the context of the preview of a quiz: what it lists, then an example of what it could draw."""
    questions = [place.question for place in quiz.quiz_questions.all() if place.question_id]
    tags = [tag.pk for tag in quiz.tags.all()]
    if quiz.draw_count and tags:
        drawn = (
            Question.objects.live().filter(tagged_items__tag__in=tags).exclude(pk__in=[each.pk for each in questions])
        )
        questions += list(drawn.distinct()[: quiz.draw_count])
    activity = QuizActivity(quiz=quiz, question_count=len(questions), submission_key="preview")
    activity.questions = [AskedQuestion(question, activity.submission_key, quiz.shuffles) for question in questions]
    return {"activity": activity}


def name_answers(question):
    """Give the answers of a question that is still being written ids of their own, so that they can be told apart."""
    for place, answer in enumerate(question.answers.all(), start=1):
        answer.pk = answer.pk or -place
