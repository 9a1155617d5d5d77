"""What the forms of this app have in common."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms


class DateInput(forms.DateInput):
    """The browser's own calendar; it sends and takes ISO dates whatever the language."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def form_helper(*fields, button=None):
    """Return a crispy helper that leaves the form tag to the template, with one primary button."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    if button:
        helper.layout.append(Submit("send", button, css_class="lms-button lms-button--primary"))
    return helper
