"""What every kind of question has in common."""

import hashlib
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.exceptions import RuleError


class AnswerError(RuleError):
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
        raise AnswerError(_("One of the answers has changed in the meantime. Reload the page and answer again."))
    return ids


def read_number(values):
    """Return the first of `values` as a number of at most nineteen digits, or None."""
    text = values[0] if values else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else None
