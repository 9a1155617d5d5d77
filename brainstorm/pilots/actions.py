"""Trials of adopted ideas: their terms, their reviews and their results."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.decisions.models import Decision
from brainstorm.negotiation.models import Objection
from brainstorm.pilots.models import Pilot, PilotTerm
from brainstorm.sessions.rules import lock, record_for_all, require_ahead, require_valid
from lms.exceptions import RuleError


@transaction.atomic
def start_pilot(*, decision, hypothesis, owner, measure, baseline, starts_on, due_on, by, stop_rule=""):
    """Start a trial of an adopted idea. One runs at a time; after a result another may follow.

    Conditions that were accepted in the negotiation become its terms.
    """
    brainstorm = lock(decision.idea.brainstorm)
    decision = Decision.objects.select_related("idea").get(pk=decision.pk)
    if decision.outcome != Decision.Outcome.ADOPTED:
        raise RuleError(_("Adopt the idea before you start its pilot."))
    if decision.idea.withdrawn_at:
        raise RuleError(_("This idea was withdrawn, so it cannot be tried."))
    require_ahead(due_on, _("Choose an end date in the future. On that day, people look at the result."))
    if decision.pilots.running().exists():
        raise RuleError(_("A pilot of this idea is running. Record its result first."))
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
        raise RuleError(_("The result of this pilot has already been recorded."))
    if result not in Pilot.Result.values or not measured.strip() or not learned.strip():
        raise RuleError(_("Enter whether to keep, adapt or drop it, the measure now, and what you learned."))
    pilot.result, pilot.measured, pilot.learned = result, measured.strip(), learned.strip()
    pilot.recorded_at = timezone.now()
    require_valid(pilot, exclude=["decision", "owner"], validate_constraints=False)
    pilot.save()
    record_for_all(brainstorm, "pilot", pilot=pilot.pk)
    data = {"idea": pilot.decision.idea.number, "result": result}
    log(brainstorm, "lms_brainstorm.pilot_result", user=by, data=data)
    return pilot
