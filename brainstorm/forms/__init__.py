"""Forms of participants and facilitators. What belongs together with the phase is checked by the actions."""

from .claims import ClaimAnswerForm, ClaimForm
from .decisions import DecisionForm, PilotForm, ResultForm
from .grouping import ArrangeForm
from .ideas import IdeaForm
from .joining import GuestForm, JoinForm
from .moderation import ModerationForm
from .negotiating import AnswerForm, ArgumentForm, ProposalForm, StanceForm
from .points import PointForm
from .registers import AddressesForm, BalanceForm, GuidelineChoiceForm, SettleForm, SystemForm, WordingForm
from .votes import BallotForm, RatingsForm
from .weighing import ImpactForm, StakeholderForm

__all__ = [
    "AddressesForm",
    "AnswerForm",
    "ArgumentForm",
    "ArrangeForm",
    "BalanceForm",
    "BallotForm",
    "ClaimAnswerForm",
    "ClaimForm",
    "DecisionForm",
    "GuestForm",
    "GuidelineChoiceForm",
    "IdeaForm",
    "ImpactForm",
    "JoinForm",
    "ModerationForm",
    "PilotForm",
    "PointForm",
    "ProposalForm",
    "RatingsForm",
    "ResultForm",
    "SettleForm",
    "StakeholderForm",
    "StanceForm",
    "SystemForm",
    "WordingForm",
]
