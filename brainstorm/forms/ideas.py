import uuid

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from ..kinds import Kind
from ..models import IDEA_LENGTH
from .base import form_helper


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

    def __init__(self, *args, kind=Kind.USE_CASE, asked_kind="", **kwargs):
        initial = {"kind": asked_kind or kind, "submission_key": uuid.uuid4(), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        # The server counts and says so; a maxlength in the browser would cut off what people paste.
        self.fields["text"].widget.attrs.pop("maxlength", None)
        if asked_kind:
            self.fields["kind"].required = False
            self.kinds = [Kind(asked_kind)]
        self.helper = form_helper(
            Field("kind", template="lms_brainstorm/includes/kind_cards.html"),
            "text",
            "submission_key",
            button=_("Send this idea"),
        )
