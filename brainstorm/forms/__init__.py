"""Forms of participants and facilitators. What belongs together with the phase is checked by the actions."""

from .decisions import DecisionForm, PilotForm, ResultForm
from .grouping import ArrangeForm
from .ideas import IdeaForm
from .joining import JoinForm
from .votes import BallotForm, RatingsForm

__all__ = [
    "ArrangeForm",
    "BallotForm",
    "DecisionForm",
    "IdeaForm",
    "JoinForm",
    "PilotForm",
    "RatingsForm",
    "ResultForm",
]
