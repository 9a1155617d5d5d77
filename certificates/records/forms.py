from django import forms


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it says yes."""
