import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kinds import Kind
from ..models import POINT_LENGTH, Point
from .base import form_helper

Side = Point.Side
LABELS = {
    Side.QUESTION: _("A question"),
    Side.CAUSE: _("A cause: why is it so?"),
    Side.PRO: _("A point for it"),
    Side.CON: _("A point against it"),
    Side.ANSWER: _("My answer, as its author"),
}


def sides_of(idea, *, is_author):
    """Return what can be said about an idea: of a pain point one asks for causes, of all else what speaks for it."""
    sides = [Side.CAUSE, Side.QUESTION] if idea.kind == Kind.PAIN_POINT else [Side.QUESTION, Side.PRO, Side.CON]
    return [*sides, Side.ANSWER] if is_author else sides


class PointForm(forms.Form):
    """One point about an idea. It brings a submission key of its own, so that a second press doubles nothing."""

    side = forms.ChoiceField(label=_("What do you add?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a sentence or two"),
        max_length=POINT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write your point first."),
            "max_length": _("Shorten it to %(limit_value)d characters; it has %(show_value)d."),
        },
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, idea, is_author=False, **kwargs):
        super().__init__(*args, initial={"submission_key": uuid.uuid4()}, **kwargs)
        sides = sides_of(idea, is_author=is_author)
        self.fields["side"].choices = [(side.value, LABELS[side]) for side in sides]
        self.fields["side"].initial = sides[0].value
        self.fields["text"].widget.attrs.pop("maxlength", None)  # the server counts; a browser would cut off
        self.helper = form_helper("side", "text", "submission_key", button=_("Add to this idea"))
