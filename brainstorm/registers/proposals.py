"""Brings what learners proposed for the firm's guidelines into the room."""

import uuid

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.ideas.models import IDEA_LENGTH, Idea
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, record_for_desk
from courses.guidelines.actions import take_up_proposals as mark_taken_up
from lms.exceptions import RuleError

#: Together with the id of a proposal it makes the key of its idea, so that no proposal comes twice.
PROPOSALS = uuid.UUID("0b7a3d5e-5a0e-4d43-9d1a-1f4c3d0c6a77")


@transaction.atomic
def take_up_proposals(*, brainstorm, proposals, by):
    """Turn open `proposals` for guidelines into ideas without an author, and return these. Safe to repeat.

    Raises:
        RuleError: the room reads the ideas already, so none may slip in.
    """
    brainstorm = lock(brainstorm)
    if brainstorm.allows(Right.READ):
        raise RuleError(
            _("The room reads the ideas already. Take proposals up before that, or in the next brainstorm.")
        )
    ideas = []
    for proposal in mark_taken_up(proposals=proposals, by=by):
        text = _("“%(guideline)s”: %(proposal)s") % {"guideline": proposal.guideline.title, "proposal": proposal.text}
        idea, _is_new = Idea.objects.get_or_create(
            brainstorm=brainstorm,
            submission_key=uuid.uuid5(PROPOSALS, str(proposal.pk)),
            defaults={"kind": Kind.POLICY_CHANGE, "text": Truncator(text).chars(IDEA_LENGTH)},
        )
        ideas.append(idea)
    if ideas:
        record_for_desk(brainstorm, "ideas")
        log(brainstorm, "lms_brainstorm.proposals_taken_up", user=by, data={"count": len(ideas)})
    return ideas
