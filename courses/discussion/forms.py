from django import forms
from django.utils.translation import gettext_lazy as _

from courses.discussion.models import LONGEST_POST, LONGEST_REASON
from lms.pages.forms import LongTextField

#: Said by a form and by the action alike.
TEXT_ERRORS = {
    "required": _("Write something first."),
    "max_length": _("Shorten your post to %(limit_value)d characters; it has %(show_value)d."),
}


class PostForm(forms.Form):
    """A new post. The template writes its fields, because a page holds one such form for each thread."""

    text = LongTextField(max_length=LONGEST_POST, error_messages=TEXT_ERRORS)
    submission_key = forms.UUIDField()
    parent = forms.IntegerField(required=False, min_value=1)
    prompt = forms.UUIDField(required=False)


class PostTextForm(forms.Form):
    """A post that was there before."""

    text = LongTextField(max_length=LONGEST_POST, error_messages=TEXT_ERRORS)


class ReportForm(forms.Form):
    reason = LongTextField(
        max_length=LONGEST_REASON,
        required=False,
        error_messages={"max_length": _("Shorten the reason to %(limit_value)d characters.")},
    )
