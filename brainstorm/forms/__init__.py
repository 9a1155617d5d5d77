"""Forms of participants and facilitators. What belongs together with the phase is checked by the actions."""

from .decisions import DecisionForm, PilotForm, ResultForm
from .grouping import ArrangeForm
from .ideas import IdeaForm
from .joining import JoinForm
from .points import PointForm
from .registers import AddressesForm, BalanceForm, GuidelineChoiceForm, SettleForm, SystemForm, WordingForm
from .votes import BallotForm, RatingsForm

__all__ = [
    "AddressesForm",
    "ArrangeForm",
    "BalanceForm",
    "BallotForm",
    "DecisionForm",
    "GuidelineChoiceForm",
    "IdeaForm",
    "JoinForm",
    "PilotForm",
    "PointForm",
    "RatingsForm",
    "ResultForm",
    "SettleForm",
    "SystemForm",
    "WordingForm",
]
