"""Every change to a brainstorm: one function each, one transaction, one rule broken = one `LMSError`.

All that depends on the phase or on a count takes the lock of the brainstorm's row first. So no idea slips in after
the reveal, nobody spends more dots than there are, and of two facilitators who press "next" one is told.

Ideas and votes are not written to the audit log: its entries carry a name, and readers of the log are not the room.
"""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from courses.actions import refresh_completion
from courses.models import Enrollment
from lms.exceptions import LMSError

from .models import CODE_LETTERS, IDEA_LENGTH, Brainstorm, Decision, Idea, Participation, Pilot, Vote
from .phases import CLOSED, Right

MOST_IDEAS_PER_PERSON = 100
LONGEST_EXTENSION_MINUTES = 60


def _lock(brainstorm):
    """Return the stored row of `brainstorm`, locked until the transaction ends."""
    return Brainstorm.objects.select_for_update().get(pk=brainstorm.pk)


def _require(brainstorm, right, refusal):
    if not brainstorm.allows(right):
        raise LMSError(refusal)


def _require_joined(brainstorm, user):
    if not brainstorm.participations.filter(user=user).exists():
        raise LMSError(_("Join this brainstorm first."))


def _require_valid(instance, **validate):
    """Run the model's own validation and turn what it finds into one sentence."""
    try:
        instance.full_clean(**validate)
    except ValidationError as error:
        raise LMSError(" ".join(error.messages)) from error


def _save_act(brainstorm, *fields):
    """Save an act of a facilitator: pages that show an older revision learn that they are out of date."""
    brainstorm.revision += 1
    brainstorm.save(update_fields=["revision", *fields])


def _refresh_completion_after_commit(brainstorm, user):
    enrollment = Enrollment.objects.filter(course_id=brainstorm.course_id, learner=user).first()
    if enrollment:
        transaction.on_commit(lambda: refresh_completion(enrollment=enrollment))


# Taking part


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
    brainstorm = _lock(brainstorm)
    if stored := brainstorm.ideas.filter(submission_key=submission_key).first():
        if stored.author_id != author.pk:
            raise LMSError(_("This idea was not saved. Send it again."))
        return stored
    _require_joined(brainstorm, author)
    _require(
        brainstorm, Right.COLLECT, _("Collecting is over, so this idea was not saved. Keep it for the discussion.")
    )
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
    _require_valid(idea, exclude=["brainstorm", "author"], validate_unique=False, validate_constraints=False)
    idea.save()
    if None not in earlier:  # the first that stands: from now on this person took part
        _refresh_completion_after_commit(brainstorm, author)
    return idea


@transaction.atomic
def withdraw_idea(*, idea, by):
    """Take an own idea back while ideas are collected. The row stays, so that a late retry does not bring it back."""
    brainstorm = _lock(idea.brainstorm)
    idea = brainstorm.ideas.get(pk=idea.pk)
    if idea.author_id != by.pk:
        raise LMSError(_("Only its author can withdraw an idea."))
    if idea.withdrawn_at:
        return idea
    _require(brainstorm, Right.COLLECT, _("Collecting is over. Say in the discussion that you would drop this idea."))
    idea.withdrawn_at = timezone.now()
    idea.save(update_fields=["withdrawn_at"])
    return idea


@transaction.atomic
def cast_votes(*, brainstorm, voter, dots):
    """Replace all dots of `voter` by `dots`, a mapping of an idea's number to its dots. Saving twice changes nothing."""
    brainstorm = _lock(brainstorm)
    _require_joined(brainstorm, voter)
    _require(brainstorm, Right.VOTE, _("The vote is not open, so your dots were not changed."))
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


# Facilitating


def _number_ideas(brainstorm):
    """Deal numbers out at random to the ideas that have none; those shown before keep theirs."""
    unnumbered = list(brainstorm.ideas.standing().filter(number__isnull=True))
    secrets.SystemRandom().shuffle(unnumbered)
    taken = brainstorm.ideas.filter(number__isnull=False).count()
    for number, idea in enumerate(unnumbered, start=taken + 1):
        idea.number = number
    Idea.objects.bulk_update(unnumbered, ["number"])


@transaction.atomic
def move_phase(*, brainstorm, to, expected_phase, by):
    """Move one phase on or back. `expected_phase` is what the facilitator saw: whoever presses second is told, unless
    the brainstorm already is where it was to go."""
    brainstorm = _lock(brainstorm)
    if brainstorm.phase == to:
        return brainstorm
    if brainstorm.phase != expected_phase:
        raise LMSError(
            _("Somebody else has moved on to “%(phase)s” already.") % {"phase": brainstorm.current_phase.label}
        )
    neighbors = {phase.key: phase for phase in (brainstorm.previous_phase, brainstorm.next_phase) if phase}
    if to not in neighbors:
        raise LMSError(_("Move one phase at a time."))
    if to == CLOSED.key:
        _finish(brainstorm)
    phase = neighbors[to]
    brainstorm.phase = to
    brainstorm.phase_started_at = timezone.now()
    brainstorm.phase_ends_at = phase.minutes and brainstorm.phase_started_at + timedelta(minutes=phase.minutes)
    if phase.allows(Right.READ):
        _number_ideas(brainstorm)
    _save_act(brainstorm, "phase", "phase_started_at", "phase_ends_at", "closed_at")
    log(brainstorm, "lms_brainstorm.phase_changed", user=by, data={"from": expected_phase, "to": to})
    return brainstorm


def _finish(brainstorm):
    """Mark as closed, once no idea is without a decision and a reason."""
    undecided = brainstorm.ideas.undecided().count()
    if undecided:
        raise LMSError(
            ngettext(
                "Decide the last idea first: everybody who wrote one gets an answer.",
                "Decide %(count)s more ideas first: everybody who wrote one gets an answer.",
                undecided,
            )
            % {"count": undecided}
        )
    brainstorm.closed_at = timezone.now()


def close_brainstorm(*, brainstorm, by):
    """Close for good. Raises LMSError while an idea has no decision, or before the last phase is reached."""
    return move_phase(brainstorm=brainstorm, to=CLOSED.key, expected_phase=brainstorm.phase, by=by)


@transaction.atomic
def extend_time(*, brainstorm, minutes=1, by):
    """Give the present phase more time: after its end if that lies ahead, else from now on."""
    if not 0 < minutes <= LONGEST_EXTENSION_MINUTES:
        raise LMSError(_("Add between 1 and %(most)s minutes.") % {"most": LONGEST_EXTENSION_MINUTES})
    brainstorm = _lock(brainstorm)
    if brainstorm.closed_at:
        raise LMSError(_("This brainstorm is closed."))
    now = timezone.now()
    brainstorm.phase_ends_at = max(now, brainstorm.phase_ends_at or now) + timedelta(minutes=minutes)
    _save_act(brainstorm, "phase_ends_at")
    log(brainstorm, "lms_brainstorm.time_extended", user=by, data={"minutes": minutes, "phase": brainstorm.phase})
    return brainstorm


# Deciding and following up


def _decide(brainstorm, ideas, *, outcome, reason, review_on, by):
    _require(brainstorm, Right.DECIDE, _("Ideas are decided in the phase “Decide”."))
    decisions = []
    for idea in ideas:
        decision = Decision.objects.filter(idea=idea).first() or Decision(idea=idea)
        if decision.pk and outcome != Decision.Outcome.ADOPTED and decision.pilots.exists():
            raise LMSError(_("A pilot of this idea has started, so it stays adopted."))
        decision.outcome, decision.reason, decision.review_on = outcome, reason.strip(), review_on
        decision.decided_by, decision.decided_at = by, timezone.now()
        _require_valid(decision, exclude=["idea", "decided_by"], validate_constraints=False)
        decision.save()
        decisions.append(decision)
    _save_act(brainstorm)
    return decisions


@transaction.atomic
def decide_idea(*, idea, outcome, reason, by, review_on=None):
    """Decide one idea, or decide it anew. Raises LMSError without a reason, or for "deferred" without a date."""
    brainstorm = _lock(idea.brainstorm)
    idea = brainstorm.ideas.standing().get(pk=idea.pk)
    (decision,) = _decide(brainstorm, [idea], outcome=outcome, reason=reason, review_on=review_on, by=by)
    log(brainstorm, "lms_brainstorm.idea_decided", user=by, data={"idea": idea.number, "outcome": outcome})
    return decision


@transaction.atomic
def decide_remaining(*, brainstorm, outcome, reason, by, review_on=None):
    """Give every idea that has no decision yet the same one, with the same reason."""
    brainstorm = _lock(brainstorm)
    ideas = list(brainstorm.ideas.undecided())
    decisions = _decide(brainstorm, ideas, outcome=outcome, reason=reason, review_on=review_on, by=by)
    data = {"count": len(decisions), "outcome": outcome}
    log(brainstorm, "lms_brainstorm.remaining_decided", user=by, data=data)
    return decisions


@transaction.atomic
def start_pilot(*, decision, hypothesis, owner, measure, baseline, starts_on, due_on, by):
    """Start a trial of an adopted idea. One runs at a time; after a result another may follow."""
    brainstorm = _lock(decision.idea.brainstorm)
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
    )
    _require_valid(pilot, exclude=["decision"], validate_constraints=False)
    pilot.save()
    _save_act(brainstorm)
    log(brainstorm, "lms_brainstorm.pilot_started", user=by, data={"idea": decision.idea.number})
    return pilot


@transaction.atomic
def record_result(*, pilot, result, measured, learned, by):
    """Write down what came of a pilot; once. The same again changes nothing."""
    brainstorm = _lock(pilot.decision.idea.brainstorm)
    pilot = Pilot.objects.select_related("decision__idea").get(pk=pilot.pk)
    if pilot.result:
        if (pilot.result, pilot.measured, pilot.learned) == (result, measured.strip(), learned.strip()):
            return pilot
        raise LMSError(_("The result of this pilot was recorded already."))
    if result not in Pilot.Result.values or not measured.strip() or not learned.strip():
        raise LMSError(_("Say whether to keep, adapt or drop it, how it is now, and what you learned."))
    pilot.result, pilot.measured, pilot.learned = result, measured.strip(), learned.strip()
    pilot.recorded_at = timezone.now()
    _require_valid(pilot, exclude=["decision", "owner"], validate_constraints=False)
    pilot.save()
    _save_act(brainstorm)
    data = {"idea": pilot.decision.idea.number, "result": result}
    log(brainstorm, "lms_brainstorm.pilot_result", user=by, data=data)
    return pilot
