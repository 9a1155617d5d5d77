from django import forms


class CalendarKeyForm(forms.Form):
    """Names the calendar address that is to be replaced."""

    old_key = forms.UUIDField()
