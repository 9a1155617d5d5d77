"""Tells a learner what became of a proposal."""

from .models import GuidelineProposal


def tell_proposer(proposal_id):
    """Send the answer to a proposal to the learner who made it."""
    return GuidelineProposal.objects.select_related("guideline", "learner").get(pk=proposal_id)
