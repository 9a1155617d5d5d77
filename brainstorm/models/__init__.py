from .brainstorms import CODE_LETTERS, Brainstorm, BrainstormSecret, Participation
from .decisions import Decision, Pilot, PilotTerm
from .events import BrainstormEvent
from .formats import BrainstormFormat, BrainstormPhase, FormatPhase, VoteMethod
from .ideas import IDEA_LENGTH, POINT_LENGTH, Idea, IdeaGroup, IdeaMerge, ModerationAct, Point, PointAdoption
from .negotiation import Objection, Proposal, Stakeholder, StakeholderImpact, Stance
from .registers import CLAUSE_LENGTH, EnterpriseSystem, Level, PolicyChange, SystemLink
from .votes import Rating, Vote

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
