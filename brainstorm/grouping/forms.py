from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import Idea, IdeaGroup


class ArrangeForm(forms.Form):
    """Ticked ideas, and what to do with them."""

    MOVE, MERGE, OUT = "move", "merge", "out"

    ideas = forms.ModelMultipleChoiceField(
        queryset=Idea.objects.none(),
        to_field_name="number",
        error_messages={
            "required": _("Tick the ideas first."),
            "invalid_choice": _("Someone else has just merged one of these ideas. Look again, then repeat your step."),
            "invalid_pk_value": _("Tick the ideas first."),
        },
    )
    act = forms.ChoiceField(choices=[(MOVE, MOVE), (MERGE, MERGE), (OUT, OUT)])
    group = forms.ModelChoiceField(
        queryset=IdeaGroup.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("This group is gone. Choose another, or name a new one.")},
    )
    title = forms.CharField(max_length=120, required=False)
    into = forms.IntegerField(required=False)

    def __init__(self, *args, brainstorm, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ideas"].queryset = brainstorm.ideas.revealed()
        self.fields["group"].queryset = brainstorm.groups.all()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("act") == self.MOVE and not cleaned.get("group") and not cleaned.get("title"):
            self.add_error(None, _("Choose a group, or write the heading of a new one."))
        return cleaned

    def kept(self):
        """Return the idea whose wording stays when merging: the one named, else the one with the smallest number."""
        ideas = sorted(self.cleaned_data["ideas"], key=lambda idea: idea.number)
        return next((idea for idea in ideas if idea.number == self.cleaned_data.get("into")), ideas[0])
