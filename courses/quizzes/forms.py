"""What trainers write into the question bank. Drafts may be unfinished; what is published can be asked and marked."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from courses.quizzes.marking import KINDS, rules_of
from courses.quizzes.models import Question


def kept_rows(formset):
    """Return what was filled in below an `InlinePanel`, without the rows to delete."""
    return [form.cleaned_data for form in formset.forms if form not in formset.deleted_forms and form.cleaned_data]


class QuestionForm(WagtailAdminModelForm):
    """Sends back a question that no one could answer right: a course with it could never be completed."""

    class Media:
        js = ["lms_courses/admin/question.js"]

    def clean(self):
        cleaned = super().clean()
        answers = self.formsets["answers"]
        if not self.is_deferred_validation and answers.is_valid() and cleaned.get("kind"):
            rules = KINDS[cleaned["kind"]]
            for field, sentence in rules.problems(kept_rows(answers), scenario=cleaned.get("scenario") or ""):
                self.add_error(field, sentence)
        return cleaned


class QuizForm(WagtailAdminModelForm):
    """Sends back a quiz that would ask nothing, or less than it promises."""

    def clean(self):
        cleaned = super().clean()
        places = self.formsets["quiz_questions"]
        if self.is_deferred_validation or not places.is_valid():
            return cleaned
        questions = [row["question"] for row in kept_rows(places) if row.get("question")]
        draw_count, tags = cleaned.get("draw_count") or 0, cleaned.get("tags") or []
        if len(set(questions)) < len(questions):
            self.add_error(None, _("A question is listed twice. Remove one of the two."))
        for question in questions:
            if not question.live:
                self.add_error(None, _("“%(question)s” is a draft. Publish it first.") % {"question": question})
        if not questions and not draw_count:
            self.add_error("draw_count", _("List questions above, or say how many to draw and from which tags."))
        elif draw_count and not tags:
            self.add_error("tags", _("Choose the tags to draw from."))
        elif draw_count:
            self._check_bank(draw_count, tags, questions)
        return cleaned

    def _check_bank(self, draw_count, tags, listed):
        bank = Question.objects.live().filter(tagged_items__tag__name__in=tags)
        available = bank.exclude(pk__in=[question.pk for question in listed]).distinct().count()
        if available < draw_count:
            sentence = ngettext(
                "Only %(n)s published question has one of these tags. Draw fewer, or write more.",
                "Only %(n)s published questions have one of these tags. Draw fewer, or write more.",
                available,
            )
            self.add_error("draw_count", sentence % {"n": available})


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
