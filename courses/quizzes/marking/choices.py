"""Questions with answers to tick."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.marking.rules import AnswerError, KindRules, ReviewLine, own_ids, read_number


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
            yield "kind", _("Enter at least two answers to choose from.")
        if right == 0:
            yield "kind", _("Mark the right answer. Without one, no one could pass.")
        elif right > 1 and not self.takes_several:
            yield "kind", _("Mark only one right answer, or choose “Several right answers”.")


class SeveralChoices(Choices):
    takes_several = True
    hint = gettext_lazy("More than one answer may be right.")


class TrueFalse(Choices):
    def problems(self, rows, *, scenario=""):
        if len(rows) > 2:
            yield "kind", _("Enter exactly two answers, “True” and “False”.")
        yield from super().problems(rows)


class Scenario(Choices):
    """A post to judge, then one choice."""

    def problems(self, rows, *, scenario=""):
        if not scenario.strip():
            yield "scenario", _("Enter the post for learners to judge.")
        yield from super().problems(rows)
