"""Forms of participants and facilitators. What belongs together with the phase is checked by the actions."""

import uuid
from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .kinds import Kind
from .models import IDEA_LENGTH, Decision, Pilot


class DateInput(forms.DateInput):
    """The browser's own calendar; it sends and takes ISO dates whatever the language."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def _helper(*fields, button=None):
    """Return a crispy helper that leaves the form tag to the template, with one primary button."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    if button:
        helper.layout.append(Submit("send", button, css_class="lms-button lms-button--primary"))
    return helper


class JoinForm(forms.Form):
    code = forms.CharField(
        label=_("Join code"),
        max_length=20,
        help_text=_("Six letters and digits, on the wall or from your facilitator."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "lms-bs-code-input",
            }
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("code", button=_("Join"))


class IdeaForm(forms.Form):
    """One idea. A new form brings its own submission key; a repeated one brings the old, and nothing is doubled."""

    kind = forms.ChoiceField(label=_("What kind of idea is it?"), choices=Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your idea"),
        max_length=IDEA_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": ""}),
        error_messages={
            "required": _("Write your idea first."),
            "max_length": _("Shorten your idea to %(limit_value)d characters; it has %(show_value)d."),
        },
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    kinds = list(Kind)  # for the template, which shows each with its opening words

    def __init__(self, *args, kind=Kind.USE_CASE, **kwargs):
        initial = {"kind": kind, "submission_key": uuid.uuid4(), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        # The server counts and says so; a maxlength in the browser would cut off what people paste.
        self.fields["text"].widget.attrs.pop("maxlength", None)
        self.helper = _helper(
            Field("kind", template="lms_brainstorm/includes/kind_cards.html"),
            "text",
            "submission_key",
            button=_("Send this idea"),
        )


class BallotForm(forms.Form):
    """One choice of dots for each idea on the ballot, named by the idea's number."""

    def __init__(self, *args, numbers, dots_per_idea, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(count, str(count)) for count in range(dots_per_idea + 1)]
        for number in numbers:
            self.fields[f"dots-{number}"] = forms.TypedChoiceField(
                choices=choices, coerce=int, empty_value=0, required=False
            )

    def dots(self):
        """Return {number of the idea: dots}."""
        return {int(name.removeprefix("dots-")): count for name, count in self.cleaned_data.items()}


class DecisionForm(forms.ModelForm):
    """What becomes of an idea. A deferred one names the day on which it is looked at again."""

    class Meta:
        model = Decision
        fields = ["outcome", "reason", "review_on"]
        widgets = {
            "outcome": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 2}),
            "review_on": DateInput,
        }

    def __init__(self, *args, button=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = Decision.Outcome.choices
        self.fields["reason"].help_text = _("One sentence its author can live with.")
        self.fields["review_on"].help_text = _("Needed for a deferred idea.")
        self.helper = _helper("outcome", "reason", "review_on", button=button or _("Save the decision"))


class PilotForm(forms.ModelForm):
    """A trial: what we expect, who looks after it, how we notice, until when."""

    class Meta:
        model = Pilot
        fields = ["hypothesis", "owner", "measure", "baseline", "starts_on", "due_on"]
        widgets = {"hypothesis": forms.Textarea(attrs={"rows": 2}), "starts_on": DateInput, "due_on": DateInput}

    def __init__(self, *args, brainstorm, **kwargs):
        today = timezone.localdate()
        initial = {"starts_on": today, "due_on": today + timedelta(days=30), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        people = get_user_model().objects.filter(
            Q(brainstorm_participations__brainstorm=brainstorm) | Q(facilitated_brainstorms=brainstorm)
        )
        owner = self.fields["owner"]
        owner.queryset = people.distinct().order_by("last_name", "first_name", "pk")
        owner.label_from_instance = lambda user: user.get_full_name() or user.get_username()
        owner.required = True
        owner.empty_label = _("Choose a person")
        self.fields["hypothesis"].help_text = _("If we do this, then … will change.")
        self.fields["measure"].help_text = _(
            "Something you can count or ask: hours a week, calls a day, how many agree."
        )
        self.fields["baseline"].help_text = _("The same measure before the trial.")
        self.helper = _helper(
            "hypothesis", "owner", "measure", "baseline", "starts_on", "due_on", button=_("Start the pilot")
        )


class ResultForm(forms.Form):
    result = forms.ChoiceField(
        label=_("What do we do with it?"), choices=Pilot.Result.choices, widget=forms.RadioSelect
    )
    measured = forms.CharField(label=_("How it is now"), max_length=120)
    learned = forms.CharField(label=_("What we learned"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("result", "measured", "learned", button=_("Record the result"))
