from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.decisions.models import Decision
from brainstorm.sessions.forms import DateInput
from lms.pages.forms import form_helper


class DecisionForm(forms.ModelForm):
    """What becomes of an idea. A deferred one names the day on which it is looked at again."""

    class Meta:
        model = Decision
        fields = ["outcome", "reason", "review_on", "rule", "tally", "objections"]
        widgets = {
            "outcome": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 2}),
            "review_on": DateInput,
            "objections": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, button=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = Decision.Outcome.choices
        self.fields["reason"].help_text = _("One sentence its author can live with.")
        self.fields["review_on"].help_text = _("Needed for a deferred idea.")
        self.fields["objections"].help_text = _("Open objections and what was promised. Everyone can read this.")
        self.helper = form_helper(
            "outcome", "reason", "review_on", "rule", "tally", "objections", button=button or _("Save the decision")
        )
