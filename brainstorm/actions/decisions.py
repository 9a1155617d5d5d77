"""What becomes of ideas: decide, try, learn."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..models import Decision, Objection, Pilot, PilotTerm
from ..phases import Right
from .rules import lock, record_for_all, require, require_valid


def _decide(brainstorm, ideas, *, by, **record):
    """Give each of `ideas` the decision `record`, fields of `Decision`; return those that are new or have changed."""
    require(brainstorm, Right.DECIDE, _("Ideas are decided in the phase “Decide”."))
    record = {name: value.strip() if isinstance(value, str) else value for name, value in record.items()}
    decisions = []
    for idea in ideas:
        decision = Decision.objects.filter(idea=idea).first() or Decision(idea=idea)
        if decision.pk and all(getattr(decision, name) == value for name, value in record.items()):
            continue
        if decision.pk and record["outcome"] != Decision.Outcome.ADOPTED and decision.pilots.exists():
            raise LMSError(_("A pilot of this idea has started, so it stays adopted."))
        for name, value in record.items():
            setattr(decision, name, value)
        decision.proposal = idea.proposals.last()
        decision.decided_by, decision.decided_at = by, timezone.now()
        require_valid(decision, exclude=["idea", "decided_by", "proposal"], validate_constraints=False)
        decision.save()
        decisions.append(decision)
    if not decisions:
        return decisions
    record_for_all(brainstorm, "decided", ideas=[idea.pk for idea in ideas])
    return decisions


@transaction.atomic
def decide_idea(*, idea, outcome, reason, by, review_on=None, rule="", tally="", objections=""):
    """Decide one idea, or decide it anew; the same again changes nothing. The latest proposal is remembered with it.

    rule: of `Decision.Rule`, how it was decided; tally: the result in one line; objections: what stands against it.

    Raises:
        LMSError: there is no reason; "deferred" has no date; a pilot has started and the idea is not adopted any more.
    """
    brainstorm = lock(idea.brainstorm)
    idea = brainstorm.ideas.standing().get(pk=idea.pk)
    record = {"outcome": outcome, "reason": reason, "review_on": review_on, "rule": rule, "tally": tally}
    if _decide(brainstorm, [idea], **record, objections=objections, by=by):
        log(brainstorm, "lms_brainstorm.idea_decided", user=by, data={"idea": idea.number, "outcome": outcome})
    return Decision.objects.get(idea=idea)


@transaction.atomic
def decide_remaining(*, brainstorm, outcome, reason, by, review_on=None, rule="", tally="", objections=""):
    """Give every idea that has no decision yet the same one, with the same reason. See `decide_idea`."""
    brainstorm = lock(brainstorm)
    record = {"outcome": outcome, "reason": reason, "review_on": review_on, "rule": rule, "tally": tally}
    decisions = _decide(brainstorm, list(brainstorm.ideas.undecided()), **record, objections=objections, by=by)
    if decisions:
        data = {"count": len(decisions), "outcome": outcome}
        log(brainstorm, "lms_brainstorm.remaining_decided", user=by, data=data)
    return decisions


@transaction.atomic
def start_pilot(*, decision, hypothesis, owner, measure, baseline, starts_on, due_on, by, stop_rule=""):
    """Start a trial of an adopted idea. One runs at a time; after a result another may follow.

    Conditions that were accepted in the negotiation become its terms.
    """
    brainstorm = lock(decision.idea.brainstorm)
    decision = Decision.objects.select_related("idea").get(pk=decision.pk)
    if decision.outcome != Decision.Outcome.ADOPTED:
        raise LMSError(_("Adopt the idea before you start its pilot."))
    if decision.pilots.running().exists():
        raise LMSError(_("A pilot of this idea is running. Record its result first."))
    pilot = Pilot(
        decision=decision,
        hypothesis=hypothesis,
        owner=owner,
        measure=measure,
        baseline=baseline,
        starts_on=starts_on,
        due_on=due_on,
        stop_rule=stop_rule,
    )
    require_valid(pilot, exclude=["decision"], validate_constraints=False)
    pilot.save()
    _bind_to_terms(pilot)
    record_for_all(brainstorm, "pilot", pilot=pilot.pk)
    log(brainstorm, "lms_brainstorm.pilot_started", user=by, data={"idea": decision.idea.number})
    return pilot


def _bind_to_terms(pilot):
    """Make a term of every accepted condition of the idea's objections that binds no pilot yet."""
    accepted = Objection.objects.filter(
        proposal__idea=pilot.decision.idea_id, state=Objection.State.ACCEPTED, term__isnull=True
    )
    PilotTerm.objects.bulk_create(
        PilotTerm(pilot=pilot, text=objection.condition, objection=objection) for objection in accepted
    )


@transaction.atomic
def record_result(*, pilot, result, measured, learned, by):
    """Write down what came of a pilot; once. The same again changes nothing."""
    brainstorm = lock(pilot.decision.idea.brainstorm)
    pilot = Pilot.objects.select_related("decision__idea").get(pk=pilot.pk)
    if pilot.result:
        if (pilot.result, pilot.measured, pilot.learned) == (result, measured.strip(), learned.strip()):
            return pilot
        raise LMSError(_("The result of this pilot was recorded already."))
    if result not in Pilot.Result.values or not measured.strip() or not learned.strip():
        raise LMSError(_("Say whether to keep, adapt or drop it, how it is now, and what you learned."))
    pilot.result, pilot.measured, pilot.learned = result, measured.strip(), learned.strip()
    pilot.recorded_at = timezone.now()
    require_valid(pilot, exclude=["decision", "owner"], validate_constraints=False)
    pilot.save()
    record_for_all(brainstorm, "pilot", pilot=pilot.pk)
    data = {"idea": pilot.decision.idea.number, "result": result}
    log(brainstorm, "lms_brainstorm.pilot_result", user=by, data=data)
    return pilot
