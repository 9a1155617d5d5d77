"""Reads that join proposals with what people said about them."""

from brainstorm.negotiation.consent import tally_of
from brainstorm.negotiation.models import Objection, Stance


def tally_of_proposal(proposal):
    """Return the `Tally` of one version of a proposal, of everyone who has joined, in three queries."""
    return tally_of(
        Stance.objects.filter(proposal=proposal),
        Objection.objects.filter(proposal=proposal),
        proposal.idea.brainstorm.participations.values_list("pk", flat=True),
    )
