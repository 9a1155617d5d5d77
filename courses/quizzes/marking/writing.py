"""Questions with an answer to type."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.marking.rules import KindRules, ReviewLine, fold

#: Characters kept of a typed answer.
LONGEST_TEXT = 300


class ShortAnswer(KindRules):
    """Type a few words; each answer of the question is one that is accepted."""

    widget = "text"
    hint = gettext_lazy("A few words are enough. Capitals and accents do not matter.")

    def read(self, question, fields):
        return self.clean(question, "".join(fields.get("", [])[:1]))

    def fields(self, question, response):
        return {"": [response or ""]}

    def clean(self, question, response):
        # No database stores the character NUL, and no one types it.
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
            yield "kind", _("Enter at least one accepted answer that contains letters or digits.")
