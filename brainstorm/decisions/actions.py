"""What becomes of ideas: adopted, deferred or declined, with reasons."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.decisions.models import Decision
from brainstorm.negotiation.queries import tally_of_proposal
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, record_for_all, require, require_ahead, require_valid
from lms.exceptions import RuleError

#: For `decide_idea`: decide whatever stands there.
ANY = object()


def _refuse_if_decided_meanwhile(decision, expected):
    """Raise RuleError where a colleague has decided since the facilitator looked."""
    if expected is ANY or expected == (decision.decided_at if decision.pk else None):
        return
    if decision.pk:
        raise RuleError(
            _(
                "%(name)s decided this idea in the meantime: %(outcome)s, because “%(reason)s”. "
                "Save again to replace that decision."
            )
            % {
                "name": decision.decider or _("Someone else"),
                "outcome": decision.get_outcome_display(),
                "reason": decision.reason,
            }
        )


def _refuse_false_consent(idea, proposal, record):
    """Raise RuleError where an idea shall be adopted by consent while an objection to its proposal is open."""
    if record["rule"] != Decision.Rule.CONSENT or record["outcome"] != Decision.Outcome.ADOPTED or proposal is None:
        return
    tally = tally_of_proposal(proposal)
    if tally.is_blocked:
        raise RuleError(
            _("Idea %(number)s has no consent: %(obstacles)s. Settle that first, or choose another way of deciding.")
            % {"number": idea.number, "obstacles": tally.obstacles}
        )


def _decide(brainstorm, ideas, *, by, expected=ANY, **record):
    """Give each of `ideas` the decision `record`, fields of `Decision`; return those that are new or have changed."""
    require(brainstorm, Right.DECIDE, _("Ideas are decided in the phase “Decide”."))
    record = {name: value.strip() if isinstance(value, str) else value for name, value in record.items()}
    decisions = []
    for idea in ideas:
        decision = Decision.objects.filter(idea=idea).first() or Decision(idea=idea)
        if decision.pk and all(getattr(decision, name) == value for name, value in record.items()):
            continue
        _refuse_if_decided_meanwhile(decision, expected)
        if record["review_on"] and record["review_on"] != decision.review_on:
            require_ahead(record["review_on"], _("Choose a day in the future to look at this idea again."))
        if decision.pk and record["outcome"] != Decision.Outcome.ADOPTED and decision.pilots.exists():
            raise RuleError(_("A pilot of this idea has started, so it stays adopted."))
        for name, value in record.items():
            setattr(decision, name, value)
        decision.proposal = idea.proposals.last()
        _refuse_false_consent(idea, decision.proposal, record)
        decision.decided_by, decision.decided_at = by, timezone.now()
        require_valid(decision, exclude=["idea", "decided_by", "proposal"], validate_constraints=False)
        decision.save()
        decisions.append(decision)
    if not decisions:
        return decisions
    record_for_all(brainstorm, "decided", ideas=[idea.pk for idea in ideas])
    return decisions


@transaction.atomic
def decide_idea(*, idea, outcome, reason, by, review_on=None, rule="", tally="", objections="", expected=ANY):
    """Decide one idea, or decide it anew; the same again changes nothing. The latest proposal is remembered with it.

    rule: of `Decision.Rule`, how it was decided; tally: the result in one line; objections: what stands against it.
    expected: the `decided_at` of the decision that the facilitator saw, None where there was none.

    Raises:
        RuleError: there is no reason; "deferred" has no date, or one that is past; a colleague has decided meanwhile;
            an objection is open and the rule is consent; a pilot has started and the idea is not adopted any more.
    """
    brainstorm = lock(idea.brainstorm)
    idea = brainstorm.ideas.on_the_board().get(pk=idea.pk)
    record = {"outcome": outcome, "reason": reason, "review_on": review_on, "rule": rule, "tally": tally}
    if _decide(brainstorm, [idea], **record, objections=objections, by=by, expected=expected):
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
