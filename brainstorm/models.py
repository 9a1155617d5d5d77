"""The models of the app, from all its subjects: Django looks for them here."""

from brainstorm.decisions.models import Decision
from brainstorm.ideas.models import (
    IDEA_LENGTH,
    POINT_LENGTH,
    Idea,
    IdeaGroup,
    IdeaMerge,
    ModerationAct,
    Point,
    PointAdoption,
)
from brainstorm.negotiation.models import Objection, Proposal, Stakeholder, StakeholderImpact, Stance
from brainstorm.pilots.models import Pilot, PilotTerm
from brainstorm.registers.models import CLAUSE_LENGTH, EnterpriseSystem, Level, PolicyChange, SystemLink
from brainstorm.sessions.models.brainstorms import (
    CODE_LETTERS,
    Brainstorm,
    BrainstormEvent,
    BrainstormSecret,
    Participation,
)
from brainstorm.sessions.models.formats import BrainstormFormat, BrainstormPhase, FormatPhase, VoteMethod
from brainstorm.voting.models import Rating, Vote

__all__ = [
    "CLAUSE_LENGTH",
    "CODE_LETTERS",
    "IDEA_LENGTH",
    "POINT_LENGTH",
    "Brainstorm",
    "BrainstormEvent",
    "BrainstormFormat",
    "BrainstormPhase",
    "BrainstormSecret",
    "Decision",
    "EnterpriseSystem",
    "FormatPhase",
    "Idea",
    "IdeaGroup",
    "IdeaMerge",
    "Level",
    "ModerationAct",
    "Objection",
    "Participation",
    "Pilot",
    "PilotTerm",
    "Point",
    "PointAdoption",
    "PolicyChange",
    "Proposal",
    "Rating",
    "Stakeholder",
    "StakeholderImpact",
    "Stance",
    "SystemLink",
    "Vote",
    "VoteMethod",
]
