"""Reads that join ideas with people's rights to see them."""


def own_ideas(participation):
    """Return what this person has written, the latest first."""
    ideas = participation.brainstorm.ideas.filter(withdrawn_at__isnull=True)
    return ideas.by(participation).order_by("-created_at", "-pk")
