from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brainstorm.pilots.models import Pilot
from brainstorm.sessions.forms import DateInput
from lms.accounts.people import by_name, name_of
from lms.pages.forms import LongTextField, form_helper


class PilotForm(forms.ModelForm):
    """A trial: what we expect, who looks after it, how we notice, until when."""

    class Meta:
        model = Pilot
        fields = ["hypothesis", "owner", "measure", "baseline", "stop_rule", "starts_on", "due_on"]
        field_classes = {"hypothesis": LongTextField}
        widgets = {"hypothesis": forms.Textarea(attrs={"rows": 2}), "starts_on": DateInput, "due_on": DateInput}

    def __init__(self, *args, brainstorm, **kwargs):
        today = timezone.localdate()
        initial = {"starts_on": today, "due_on": today + timedelta(days=30), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        people = get_user_model().objects.filter(
            Q(brainstorm_participations__brainstorm=brainstorm) | Q(facilitated_brainstorms=brainstorm)
        )
        owner = self.fields["owner"]
        owner.queryset = people.distinct().order_by(*by_name(), "pk")
        owner.label_from_instance = name_of
        owner.required = True
        owner.empty_label = _("Choose a person")
        self.fields["hypothesis"].help_text = _("If we do this, then … will change.")
        self.fields["measure"].help_text = _(
            "Something you can count or ask, such as hours per week, calls per day or how many people agree."
        )
        self.fields["baseline"].help_text = _("The same measure before the trial.")
        self.helper = form_helper(
            "hypothesis",
            "owner",
            "measure",
            "baseline",
            "stop_rule",
            "starts_on",
            "due_on",
            button=_("Start the pilot"),
        )


class ResultForm(forms.Form):
    result = forms.ChoiceField(
        label=_("What do we do with it?"), choices=Pilot.Result.choices, widget=forms.RadioSelect
    )
    measured = forms.CharField(label=_("How it is now"), max_length=120)
    learned = LongTextField(label=_("What we learned"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("result", "measured", "learned", button=_("Record the result"))
