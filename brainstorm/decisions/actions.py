"""What becomes of ideas: adopted, deferred or declined, with reasons."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.decisions.models import Decision
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, record_for_all, require, require_valid
from lms.exceptions import RuleError


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
            raise RuleError(_("A pilot of this idea has started, so it stays adopted."))
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
        RuleError: there is no reason; "deferred" has no date; a pilot has started and the idea is not adopted any more.
    """
    brainstorm = lock(idea.brainstorm)
    idea = brainstorm.ideas.on_the_board().get(pk=idea.pk)
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
