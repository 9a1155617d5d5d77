from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage


class CoursesForm(forms.Form):
    """The courses whose certificates a template is for."""

    courses = forms.ModelMultipleChoiceField(
        queryset=CoursePage.objects.order_by("title"),
        required=False,
        label=_("Courses"),
        widget=forms.CheckboxSelectMultiple,
    )
