"""Changes of guidelines: proposed in the room, adopted or declined with a reason, and then written into the text."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.actions import answer_proposal
from courses.models import Guideline, GuidelineProposal
from lms.exceptions import LMSError
from lms.tasks import enqueue

from ..change_notices import tell_proposer
from ..clauses import clauses_of
from ..models import CLAUSE_LENGTH, PolicyChange
from ..phases import Right
from .elaborating import enter, note
from .proposals import PROPOSALS
from .rules import lock, record_for_all, require_valid

MOST_CHANGES_OF_AN_IDEA = 20


@transaction.atomic
def propose_wording(*, idea, guideline, clause, wording, participation=None, by=None):
    """Propose how a clause of a guideline should read. The same again is the same proposal.

    clause: as it stands in the guideline, "" for a new one; wording: "" to leave the clause out.
    """
    brainstorm, idea = enter(idea, participation, by)
    guideline = Guideline.objects.filter(pk=guideline.pk, live=True).first()
    if guideline is None:
        raise LMSError(_("This guideline is not in force, so there is nothing to change."))
    clause, wording = " ".join(clause.split()), " ".join(wording.split())
    if clause and clause not in clauses_of(guideline):
        raise LMSError(_("The guideline does not say this any more. Choose the clause again."))
    if not wording and not clause:
        raise LMSError(_("Write how the new clause should read."))
    if len(wording) > CLAUSE_LENGTH:
        raise LMSError(_("Shorten the wording to %(most)s characters.") % {"most": CLAUSE_LENGTH})
    if wording == clause:
        raise LMSError(_("This is how the clause reads today. Change its words."))
    changes = idea.policy_changes.filter(guideline=guideline)
    if stored := changes.filter(clause=clause, wording=wording).first():
        return stored
    if changes.count() >= MOST_CHANGES_OF_AN_IDEA:
        raise LMSError(_("This idea has many wordings already. Agree on one of them."))
    change = PolicyChange(
        idea=idea,
        guideline=guideline,
        version=guideline.version,
        clause=clause,
        wording=wording,
        added_by=None if brainstorm.current_phase.is_anonymous else participation,
    )
    require_valid(change, exclude=["idea", "guideline", "added_by"], validate_constraints=False)
    change.save()
    note(brainstorm, idea, "wording", participation=participation, by=by)
    return change


@transaction.atomic
def withdraw_wording(*, change, participation=None, by=None):
    """Take a wording back while nobody has decided on it: who proposed it by name, or who leads."""
    brainstorm, idea = enter(change.idea, participation, by)
    change = idea.policy_changes.filter(pk=change.pk).first()
    if change is None:
        return
    if participation and change.added_by_id != participation.pk:
        raise LMSError(_("Only who proposed a wording by name takes it back; else ask your facilitator."))
    if change.state != PolicyChange.State.PROPOSED:
        raise LMSError(_("This wording was decided already."))
    change.delete()
    note(brainstorm, idea, "wording", participation=participation, by=by)


@transaction.atomic
def settle_wording(*, change, state, reason, by):
    """Adopt or decline a wording, with a reason, while ideas are decided or later. The same again changes nothing.

    Who proposed it by name is told.
    """
    brainstorm = lock(change.idea.brainstorm)
    change = PolicyChange.objects.select_related("idea", "guideline", "added_by").get(pk=change.pk)
    if not (brainstorm.allows(Right.DECIDE) or brainstorm.allows(Right.REPORT)):
        raise LMSError(_("Wordings are adopted or declined when ideas are decided, or later."))
    reason = reason.strip()
    if state not in (PolicyChange.State.ADOPTED, PolicyChange.State.DECLINED):
        raise LMSError(_("Adopt the wording or decline it."))
    if not reason:
        raise LMSError(_("Give a reason: those who proposed it read it."))
    if (change.state, change.reason) == (state, reason):
        return change
    change.state, change.reason, change.decided_by, change.decided_at = state, reason, by, timezone.now()
    require_valid(change, exclude=["idea", "guideline", "added_by", "decided_by"], validate_constraints=False)
    change.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record_for_all(brainstorm, "wording", idea=change.idea_id)
    data = {"idea": change.idea.number, "state": state}
    log(brainstorm, "lms_brainstorm.wording_settled", user=by, data=data)
    transaction.on_commit(lambda: enqueue(tell_proposer, change.pk))
    if brainstorm.allows(Right.REPORT):
        answer_learner(change)
    return change


def proposal_of(idea):
    """Return the learner's proposal for a guideline that was taken up as this idea, or None."""
    if idea.author_tag:
        return None
    taken = GuidelineProposal.objects.exclude(status=GuidelineProposal.Status.OPEN).select_related("guideline")
    return next((row for row in taken if uuid.uuid5(PROPOSALS, str(row.pk)) == idea.submission_key), None)


def answer_learner(change):
    """Answer the learner whose proposal became the idea of this settled change. Only once the firm may read it."""
    proposal = proposal_of(change.idea)
    if proposal and proposal.guideline_id == change.guideline_id and change.state != PolicyChange.State.PROPOSED:
        answer_proposal(proposal=proposal, status=change.state, answer=change.reason, by=change.decided_by)


@transaction.atomic
def answer_learners(*, brainstorm):
    """Answer all learners whose proposals this brainstorm has taken up and settled. Safe to repeat."""
    settled = PolicyChange.objects.filter(idea__brainstorm=brainstorm, idea__author_tag="").exclude(state="proposed")
    for change in settled.select_related("idea", "decided_by"):
        answer_learner(change)
