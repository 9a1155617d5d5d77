from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brainstorm.decisions.models import Decision
from brainstorm.sessions.forms import DateInput
from lms.pages.forms import LongTextField, form_helper


class DecisionForm(forms.ModelForm):
    """What becomes of an idea. A deferred one names the day on which it is looked at again.

    `seen` says which decision was on the page when it was filled in: the moment of that decision, or nothing.
    """

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    class Meta:
        model = Decision
        fields = ["outcome", "reason", "review_on", "rule", "tally", "objections"]
        field_classes = {"reason": LongTextField, "objections": LongTextField}
        widgets = {
            "outcome": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 2}),
            "review_on": DateInput,
            "objections": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, button=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._moment_of(self.instance)
        self.fields["review_on"].widget.attrs["min"] = (timezone.localdate() + timedelta(days=1)).isoformat()
        self.fields["outcome"].choices = Decision.Outcome.choices
        self.fields["reason"].help_text = _("One sentence its author can live with.")
        self.fields["review_on"].help_text = _("Needed for a deferred idea.")
        self.fields["objections"].help_text = _("Open objections and what was promised. Everyone can read this.")
        self.helper = form_helper(
            "outcome",
            "reason",
            "review_on",
            "rule",
            "tally",
            "objections",
            "seen",
            button=button or _("Save the decision"),
        )

    @staticmethod
    def _moment_of(decision):
        return decision.decided_at.isoformat() if decision and decision.pk else ""

    def clean_seen(self):
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None
        except ValueError:
            return None

    def see(self, decision):
        """Note that the page now shows `decision`, or None: whoever sends the form again has seen it."""
        self.data = {**self.data, self.add_prefix("seen"): self._moment_of(decision)}
