"""Links to enterprise systems, proposed changes of guidelines, and pain points that ideas address."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.ideas.models import IDEA_LENGTH, Idea
from brainstorm.registers.clauses import clauses_of
from brainstorm.registers.models import CLAUSE_LENGTH, LONGEST_NAME, EnterpriseSystem, PolicyChange, SystemLink
from brainstorm.registers.notices import tell_proposer
from brainstorm.sessions.actions import note_contribution
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, lock_for, record_for_all, record_for_desk, require, require_valid
from courses.guidelines.actions import answer_proposal
from courses.guidelines.actions import take_up_proposals as mark_taken_up
from courses.models import Guideline, GuidelineProposal
from lms.exceptions import RuleError
from lms.jobs.queue import enqueue


def find_or_add_system(name):
    """Return the system called `name`, however it is spelled in capitals and spaces; a new one becomes a row."""
    name = " ".join(name.split())
    if not name:
        raise RuleError(_("Select a system, or enter the name of one that is missing."))
    if len(name) > LONGEST_NAME:
        raise RuleError(_("Shorten the name to %(most)s characters.") % {"most": LONGEST_NAME})
    folded = name.casefold()
    # SQLite compares ASCII only, and the register of a firm is short: capitals of all languages are compared here.
    for pk, stored in EnterpriseSystem.objects.select_for_update().values_list("pk", "name"):
        if stored.casefold() == folded:
            return EnterpriseSystem.objects.get(pk=pk)
    system, _is_new = EnterpriseSystem.objects.get_or_create(name=name)
    return system


@transaction.atomic
def link_system(*, idea, flow, data="", risk=2, effort=2, system=None, new_system="", participation=None, by=None):
    """Say that an idea connects to a system, or put right what was said of it: one link for each system.

    system: one of the register; or `new_system`: the name of one that is missing there.
    """
    brainstorm, idea = enter(idea, participation, by)
    if system is None or new_system.strip():
        system = find_or_add_system(new_system)
    link = SystemLink.objects.filter(idea=idea, system=system).first() or SystemLink(idea=idea, system=system)
    link.flow, link.data, link.risk, link.effort = flow, data.strip(), risk, effort
    if not link.pk and not brainstorm.current_phase.is_anonymous:
        link.added_by = participation
    require_valid(link, exclude=["idea", "system", "added_by"], validate_unique=False, validate_constraints=False)
    link.save()
    note(brainstorm, idea, "system", participation=participation, by=by)
    return link


@transaction.atomic
def unlink_system(*, idea, system, participation=None, by=None):
    """Take back that an idea connects to a system. Twice is once; the system stays in the register."""
    brainstorm, idea = enter(idea, participation, by)
    removed, _rows = SystemLink.objects.filter(idea=idea, system=system).delete()
    if removed:
        note(brainstorm, idea, "system", participation=participation, by=by)
    return idea


MOST_CHANGES_OF_AN_IDEA = 20


@transaction.atomic
def propose_wording(*, idea, guideline, clause, wording, participation=None, by=None):
    """Propose how a clause of a guideline should read. The same again is the same proposal.

    clause: as it stands in the guideline, "" for a new one; wording: "" to leave the clause out.
    """
    brainstorm, idea = enter(idea, participation, by)
    guideline = Guideline.objects.filter(pk=guideline.pk, live=True).first()
    if guideline is None:
        raise RuleError(_("This guideline is not in force, so there is nothing to change."))
    clause, wording = " ".join(clause.split()), " ".join(wording.split())
    if clause and clause not in clauses_of(guideline):
        raise RuleError(_("The guideline no longer says this. Select the clause again."))
    if not wording and not clause:
        raise RuleError(_("Enter the new clause."))
    if len(wording) > CLAUSE_LENGTH:
        raise RuleError(_("Shorten the wording to %(most)s characters.") % {"most": CLAUSE_LENGTH})
    if wording == clause:
        raise RuleError(_("This is what the clause says today. Change its wording."))
    changes = idea.policy_changes.filter(guideline=guideline)
    if stored := changes.filter(clause=clause, wording=wording).first():
        return stored
    if changes.count() >= MOST_CHANGES_OF_AN_IDEA:
        raise RuleError(_("This idea already has many wordings. Agree on one of them."))
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
    """Take a wording back while no one has decided on it: who proposed it by name, or who leads."""
    brainstorm, idea = enter(change.idea, participation, by)
    change = idea.policy_changes.filter(pk=change.pk).first()
    if change is None:
        return
    if participation and change.added_by_id != participation.pk:
        raise RuleError(
            _("Only the person who proposed a wording by name can withdraw it. Otherwise, ask your facilitator.")
        )
    if change.state != PolicyChange.State.PROPOSED:
        raise RuleError(_("This wording has already been decided."))
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
        raise RuleError(_("Wordings are adopted or declined when ideas are decided, or later."))
    reason = reason.strip()
    if state not in (PolicyChange.State.ADOPTED, PolicyChange.State.DECLINED):
        raise RuleError(_("Adopt or decline the wording."))
    if not reason:
        raise RuleError(_("Give a reason. The people who proposed it will see it."))
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


def answer_learner(change):
    """Answer the learner whose proposal became the idea of this settled change. Only once the firm may read it."""
    proposal = change.idea.guideline_proposal
    if proposal is None or proposal.guideline_id != change.guideline_id:
        return
    if proposal.status != GuidelineProposal.Status.OPEN and change.state != PolicyChange.State.PROPOSED:
        answer_proposal(proposal=proposal, status=change.state, answer=change.reason, by=change.decided_by)


@transaction.atomic
def answer_learners(*, brainstorm):
    """Answer all learners whose proposals this brainstorm has taken up and settled. Safe to repeat."""
    settled = PolicyChange.objects.filter(idea__brainstorm=brainstorm, idea__guideline_proposal__isnull=False)
    for change in settled.exclude(state="proposed").select_related("idea__guideline_proposal", "decided_by"):
        answer_learner(change)


# What an idea touches: whom it helps, which pain points it eases, which systems of the firm it connects to.


def enter(idea, participation, by):
    """Lock the brainstorm of `idea` for a participant, or for `by` who leads it; return both fresh.

    Raises RuleError where the phase does not ask for it, or the idea is no longer on the board.
    """
    if participation:
        brainstorm = lock_for(participation)
        require(brainstorm, Right.ELABORATE, _("Nothing can be added to ideas in this phase. Bring it up in the room."))
    else:
        if by is None:
            raise ValueError("Someone must do it.")
        brainstorm = lock(idea.brainstorm)
        require(brainstorm, Right.READ, _("The room cannot see the ideas yet."))
    fresh = brainstorm.ideas.revealed().filter(pk=idea.pk).first()
    if fresh is None:
        raise RuleError(_("This idea is no longer on the board."))
    return brainstorm, fresh


def note(brainstorm, idea, kind, *, participation, by):
    """Append the event; what those who lead did goes to the log, what participants did never."""
    record_for_all(brainstorm, kind, idea=idea.pk)
    if participation:
        note_contribution(participation)
    else:
        log(brainstorm, "lms_brainstorm.idea_elaborated", user=by, data={"idea": idea.number})


@transaction.atomic
def mark_balance(*, idea, balance, participation=None, by=None):
    """Say whom an idea helps, or "" for: not said. Nothing is guessed."""
    brainstorm, idea = enter(idea, participation, by)
    if balance and balance not in Idea.Balance.values:
        raise RuleError(_("Select whom the idea helps."))
    if idea.balance == balance:
        return idea
    idea.balance = balance
    idea.save(update_fields=["balance"])
    note(brainstorm, idea, "balance", participation=participation, by=by)
    return idea


@transaction.atomic
def address_pain_points(*, idea, pain_points, participation=None, by=None):
    """Say which pain points of the same brainstorm an idea would ease; these and no others."""
    brainstorm, idea = enter(idea, participation, by)
    wanted = set(
        brainstorm.ideas.revealed()
        .filter(kind=Kind.PAIN_POINT, pk__in=[pain.pk for pain in pain_points])
        .exclude(pk=idea.pk)
    )
    if set(idea.addresses.all()) == wanted:
        return idea
    idea.addresses.set(wanted)
    note(brainstorm, idea, "addresses", participation=participation, by=by)
    return idea


# Brings what learners proposed for the firm's guidelines into the room.


@transaction.atomic
def take_up_proposals(*, brainstorm, proposals, by):
    """Turn open `proposals` for guidelines into ideas without an author, and return these. Safe to repeat.

    Raises:
        RuleError: the room reads the ideas already, so none may slip in.
    """
    brainstorm = lock(brainstorm)
    if brainstorm.allows(Right.READ):
        raise RuleError(
            _("The room can already see the ideas. Bring in proposals before that, or in the next brainstorm.")
        )
    ideas = []
    for proposal in mark_taken_up(proposals=proposals, by=by):
        text = _("“%(guideline)s”: %(proposal)s") % {"guideline": proposal.guideline.title, "proposal": proposal.text}
        idea, _is_new = Idea.objects.get_or_create(
            brainstorm=brainstorm,
            guideline_proposal=proposal,
            defaults={
                "kind": Kind.POLICY_CHANGE,
                "text": Truncator(text).chars(IDEA_LENGTH),
                "submission_key": uuid.uuid4(),
            },
        )
        ideas.append(idea)
    if ideas:
        record_for_desk(brainstorm, "ideas")
        log(brainstorm, "lms_brainstorm.proposals_taken_up", user=by, data={"count": len(ideas)})
    return ideas
