"""What a facilitator reads before the room does: texts without authors, in an order that says nothing."""

from dataclasses import dataclass

from ..models import Idea, ModerationAct


@dataclass(frozen=True)
class ModeratedIdea:
    """`was_returned`: its author has changed it after it was returned."""

    idea: Idea
    was_returned: bool


def ideas_to_moderate(brainstorm):
    """Return the [ModeratedIdea] of `brainstorm`, those that were sent again first, then by their random keys."""
    returned = set(
        ModerationAct.objects.filter(idea__brainstorm=brainstorm, moderation=Idea.Moderation.RETURNED).values_list(
            "idea_id", flat=True
        )
    )
    ideas = brainstorm.ideas.filter(withdrawn_at__isnull=True).order_by("submission_key")
    rows = [
        ModeratedIdea(idea, idea.moderation == Idea.Moderation.PASSED and idea.pk in returned)
        for idea in ideas.only("brainstorm_id", "kind", "text", "moderation", "moderation_reason", "submission_key")
    ]
    return sorted(rows, key=lambda row: not row.was_returned)


def moderation_counts(brainstorm):
    """Return {state: how many ideas}, for the console, which may stand on a screen that all can see."""
    states = brainstorm.ideas.filter(withdrawn_at__isnull=True).values_list("moderation", flat=True)
    counts = dict.fromkeys(Idea.Moderation.values, 0)
    for state in states:
        counts[state] += 1
    return counts
