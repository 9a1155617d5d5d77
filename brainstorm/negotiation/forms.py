import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import POINT_LENGTH, Point
from brainstorm.negotiation.models import Objection, Proposal, Stance
from lms.pages.forms import LongTextField, form_helper


class ProposalForm(forms.ModelForm):
    """What is to be tried: the first wording, or the next."""

    class Meta:
        model = Proposal
        fields = ["text"]
        field_classes = {"text": LongTextField}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"text": {"required": _("Write what is to be tried first.")}}

    def __init__(self, *args, version=0, **kwargs):
        super().__init__(*args, prefix="proposal", **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)  # the server counts; a browser would cut off
        self.fields["text"].help_text = _("Who does what, from when, until when. Everyone is asked about it.")
        button = _("Propose this new version") if version else _("Propose this")
        self.helper = form_helper("text", button=button)


class StanceForm(forms.Form):
    """Where one person stands. An objection needs a reason; its condition is what can be negotiated."""

    position = forms.ChoiceField(
        label=_("Where do you stand?"),
        choices=[
            (Stance.Position.CONSENT, _("I consent: good enough for now, safe enough to try")),
            (Stance.Position.STAND_ASIDE, _("I stand aside: not my choice, but I do not block it")),
            (Stance.Position.OBJECT, _("I object: I see harm in it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you stand.")},
    )
    reason = LongTextField(
        label=_("If you object: what harm do you see?"),
        max_length=Objection._meta.get_field("reason").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    condition = LongTextField(
        label=_("I consent if …"),
        max_length=Objection._meta.get_field("condition").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("An accepted condition binds the pilot."),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, own=None, **kwargs):
        initial = {"submission_key": uuid.uuid4(), "position": own.position if own else None}
        super().__init__(*args, prefix="stance", initial=initial, **kwargs)
        self.helper = form_helper(
            "position", "reason", "condition", "submission_key", button=_("Say where I stand, with my name")
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("position") == Stance.Position.OBJECT:
            if not cleaned.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Say what harm you see: an objection needs a reason."))
        elif cleaned.get("position") and (cleaned.get("reason") or cleaned.get("condition")):
            self.add_error(
                "position", _("You wrote an objection. Choose “I object”, or take out what you wrote below.")
            )
        return cleaned


class ArgumentForm(forms.Form):
    """A point for or against the proposal as it stands."""

    side = forms.ChoiceField(
        label=_("What does it speak for?"),
        choices=[(Point.Side.PRO, _("A point for it")), (Point.Side.CON, _("A point against it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it speaks for or against.")},
    )
    text = LongTextField(
        label=_("In a sentence or two"),
        max_length=POINT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write your point first.")},
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="argument", initial={"submission_key": uuid.uuid4()}, **kwargs)
        self.helper = form_helper("side", "text", "submission_key", button=_("Add this point"))


class AnswerForm(forms.Form):
    """What the room answers to an objection."""

    state = forms.ChoiceField(
        label=_("What becomes of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Accept the condition, or keep the objection open.")},
    )
    answer = LongTextField(
        label=_("Answer"),
        max_length=Objection._meta.get_field("answer").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, objection, **kwargs):
        super().__init__(*args, prefix=f"answer-{objection.pk}", **kwargs)
        choices = [(Objection.State.STANDING, _("Stays open: no agreement"))]
        if objection.condition:
            choices.insert(0, (Objection.State.ACCEPTED, _("Accept the condition: it binds the pilot")))
        self.fields["state"].choices = choices
        self.helper = form_helper("state", "answer", button=_("Answer this objection"))
