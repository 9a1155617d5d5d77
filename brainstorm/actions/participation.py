"""What participants do: join, write, vote.

None of it is written to the audit log: its entries carry a name, and readers of the log are not the room.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.actions import refresh_completion
from courses.models import Enrollment
from lms.exceptions import LMSError

from ..models import CODE_LETTERS, IDEA_LENGTH, Brainstorm, Idea, Participation, Vote
from ..phases import Right
from .rules import lock, require, require_joined, require_valid

MOST_IDEAS_PER_PERSON = 100


def _refresh_completion_after_commit(brainstorm, user):
    enrollment = Enrollment.objects.filter(course_id=brainstorm.course_id, learner=user).first()
    if enrollment:
        transaction.on_commit(lambda: refresh_completion(enrollment=enrollment))


@transaction.atomic
def join_brainstorm(*, code, by):
    """Let `by` take part in the open brainstorm with this code, however it was typed. Joining twice is joining once."""
    spoken = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    brainstorm = Brainstorm.objects.open().filter(join_code=spoken).first()
    if brainstorm is None:
        raise LMSError(_("No open brainstorm has this code. Read it again from the wall."))
    participation, _created = Participation.objects.get_or_create(brainstorm=brainstorm, user=by)
    return participation


@transaction.atomic
def submit_idea(*, brainstorm, author, kind, text, submission_key):
    """Store an idea. The same `submission_key` again returns what is stored, so that a retry never doubles it."""
    brainstorm = lock(brainstorm)
    if stored := brainstorm.ideas.filter(submission_key=submission_key).first():
        if stored.author_id != author.pk:
            raise LMSError(_("This idea was not saved. Send it again."))
        return stored
    require_joined(brainstorm, author)
    require(brainstorm, Right.COLLECT, _("Collecting is over, so this idea was not saved. Keep it for the discussion."))
    text = text.strip()
    if not text:
        raise LMSError(_("Write your idea first."))
    if len(text) > IDEA_LENGTH:
        raise LMSError(
            _("Shorten your idea to %(most)s characters; it has %(length)s.")
            % {"most": IDEA_LENGTH, "length": len(text)}
        )
    earlier = list(brainstorm.ideas.by(author).values_list("withdrawn_at", flat=True))
    if len(earlier) >= MOST_IDEAS_PER_PERSON:
        raise LMSError(
            _("You have written %(most)s ideas. Leave some for the others.") % {"most": MOST_IDEAS_PER_PERSON}
        )
    idea = Idea(brainstorm=brainstorm, author=author, kind=kind, text=text, submission_key=submission_key)
    require_valid(idea, exclude=["brainstorm", "author"], validate_unique=False, validate_constraints=False)
    idea.save()
    if None not in earlier:  # the first that stands: from now on this person took part
        _refresh_completion_after_commit(brainstorm, author)
    return idea


@transaction.atomic
def withdraw_idea(*, idea, by):
    """Take an own idea back while ideas are collected. The row stays, so that a late retry does not bring it back."""
    brainstorm = lock(idea.brainstorm)
    idea = brainstorm.ideas.get(pk=idea.pk)
    if idea.author_id != by.pk:
        raise LMSError(_("Only its author can withdraw an idea."))
    if idea.withdrawn_at:
        return idea
    require(brainstorm, Right.COLLECT, _("Collecting is over. Say in the discussion that you would drop this idea."))
    idea.withdrawn_at = timezone.now()
    idea.save(update_fields=["withdrawn_at"])
    return idea


@transaction.atomic
def cast_votes(*, brainstorm, voter, dots):
    """Replace all dots of `voter` by `dots`, {number of the idea: dots}. Saving twice changes nothing."""
    brainstorm = lock(brainstorm)
    require_joined(brainstorm, voter)
    require(brainstorm, Right.VOTE, _("The vote is not open, so your dots were not changed."))
    ideas = {idea.number: idea for idea in brainstorm.ideas.standing()}
    dots = {number: count for number, count in dots.items() if count}
    if not dots.keys() <= ideas.keys():
        raise LMSError(_("One of these ideas is not on the list."))
    if any(not 0 < count <= brainstorm.dots_per_idea for count in dots.values()):
        raise LMSError(
            ngettext(
                "Give an idea at most %(most)s dot.", "Give an idea at most %(most)s dots.", brainstorm.dots_per_idea
            )
            % {"most": brainstorm.dots_per_idea}
        )
    budget = brainstorm.dots_budget(len(ideas))
    if (spent := sum(dots.values())) > budget:
        raise LMSError(
            ngettext(
                "You gave %(spent)s dots and have %(budget)s. Take %(over)s back.",
                "You gave %(spent)s dots and have %(budget)s. Take %(over)s back.",
                spent - budget,
            )
            % {"spent": spent, "budget": budget, "over": spent - budget}
        )
    deleted, _by_model = Vote.objects.cast_by(voter, brainstorm=brainstorm).delete()
    votes = Vote.objects.bulk_create(
        Vote(idea=ideas[number], voter=voter, dots=count) for number, count in sorted(dots.items())
    )
    if votes and not deleted:
        _refresh_completion_after_commit(brainstorm, voter)
    return votes
