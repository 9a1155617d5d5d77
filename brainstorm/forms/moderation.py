from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Idea, ModerationAct


class ModerationForm(forms.Form):
    """What becomes of one idea, known by the random key of its form: its id would tell when it was written."""

    idea = forms.UUIDField(
        error_messages={"required": _("Choose an idea first."), "invalid": _("Choose an idea first.")}
    )
    expected = forms.ChoiceField(
        choices=Idea.Moderation.choices, error_messages={"required": _("Load the page again.")}
    )
    moderation = forms.ChoiceField(
        choices=Idea.Moderation.choices, error_messages={"required": _("Choose what becomes of this idea.")}
    )
    reason = forms.CharField(
        required=False,
        max_length=ModerationAct._meta.get_field("reason").max_length,
        error_messages={"max_length": _("Shorten the reason to %(limit_value)d characters; it has %(show_value)d.")},
    )
