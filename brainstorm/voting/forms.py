from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.sessions.models.formats import VoteMethod

HIGHEST_SCORE = 5


class BallotForm(forms.Form):
    """One choice for each idea on the ballot, named by the idea's number: dots, a score or a rank.

    An empty choice leaves the idea out; as dots it is the same as none.
    """

    def __init__(self, *args, brainstorm, numbers, **kwargs):
        super().__init__(*args, **kwargs)
        for number in numbers:
            self.fields[f"vote-{number}"] = forms.TypedChoiceField(
                choices=[("", "–"), *((value, str(value)) for value in ballot_values(brainstorm, len(numbers)))],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def values(self):
        """Return {number of the idea: value} of what was chosen, also of a form that was refused."""
        return {
            int(name.removeprefix("vote-")): value for name, value in self.cleaned_data.items() if value is not None
        }


def ballot_values(brainstorm, idea_count):
    """Return the values from which a voter chooses for each idea."""
    if brainstorm.vote_method == VoteMethod.DOTS:
        return range(brainstorm.dots_per_idea + 1)
    if brainstorm.vote_method == VoteMethod.SCORE:
        return range(HIGHEST_SCORE + 1)
    return range(1, idea_count + 1)


RATINGS = [("", "–"), *((value, str(value)) for value in range(1, 6))]


class RatingsForm(forms.Form):
    """Impact and effort of each idea, from 1 to 5; both or neither."""

    def __init__(self, *args, numbers, **kwargs):
        super().__init__(*args, **kwargs)
        self.numbers = list(numbers)
        for number in self.numbers:
            for scale in ("impact", "effort"):
                self.fields[f"{scale}-{number}"] = forms.TypedChoiceField(
                    choices=RATINGS, coerce=int, empty_value=None, required=False
                )

    def chosen(self, number):
        """Return (impact, effort) of the idea, None for what was left empty."""
        return self.cleaned_data.get(f"impact-{number}"), self.cleaned_data.get(f"effort-{number}")

    def clean(self):
        halves = [number for number in self.numbers if (None in self.chosen(number)) and any(self.chosen(number))]
        if halves:
            raise forms.ValidationError(
                _("Rate impact and effort of idea %(number)s, or leave both empty.") % {"number": halves[0]}
            )
        return self.cleaned_data

    def ratings(self):
        """Return {number of the idea: (impact, effort)} of the ideas that were rated."""
        return {number: self.chosen(number) for number in self.numbers if all(self.chosen(number))}
