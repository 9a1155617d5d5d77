from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from ..models import Question


class QuestionForm(WagtailAdminModelForm):
    """Sends back a question that nobody could answer right, and a course with it could never be completed."""

    def clean(self):
        cleaned = super().clean()
        answers = self.formsets["answers"]
        if answers.is_valid():
            kept = [form.cleaned_data for form in answers.forms if form not in answers.deleted_forms]
            right = sum(bool(answer.get("is_correct")) for answer in kept)
            if right == 0:
                self.add_error("kind", _("Tick the right answer: without one nobody could pass."))
            elif right > 1 and cleaned.get("kind") != Question.Kind.MULTIPLE:
                self.add_error("kind", _("Tick one right answer only, or choose “Several right answers”."))
        return cleaned
