"""How a room comes to terms: a proposal in versions, where people stand, objections and their conditions.

All of it carries names, whatever the phase says of ideas: who consents answers for it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.negotiation.consent import BLOCKING
from brainstorm.negotiation.models import Objection, Proposal, Stance
from brainstorm.sessions.actions import note_contribution
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, lock_for, record_for_all, require, require_valid
from lms.exceptions import RuleError

Position, State = Stance.Position, Objection.State
MOST_VERSIONS = 50
MOST_OBJECTIONS_PER_PERSON = 10


def _open_negotiation(brainstorm, participation=None):
    brainstorm = lock_for(participation) if participation else lock(brainstorm)
    require(brainstorm, Right.NEGOTIATE, _("Nothing is negotiated in this phase. Bring it up in the room."))
    return brainstorm


def _require_latest(proposal):
    """Return the stored `proposal` if it is the latest version of its idea, and the idea on the board."""
    latest = Proposal.objects.filter(idea=proposal.idea_id).last()
    if latest is None or not latest.idea.brainstorm.ideas.revealed().filter(pk=latest.idea_id).exists():
        raise RuleError(_("This idea is no longer on the board."))
    if latest.pk != proposal.pk:
        raise RuleError(
            _("There is a new version, number %(n)s. Read it, then take a position.") % {"n": latest.version}
        )
    return latest


@transaction.atomic
def propose(*, idea, text, after=0, participation=None, by=None):
    """Propose what is to be tried, or a new version of it, about which everyone is asked again.

    after: the version the proposer has read, 0 for none. The wording of the latest version again changes nothing.
    """
    brainstorm = _open_negotiation(idea.brainstorm, participation)
    idea = brainstorm.ideas.revealed().filter(pk=idea.pk).first()
    if idea is None:
        raise RuleError(_("This idea is no longer on the board."))
    text = text.strip()
    if not text:
        raise RuleError(_("Write what is to be tried first."))
    latest = idea.proposals.last()
    if latest and latest.text == text:
        return latest
    version = latest.version if latest else 0
    if version != after:
        raise RuleError(
            _("Meanwhile there is version %(n)s: “%(text)s” Yours is not saved yet. Read it, then send yours again.")
            % {"n": version, "text": latest.text}
        )
    if version >= MOST_VERSIONS:
        raise RuleError(_("There are %(most)s versions. Decide on one of them.") % {"most": MOST_VERSIONS})
    proposal = Proposal(idea=idea, version=version + 1, text=text, author=participation)
    require_valid(proposal, exclude=["idea", "author"], validate_unique=False, validate_constraints=False)
    proposal.save()
    record_for_all(brainstorm, "proposal", idea=idea.pk)
    if participation:
        note_contribution(participation)
    else:
        log(brainstorm, "lms_brainstorm.proposal_made", user=by, data={"idea": idea.number, "n": proposal.version})
    return proposal


def _stand(proposal, participation, position):
    """Add a stance unless it is where this person stands already. Returns whether it was added."""
    latest = proposal.stances.filter(participation=participation).order_by("taken_at", "pk").last()
    if latest and latest.position == position:
        return False
    proposal.stances.create(participation=participation, position=position, taken_at=timezone.now())
    return True


def _withdraw(objections):
    return objections.update(state=State.WITHDRAWN, settled_at=timezone.now(), settled_by=None)


@transaction.atomic
def take_stance(*, proposal, participation, position):
    """Consent, or stand aside: from now on this is where the person stands. The same twice is once.

    What the person had objected to this version, and what was not accepted, is withdrawn with it. See `object_to`.
    """
    brainstorm = _open_negotiation(None, participation)
    proposal = _require_latest(proposal)
    if position not in {Position.CONSENT, Position.STAND_ASIDE}:
        raise RuleError(_("Say what harm you see: an objection needs a reason."))
    own = proposal.objections.filter(author=participation, state__in=BLOCKING)
    if _withdraw(own) + _stand(proposal, participation, position):
        note_contribution(participation)
        record_for_all(brainstorm, "stance", idea=proposal.idea_id)
    return proposal


@transaction.atomic
def object_to(*, proposal, participation, reason, submission_key, condition=""):
    """Object to a version, naming a condition for consent. The same `submission_key` is stored once."""
    brainstorm = _open_negotiation(None, participation)
    if stored := Objection.objects.filter(proposal=proposal.pk, submission_key=submission_key).first():
        if stored.author_id != participation.pk:
            raise RuleError(_("This was not saved. Send it again."))
        return stored
    proposal = _require_latest(proposal)
    reason, condition = reason.strip(), condition.strip()
    if not reason:
        raise RuleError(_("Say what harm you see: an objection needs a reason."))
    if proposal.objections.filter(author=participation).count() >= MOST_OBJECTIONS_PER_PERSON:
        raise RuleError(_("You have objected %(most)s times. Bring it up in the room.") % {"most": 10})
    objection = Objection(
        proposal=proposal, author=participation, reason=reason, condition=condition, submission_key=submission_key
    )
    require_valid(objection, exclude=["proposal", "author"], validate_unique=False, validate_constraints=False)
    objection.save()
    _stand(proposal, participation, Position.OBJECT)
    note_contribution(participation)
    record_for_all(brainstorm, "objection", idea=proposal.idea_id)
    return objection


@transaction.atomic
def withdraw_objection(*, objection, participation):
    """Take an own objection back. With the last one the person consents. Twice is once."""
    brainstorm = _open_negotiation(None, participation)
    objection = Objection.objects.select_related("proposal").get(pk=objection.pk)
    if objection.author_id != participation.pk:
        raise RuleError(_("Only who made an objection can withdraw it."))
    if objection.state == State.WITHDRAWN:
        return objection
    if objection.state == State.ACCEPTED:
        raise RuleError(_("Your condition was accepted, so there is nothing left to withdraw."))
    _withdraw(Objection.objects.filter(pk=objection.pk))
    proposal = objection.proposal
    left = proposal.objections.filter(author=participation).exclude(state=State.WITHDRAWN)
    if not left.exists():
        _stand(proposal, participation, Position.CONSENT)
    record_for_all(brainstorm, "objection", idea=proposal.idea_id)
    objection.refresh_from_db()
    return objection


@transaction.atomic
def settle_objection(*, objection, state, by, answer=""):
    """Accept the condition of an objection, which then binds the pilot, or say that the objection stands.

    Raises:
        RuleError: it was withdrawn; it has no condition to accept; its condition binds a pilot already.
    """
    brainstorm = lock(objection.proposal.idea.brainstorm)
    if not (brainstorm.allows(Right.NEGOTIATE) or brainstorm.allows(Right.DECIDE)):
        raise RuleError(_("Objections are answered while the room negotiates or decides."))
    objection = Objection.objects.select_related("proposal__idea").get(pk=objection.pk)
    answer = answer.strip()
    if state not in {State.ACCEPTED, State.STANDING}:
        raise RuleError(_("Accept the condition, or keep the objection open."))
    if objection.state == State.WITHDRAWN:
        raise RuleError(_("Its author has withdrawn this objection, so there is nothing to answer."))
    if (objection.state, objection.answer) == (state, answer):
        return objection
    if state == State.ACCEPTED and not objection.condition:
        raise RuleError(_("It names no condition. Ask under which one its author would consent."))
    if state != State.ACCEPTED and hasattr(objection, "term"):
        raise RuleError(_("This condition binds a pilot, so it stays accepted."))
    objection.state, objection.answer = state, answer
    objection.settled_at, objection.settled_by = timezone.now(), by
    require_valid(objection, exclude=["proposal", "author"], validate_unique=False, validate_constraints=False)
    objection.save()
    record_for_all(brainstorm, "objection", idea=objection.proposal.idea_id)
    data = {"idea": objection.proposal.idea.number, "answer": state}
    log(brainstorm, "lms_brainstorm.objection_settled", user=by, data=data)
    return objection
