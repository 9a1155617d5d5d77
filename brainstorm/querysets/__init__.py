"""Chainable reads. What a person may not know yet is left out here, in the query, and nowhere later."""

from .brainstorms import BrainstormQuerySet, FormatQuerySet, ParticipationQuerySet
from .ideas import IdeaQuerySet, PointQuerySet
from .outcomes import DecisionQuerySet, PilotQuerySet
from .registers import EnterpriseSystemQuerySet, PolicyChangeQuerySet, SystemLinkQuerySet
from .votes import RatingQuerySet, VoteQuerySet

__all__ = [
    "BrainstormQuerySet",
    "DecisionQuerySet",
    "EnterpriseSystemQuerySet",
    "FormatQuerySet",
    "IdeaQuerySet",
    "ParticipationQuerySet",
    "PilotQuerySet",
    "PointQuerySet",
    "PolicyChangeQuerySet",
    "RatingQuerySet",
    "SystemLinkQuerySet",
    "VoteQuerySet",
]
