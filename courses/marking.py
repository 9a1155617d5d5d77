"""How answers are read, checked, marked and explained: one `KindRules` for each kind of question.

Three shapes meet here:
    fields: what a form sends for one question, {"": [values]} or, for items that each have a field of their own,
        {"<answer id>": [values]};
    response: what is stored of it, in the shapes that `Attempt.answers` names, or None while nothing is answered;
    row: an answer as its author gives it, {"text": ..., "match": ..., "is_correct": ...}.
Nothing here asks the database, apart from the answers of a question if they are not loaded yet.
"""

import hashlib
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.exceptions import LMSError

from .models import Question

#: Characters kept of a typed answer.
LONGEST_TEXT = 300


class AnswerError(LMSError):
    """What was answered cannot be taken as it is: something is missing, or belongs to another question."""


@dataclass(frozen=True)
class ReviewLine:
    """One line of a question's result.

    state: "right" or "wrong" for what was answered; "missed" for what would have been right.
    note: what the author says to it.
    """

    text: str
    state: str
    note: str = ""


def fold(text):
    """Return `text` as short answers are compared: case, accents and the width of white space make no difference."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(unicodedata.normalize("NFKC", plain.casefold()).split())


def shuffled(key, ids):
    """Return `ids` in an order that looks random and is the same each time for the same `key`."""
    return sorted(ids, key=lambda pk: hashlib.sha256(f"{key}:{pk}".encode()).digest())


class KindRules:
    """What one kind of question needs to be asked and marked.

    widget: which way of answering the page offers: "choices", "text", "order" or "pairs".
    hint: a sentence to those who answer.
    """

    widget = "choices"
    hint = ""

    def read(self, question, fields):
        """Return the response in `fields`. Broken values count as not answered.

        Raises:
            AnswerError: the fields contradict each other.
        """
        raise NotImplementedError

    def fields(self, question, response):
        """Return the fields that `read` makes `response` of, to show what was answered."""
        raise NotImplementedError

    def clean(self, question, response):
        """Return `response` in the shape stored, or None if it is empty.

        Raises:
            AnswerError: it holds something that is not among the question's answers.
        """
        raise NotImplementedError

    def is_complete(self, question, response):
        return bool(response)

    def is_right(self, question, response):
        raise NotImplementedError

    def solution(self, question):
        """Return the right response."""
        raise NotImplementedError

    def shown_order(self, question, key, *, shuffles):
        """Return the answers in the order in which the attempt with this `key` shows them."""
        answers = list(question.answers.all())
        if not shuffles:
            return answers
        by_id = {answer.pk: answer for answer in answers}
        return [by_id[pk] for pk in shuffled(key, by_id)]

    def review(self, question, response):
        """Return the `ReviewLine`s of a marked question."""
        raise NotImplementedError

    def problems(self, rows, *, scenario=""):
        """Yield (field, sentence) for everything because of which the question could not be asked or marked."""
        raise NotImplementedError


def own_ids(question, ids):
    """Return `ids` as integers.

    Raises:
        AnswerError: one of them is not an answer of `question`.
    """
    ids = [int(pk) for pk in ids]
    if not set(ids) <= {answer.pk for answer in question.answers.all()}:
        raise AnswerError(_("One of the answers has changed meanwhile. Reload the page and answer again."))
    return ids


def read_number(values):
    """Return the first of `values` as a number of at most nineteen digits, or None."""
    text = values[0] if values else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else None


class Choices(KindRules):
    """Tick what is right; the set must be exact."""

    takes_several = False

    def read(self, question, fields):
        return [pk for value in fields.get("", []) if (pk := read_number([value])) is not None] or None

    def fields(self, question, response):
        return {"": [str(pk) for pk in response or ()]}

    def clean(self, question, response):
        chosen = set(own_ids(question, response or ()))
        if len(chosen) > 1 and not self.takes_several:
            raise AnswerError(_("Choose one answer to “%(question)s”.") % {"question": question.text})
        return sorted(chosen) or None

    def is_right(self, question, response):
        right = set(self.solution(question))
        return bool(right) and set(response or ()) == right

    def solution(self, question):
        return sorted(answer.pk for answer in question.answers.all() if answer.is_correct)

    def review(self, question, response):
        chosen, lines = set(response or ()), []
        for answer in question.answers.all():
            if answer.pk in chosen:
                lines.append(ReviewLine(answer.text, "right" if answer.is_correct else "wrong", answer.feedback))
            elif answer.is_correct:
                lines.append(ReviewLine(answer.text, "missed"))
        return lines

    def problems(self, rows, *, scenario=""):
        right = sum(bool(row.get("is_correct")) for row in rows)
        if len(rows) < 2:
            yield "kind", _("Give at least two answers to choose from.")
        if right == 0:
            yield "kind", _("Tick the right answer: without one nobody could pass.")
        elif right > 1 and not self.takes_several:
            yield "kind", _("Tick one right answer only, or choose “Several right answers”.")


class SeveralChoices(Choices):
    takes_several = True
    hint = gettext_lazy("Several answers may be right.")


class TrueFalse(Choices):
    def problems(self, rows, *, scenario=""):
        if len(rows) > 2:
            yield "kind", _("Give two answers only, “True” and “False”.")
        yield from super().problems(rows)


class Scenario(Choices):
    """A post to judge, then one choice."""

    def problems(self, rows, *, scenario=""):
        if not scenario.strip():
            yield "scenario", _("Write the post that learners are to judge.")
        yield from super().problems(rows)


class ShortAnswer(KindRules):
    """Type a few words; each answer of the question is one that is accepted."""

    widget = "text"
    hint = gettext_lazy("A few words are enough. Capitals and accents do not matter.")

    def read(self, question, fields):
        return self.clean(question, "".join(fields.get("", [])[:1]))

    def fields(self, question, response):
        return {"": [response or ""]}

    def clean(self, question, response):
        # No database stores the character NUL, and nobody types it.
        return " ".join(str(response or "").replace("\0", "").split())[:LONGEST_TEXT].strip() or None

    def accepted(self, question, response):
        """Return the answer of the question that `response` amounts to, or None."""
        typed = fold(response or "")
        return next((answer for answer in question.answers.all() if typed and fold(answer.text) == typed), None)

    def is_right(self, question, response):
        return self.accepted(question, response) is not None

    def solution(self, question):
        return next((answer.text for answer in question.answers.all()), "")

    def review(self, question, response):
        accepted, lines = self.accepted(question, response), []
        if response:
            state = "right" if accepted else "wrong"
            lines.append(ReviewLine(response, state, accepted.feedback if accepted else ""))
        if not accepted:
            lines.append(ReviewLine(self.solution(question), "missed"))
        return lines

    def problems(self, rows, *, scenario=""):
        if not any(fold(row.get("text") or "") for row in rows):
            yield "kind", _("Give at least one answer that is accepted, with letters or digits.")


class Ordering(KindRules):
    """Give each item its place; the answers stand in the right order. Never shown in the right order at first."""

    widget = "order"
    hint = gettext_lazy("Give each item its place, the first one 1.")

    def read(self, question, fields):
        places = {int(pk): place for pk, values in fields.items() if pk and (place := read_number(values)) is not None}
        if len(set(places.values())) < len(places):
            raise AnswerError(_("Give each item of “%(question)s” a place of its own.") % {"question": question.text})
        return sorted(places, key=places.get) or None

    def fields(self, question, response):
        return {str(pk): [str(place)] for place, pk in enumerate(response or (), start=1)}

    def clean(self, question, response):
        items = own_ids(question, response or ())
        if len(set(items)) < len(items):
            raise AnswerError(_("Give each item of “%(question)s” a place of its own.") % {"question": question.text})
        return items or None

    def is_complete(self, question, response):
        return len(response or ()) == len(question.answers.all())

    def is_right(self, question, response):
        items = self.solution(question)
        return bool(items) and [pk for pk in response or () if pk in items] == items

    def solution(self, question):
        return [answer.pk for answer in question.answers.all()]

    def shown_order(self, question, key, *, shuffles):
        answers = super().shown_order(question, key, shuffles=True)
        if [answer.pk for answer in answers] == self.solution(question):
            answers = answers[1:] + answers[:1]
        return answers

    def review(self, question, response):
        places = {pk: place for place, pk in enumerate(response or (), start=1)}
        lines = []
        for place, answer in enumerate(question.answers.all(), start=1):
            given = places.get(answer.pk)
            note = "" if given in (place, None) else _("You had it in place %(place)s.") % {"place": given}
            state = "right" if given == place else "wrong" if given else "missed"
            lines.append(ReviewLine(f"{place}. {answer.text}", state, " ".join(filter(None, [note, answer.feedback]))))
        return lines

    def problems(self, rows, *, scenario=""):
        texts = [fold(row.get("text") or "") for row in rows]
        if len(texts) < 2:
            yield "kind", _("Give at least two items, in their right order.")
        elif len(set(texts)) < len(texts):
            yield "kind", _("Two items read the same: nobody could know which comes first.")


class Matching(KindRules):
    """Choose for each answer the half that belongs to it."""

    widget = "pairs"
    hint = gettext_lazy("Choose for each what belongs to it.")

    def read(self, question, fields):
        chosen = {pk: other for pk, values in fields.items() if pk and (other := read_number(values)) is not None}
        return chosen or None

    def fields(self, question, response):
        ids = {half: pk for pk, half in self.halves(question)}
        return {str(pk): [str(ids[half])] for pk, half in self.belongs(question, response).items()}

    def clean(self, question, response):
        pairs = {int(pk): int(other) for pk, other in (response or {}).items()}
        own_ids(question, [*pairs, *pairs.values()])
        ids = {half: pk for pk, half in self.halves(question)}
        return {str(pk): ids[half] for pk, half in sorted(self.belongs(question, pairs).items())} or None

    def is_complete(self, question, response):
        return len(response or ()) == len(question.answers.all())

    def belongs(self, question, response):
        """Return {answer id: the half chosen for it}, without what is no longer among the answers."""
        halves = {answer.pk: answer.match for answer in question.answers.all()}
        chosen = {int(pk): other for pk, other in (response or {}).items()}
        return {pk: halves[other] for pk, other in chosen.items() if pk in halves and other in halves}

    def is_right(self, question, response):
        halves = {answer.pk: answer.match for answer in question.answers.all()}
        return bool(halves) and self.belongs(question, response) == halves

    def solution(self, question):
        return {str(answer.pk): answer.pk for answer in question.answers.all()}

    def halves(self, question, key=""):
        """Return (answer id, half) to choose from, mixed; a half that belongs to several stands there once."""
        ids = {}
        for answer in question.answers.all():
            ids.setdefault(answer.match, answer.pk)
        halves = {pk: half for half, pk in ids.items()}
        return [(pk, halves[pk]) for pk in shuffled(f"{key}:halves", halves)]

    def review(self, question, response):
        chosen, lines = self.belongs(question, response), []
        for answer in question.answers.all():
            given = chosen.get(answer.pk)
            note = "" if given in (answer.match, None) else _("You chose “%(half)s”.") % {"half": given}
            state = "right" if given == answer.match else "wrong" if given else "missed"
            note = " ".join(filter(None, [note, answer.feedback]))
            lines.append(ReviewLine(f"{answer.text} → {answer.match}", state, note))
        return lines

    def problems(self, rows, *, scenario=""):
        if len(rows) < 2:
            yield "kind", _("Give at least two pairs.")
        if any(not (row.get("match") or "").strip() for row in rows):
            yield "kind", _("Fill in “Belongs to” for each pair.")
        elif len(rows) > 1 and len({fold(row["match"]) for row in rows}) < 2:
            yield "kind", _("All pairs have the same other half: there is nothing to choose.")
        texts = [fold(row.get("text") or "") for row in rows]
        if len(set(texts)) < len(texts):
            yield "kind", _("Two pairs begin the same: nobody could tell them apart.")


KINDS = {
    Question.Kind.SINGLE: Choices(),
    Question.Kind.MULTIPLE: SeveralChoices(),
    Question.Kind.TRUE_FALSE: TrueFalse(),
    Question.Kind.SHORT: ShortAnswer(),
    Question.Kind.ORDERING: Ordering(),
    Question.Kind.MATCHING: Matching(),
    Question.Kind.SCENARIO: Scenario(),
}


def rules_of(question):
    return KINDS[question.kind]


def clean_answers(questions, answers, *, must_be_complete):
    """Return {question id as a string: response} of `questions`, as an attempt stores it.

    answers: {question id: response}; questions that are not asked are left out.

    Raises:
        AnswerError: a response does not fit its question, or, if all must be complete, one is missing.
    """
    cleaned = {}
    for question in questions:
        rules = rules_of(question)
        response = rules.clean(question, answers.get(question.pk))
        if must_be_complete and not rules.is_complete(question, response):
            raise AnswerError(_("Answer every question, then send the quiz again."))
        if response is not None:
            cleaned[str(question.pk)] = response
    return cleaned


def mark_answers(questions, answers):
    """Return {question id as a string: whether it was answered right} from an attempt's `answers`."""
    return {
        str(question.pk): rules_of(question).is_right(question, answers.get(str(question.pk))) for question in questions
    }


def passes(points, max_points, pass_percent):
    """Return whether so many right answers are enough. A quiz without questions is never passed."""
    return max_points > 0 and 100 * points >= pass_percent * max_points
