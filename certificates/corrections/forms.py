from django import forms
from django.utils.translation import gettext_lazy as _


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Why not?"),
        max_length=200,
        help_text=_("The learner reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
