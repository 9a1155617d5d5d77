from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.negotiation.models import Stakeholder, StakeholderImpact
from lms.pages.forms import LongTextField, form_helper


class StakeholderForm(forms.ModelForm):
    """Someone whom the ideas affect. prefix: one for each form on the page."""

    class Meta:
        model = Stakeholder
        fields = ["name", "headcount", "is_present"]
        error_messages = {"name": {"required": _("Write who is affected: a role, a team, customers.")}}

    def __init__(self, *args, button=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("A role, a team, customers; also those who are not here.")
        self.helper = form_helper(
            Div("name", "headcount", css_class="lms-bs-pair"), "is_present", button=button or _("Add to the matrix")
        )


class ImpactForm(forms.Form):
    """One cell of the matrix."""

    stakeholder = forms.ModelChoiceField(
        label=_("For whom?"), queryset=Stakeholder.objects.none(), empty_label=_("Choose a stakeholder")
    )
    kind = forms.ChoiceField(
        label=_("What is it for them?"), choices=StakeholderImpact.Kind.choices, widget=forms.RadioSelect
    )
    words = LongTextField(
        label=_("In words"),
        max_length=StakeholderImpact._meta.get_field("words").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What changes for them: “two more calls a day”, “an hour less on Fridays”."),
        error_messages={"required": _("Say it in a few words, too: a size alone cannot be checked.")},
    )
    size = forms.TypedChoiceField(label=_("Size"), choices=StakeholderImpact.Size.choices, coerce=int, initial=2)
    confidence = forms.TypedChoiceField(
        label=_("How sure are you?"), choices=StakeholderImpact.Confidence.choices, coerce=int, initial=2
    )

    def __init__(self, *args, brainstorm, **kwargs):
        super().__init__(*args, prefix="impact", **kwargs)
        self.fields["stakeholder"].queryset = brainstorm.stakeholders.all()
        self.helper = form_helper(
            "stakeholder",
            "kind",
            "words",
            Div("size", "confidence", css_class="lms-bs-pair"),
            button=_("Write it into the matrix"),
        )
