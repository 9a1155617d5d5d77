from django import forms


class BallotForm(forms.Form):
    """One choice of dots for each idea on the ballot, named by the idea's number."""

    def __init__(self, *args, numbers, dots_per_idea, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(count, str(count)) for count in range(dots_per_idea + 1)]
        for number in numbers:
            self.fields[f"dots-{number}"] = forms.TypedChoiceField(
                choices=choices, coerce=int, empty_value=0, required=False
            )

    def dots(self):
        """Return {number of the idea: dots}."""
        return {int(name.removeprefix("dots-")): count for name, count in self.cleaned_data.items()}
