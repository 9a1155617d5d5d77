"""Put together what belongs together: groups under a heading, and merging with its lineage.

Whoever may group acts for the room, so no name is remembered. Every wording is kept, and every step can be undone.
"""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from brainstorm.ideas.models import Idea, IdeaGroup, IdeaMerge
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, record_for_all, require, require_valid
from lms.exceptions import RuleError


def _lock_for_grouping(brainstorm):
    brainstorm = lock(brainstorm)
    require(brainstorm, Right.GROUP, _("Grouping is over, so nothing was moved."))
    return brainstorm


def _chosen(brainstorm, ideas):
    """Return those of `ideas` that stand on the board, fresh. Raises RuleError where one has gone meanwhile."""
    keys = {idea.pk for idea in ideas}
    stored = list(brainstorm.ideas.revealed().filter(pk__in=keys).order_by("number"))
    if len(stored) != len(keys):
        raise RuleError(_("Someone else has just merged one of these ideas. Look again, then repeat your step."))
    if not stored:
        raise RuleError(_("Tick the ideas first."))
    return stored


def _drop_empty_groups(brainstorm):
    brainstorm.groups.filter(ideas=None).delete()


@transaction.atomic
def move_to_group(*, brainstorm, ideas, group=None, title=""):
    """Put `ideas` into `group`, into a new group called `title`, or, with neither, out of their groups.

    A group that is left empty goes; a title that exists already, in whatever case, names that group.
    """
    brainstorm = _lock_for_grouping(brainstorm)
    chosen, title = _chosen(brainstorm, ideas), title.strip()
    if group:
        group = brainstorm.groups.filter(pk=group.pk).first()
        if group is None:
            raise RuleError(
                _("This group no longer exists because someone emptied it. Choose another group, or name a new one.")
            )
    elif title:
        group = _group_called(brainstorm, title)
        if group is None:
            last = brainstorm.groups.aggregate(last=Max("order"))["last"] or 0
            group = IdeaGroup(brainstorm=brainstorm, title=title, order=last + 1)
            require_valid(group, exclude=["brainstorm"])
            group.save()
    Idea.objects.filter(pk__in=[idea.pk for idea in chosen]).update(group=group)
    _drop_empty_groups(brainstorm)
    record_for_all(brainstorm, "grouped", ideas=[idea.pk for idea in chosen])
    return group


def _group_called(brainstorm, title):
    """Return the group with this heading, in whatever case; SQLite would compare ASCII letters only."""
    folded = title.casefold()
    return next((group for group in brainstorm.groups.all() if group.title.casefold() == folded), None)


@transaction.atomic
def rename_group(*, group, title):
    """Give a group another heading."""
    brainstorm = _lock_for_grouping(group.brainstorm)
    group = brainstorm.groups.filter(pk=group.pk).first()
    if group is None:
        raise RuleError(
            _("This group no longer exists because someone emptied it. Choose another group, or name a new one.")
        )
    group.title = title.strip()
    require_valid(group, exclude=["brainstorm"])
    namesake = _group_called(brainstorm, group.title)
    if namesake and namesake != group:
        raise RuleError(_("Another group has this heading. Move the ideas there instead."))
    group.save(update_fields=["title"])
    record_for_all(brainstorm, "grouped", group=group.pk)
    return group


@transaction.atomic
def merge_ideas(*, brainstorm, ideas, into):
    """Merge `ideas` into the idea `into`, whose wording stands on the board from now on; the others stay with it.

    Raises:
        RuleError: the vote has opened, after which no list may change; one of the ideas is merged already.
    """
    brainstorm = _lock_for_grouping(brainstorm)
    if brainstorm.ballot_frozen_at:
        raise RuleError(_("The vote has opened, so ideas can no longer be merged."))
    kept, *_rest = _chosen(brainstorm, [into])
    absorbed = [idea for idea in _chosen(brainstorm, ideas) if idea.pk != kept.pk]
    if not absorbed:
        raise RuleError(_("Tick at least two ideas to merge."))
    for idea in absorbed:
        IdeaMerge.objects.create(kept=kept, absorbed=idea)
    Idea.objects.filter(pk__in=[idea.pk for idea in absorbed]).update(merged_into=kept)
    record_for_all(brainstorm, "merged", idea=kept.pk, ideas=[idea.pk for idea in absorbed])
    return kept


@transaction.atomic
def split_idea(*, idea):
    """Undo the merge of `idea`: it stands on the board again, with what had been merged into it. Safe to repeat."""
    brainstorm = _lock_for_grouping(idea.brainstorm)
    idea = brainstorm.ideas.get(pk=idea.pk)
    merge = IdeaMerge.objects.filter(absorbed=idea, undone_at__isnull=True).first()
    if merge is None:
        return idea
    if brainstorm.ballot_frozen_at:
        raise RuleError(_("The vote has opened, so ideas can no longer be split."))
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    idea.merged_into = None
    idea.save(update_fields=["merged_into"])
    record_for_all(brainstorm, "merged", idea=merge.kept_id, ideas=[idea.pk])
    return idea
