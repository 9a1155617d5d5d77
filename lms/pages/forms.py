"""What the forms that people fill in on pages have in common."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms


def with_single_line_breaks(text):
    """Return `text` with one character for each line break, as people count it; forms send two."""
    return text.replace("\r\n", "\n")


class LongTextField(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value):
        return with_single_line_breaks(super().to_python(value))


def form_helper(*fields, button=None):
    """Return a crispy helper that leaves the form tag to the template, with one primary button.

    fields: names of fields, or pieces of a crispy layout, in their order.
    button: what it says; None where the template has a button of its own.
    """
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    if button:
        helper.layout.append(Submit("send", button, css_class="lms-button lms-button--primary"))
    return helper
