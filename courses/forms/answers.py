"""The answers to a quiz as its form sends them: `question-<id>`, or `question-<id>-<answer id>` for each item."""

import re

from ..marking import rules_of
from ..models import Question

FIELD = re.compile(r"question-([0-9]{1,18})(?:-([0-9]{1,18}))?")


def read_fields(data):
    """Return {question id: fields} of a sent form, the fields as in marking.py; other names are ignored."""
    fields = {}
    for name, values in data.lists():
        if match := FIELD.fullmatch(name):
            fields.setdefault(int(match[1]), {})[match[2] or ""] = values
    return fields


def read_answers(fields):
    """Return {question id: response} of what `read_fields` returned, in two queries.

    Raises:
        AnswerError: the fields of a question contradict each other.
    """
    questions = Question.objects.in_order(list(fields))
    return {question.pk: rules_of(question).read(question, fields[question.pk]) for question in questions}
