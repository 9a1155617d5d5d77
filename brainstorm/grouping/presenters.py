"""Ideas under the headings the room has found, each with all its wordings."""

from collections import defaultdict
from dataclasses import dataclass

from brainstorm.grouping.similarity import suggest_pairs
from brainstorm.ideas.models import IdeaGroup


@dataclass(frozen=True)
class GroupColumn:
    """A heading with its ideas; `group` is None for those that stand alone."""

    group: IdeaGroup | None
    ideas: list


def add_wordings(brainstorm, ideas):
    """Give each of `ideas` its `wordings`: the ideas merged into it, directly or by way of another. One query."""
    absorbed = defaultdict(list)
    merged = brainstorm.ideas.filter(merged_into__isnull=False, withdrawn_at__isnull=True)
    for idea in merged.select_related("author__user").order_by("number"):
        absorbed[idea.merged_into_id].append(idea)

    def below(idea):
        for one in absorbed[idea.pk]:
            yield one
            yield from below(one)

    for idea in ideas:
        idea.wordings = list(below(idea))
    return ideas


def group_columns(brainstorm, ideas):
    """Return `ideas` as `GroupColumn`s: the groups in their order, then what stands alone."""
    by_group = defaultdict(list)
    for idea in ideas:
        by_group[idea.group_id].append(idea)
    columns = [GroupColumn(group, by_group[group.pk]) for group in brainstorm.groups.all() if by_group[group.pk]]
    return [*columns, GroupColumn(None, by_group[None])] if by_group[None] else columns


def grouping_table(brainstorm):
    """Return what people see who group: columns of all ideas, the groups, and up to three similar pairs."""
    revealed = brainstorm.ideas.revealed().select_related("author__user", "group")
    ideas = add_wordings(brainstorm, list(revealed.order_by("number")))
    return {
        "columns": group_columns(brainstorm, ideas),
        "groups": list(brainstorm.groups.all()),
        "pairs": [] if brainstorm.ballot_frozen_at else suggest_pairs(revealed),
        "count": len(ideas),
    }


def unopened(brainstorm):
    """Return the ideas on the board that no one of the room has opened yet."""
    return brainstorm.ideas.revealed().filter(first_opened_at__isnull=True)
