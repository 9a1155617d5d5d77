from django import forms
from django.utils.translation import gettext_lazy as _

from courses.notes.models import LONGEST_NOTE, LONGEST_REFLECTION
from lms.pages.forms import LongTextField

LENGTH_ERROR = {"max_length": _("Shorten it to %(limit_value)d characters. It has %(show_value)d.")}


class NoteForm(forms.Form):
    """`version` names the text that the writer began from."""

    text = LongTextField(required=False, strip=False, max_length=LONGEST_NOTE, error_messages=LENGTH_ERROR)
    version = forms.CharField(required=False)


class ReflectionForm(forms.Form):
    text = LongTextField(required=False, max_length=LONGEST_REFLECTION, error_messages=LENGTH_ERROR)
    is_shared = forms.BooleanField(required=False)
