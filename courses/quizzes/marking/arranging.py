"""Questions whose items are put in order or together."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.marking.rules import AnswerError, KindRules, ReviewLine, fold, own_ids, read_number, shuffled


class Ordering(KindRules):
    """Give each item its place; the answers stand in the right order. Never shown in the right order at first."""

    widget = "order"
    hint = gettext_lazy("Put the items in order from first to last.")

    def read(self, question, fields):
        places = {int(pk): place for pk, values in fields.items() if pk and (place := read_number(values)) is not None}
        if len(set(places.values())) < len(places):
            raise AnswerError(_("Give each item in “%(question)s” a different position.") % {"question": question.text})
        return sorted(places, key=places.get) or None

    def fields(self, question, response):
        return {str(pk): [str(place)] for place, pk in enumerate(response or (), start=1)}

    def clean(self, question, response):
        items = own_ids(question, response or ())
        if len(set(items)) < len(items):
            raise AnswerError(_("Give each item in “%(question)s” a different position.") % {"question": question.text})
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
            note = "" if given in (place, None) else _("You put it in position %(place)s.") % {"place": given}
            state = "right" if given == place else "wrong" if given else "missed"
            lines.append(ReviewLine(f"{place}. {answer.text}", state, " ".join(filter(None, [note, answer.feedback]))))
        return lines

    def problems(self, rows, *, scenario=""):
        texts = [fold(row.get("text") or "") for row in rows]
        if len(texts) < 2:
            yield "kind", _("Enter at least two items in the right order.")
        elif len(set(texts)) < len(texts):
            yield "kind", _("Two items have the same text, so no one could tell which comes first.")


class Matching(KindRules):
    """Choose for each answer the half that belongs to it."""

    widget = "pairs"
    hint = gettext_lazy("Choose the match for each item.")

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
            yield "kind", _("Enter at least two pairs.")
        if any(not (row.get("match") or "").strip() for row in rows):
            yield "kind", _("Fill in “Belongs to” for each pair.")
        elif len(rows) > 1 and len({fold(row["match"]) for row in rows}) < 2:
            yield "kind", _("All pairs have the same other half, so there is nothing to choose.")
        texts = [fold(row.get("text") or "") for row in rows]
        if len(set(texts)) < len(texts):
            yield "kind", _("Two pairs start with the same text, so no one could tell them apart.")
