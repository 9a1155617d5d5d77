from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.proposals import LONGEST_PROPOSAL


class ProposalForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST_PROPOSAL,
        error_messages={
            "required": _("Say what should change, and why."),
            "max_length": _("Shorten it to %(limit_value)d characters; it has %(show_value)d."),
        },
    )
    version = forms.IntegerField(min_value=1)
