import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import POINT_LENGTH
from lms.pages.forms import LongTextField, form_helper


class ClaimForm(forms.Form):
    code = forms.CharField(
        label=_("Claim code"),
        max_length=40,
        help_text=_("Twelve letters and digits. Spaces do not matter."),
        error_messages={"required": _("Enter the code shown next to your idea.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "lms-mono",
            }
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("code", button=_("Follow this idea"))


class ClaimAnswerForm(forms.Form):
    """An answer of the author. It brings a submission key of its own, so that a second press doubles nothing."""

    text = LongTextField(
        label=_("Your answer, as its author"),
        max_length=POINT_LENGTH,
        help_text=_("Everyone in the room can read it. Your name is not shown."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write your answer first."),
            "max_length": _("Shorten it to %(limit_value)d characters. It has %(show_value)d."),
        },
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"submission_key": uuid.uuid4()}, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)  # the server counts; a browser would cut off
        self.helper = form_helper("text", "submission_key", button=_("Answer without a name"))
