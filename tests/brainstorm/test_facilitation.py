"""Leading, deciding, following up: the rules, without HTTP."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from brainstorm.decisions.actions import decide_idea, decide_remaining
from brainstorm.facilitation.actions import (
    close_brainstorm,
    extend_time,
    move_phase,
    pause_clock,
    resume_clock,
    stop_clock,
)
from brainstorm.models import Brainstorm, Decision
from brainstorm.pilots.actions import record_result, start_pilot
from brainstorm.voting.actions import cast_votes
from brainstorm.voting.presenters import ballot_for
from lms.exceptions import RuleError
from tests.factories.brainstorm import DecisionFactory, IdeaFactory, PilotFactory, joined, move_to
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deciding(brainstorm):
    """The brainstorm in the phase "decide", with three ideas numbered 1 to 3."""
    IdeaFactory.create_batch(3, brainstorm=brainstorm)
    return move_to(brainstorm, "decide")


def press(brainstorm, direction, expected, by, expected_round=None):
    return move_phase(
        brainstorm=brainstorm, direction=direction, expected_step=expected, expected_round=expected_round, by=by
    )


def log_of(brainstorm):
    return list(
        ModelLogEntry.objects.for_instance(brainstorm)
        .order_by("timestamp", "pk")
        .values_list("action", "user__username")
    )


@pytest.mark.row("B2")
def test_move_starts_the_time_box_and_tells_everybody(brainstorm, facilitator):
    brainstorm.refresh_from_db()
    before = timezone.now()
    numbers = brainstorm.room_number, brainstorm.desk_number
    moved = press(brainstorm, "next", 0, facilitator)
    assert (moved.phase, moved.step, moved.current_phase.rounds) == ("collect", 1, 1)
    assert (moved.room_number, moved.desk_number) == (numbers[0] + 1, numbers[1] + 1)
    assert moved.phase_started_at >= before
    assert moved.phase_ends_at - moved.phase_started_at == timedelta(minutes=8)
    assert log_of(brainstorm) == [("lms_brainstorm.phase_changed", "fay")]


@pytest.mark.row("B2")
@pytest.mark.parametrize(("direction", "step"), [("next", 3), ("back", 1), ("skip", 4), ("repeat", 2)])
def test_two_facilitators_pressing_the_same_move_once(brainstorm, facilitator, direction, step):
    """Both saw the second phase in its first round. The second press finds done what it wanted, and changes nothing."""
    here = move_to(brainstorm, "build")
    moved = press(here, direction, 2, facilitator, expected_round=1)
    again = press(here, direction, 2, facilitator, expected_round=1)
    assert (moved.step, again.step) == (step, step)
    assert (again.phase_started_at, again.room_number) == (moved.phase_started_at, moved.room_number)


@pytest.mark.row("B2")
def test_late_press_from_an_old_page_is_told(brainstorm, facilitator):
    press(brainstorm, "next", 0, facilitator)
    press(brainstorm, "next", 1, facilitator)
    for direction, expected, expected_round in (("next", 0, 0), ("skip", 1, 1), ("next", 2, 0)):
        with pytest.raises(RuleError) as error:
            press(brainstorm, direction, expected, facilitator, expected_round)
        assert str(error.value) == "Someone else has already moved on to “Build on it”."


@pytest.mark.parametrize("direction", ["back", "discuss", "", None])
def test_move_nowhere_is_refused(brainstorm, facilitator, direction):
    with pytest.raises(RuleError, match="There is no phase to move to from here"):
        press(brainstorm, direction, 0, facilitator)


@pytest.mark.row("B2")
def test_skip_leaves_a_phase_out_and_back_passes_over_it(brainstorm, facilitator):
    press(brainstorm, "next", 0, facilitator)
    skipped = press(brainstorm, "skip", 1, facilitator)
    assert (skipped.phase, [phase.kind for phase in skipped.plan if phase.skipped]) == ("discuss", ["build"])
    back = press(skipped, "back", 3, facilitator)
    assert back.phase == "collect"
    entered = press(back, "next", 1, facilitator)
    assert (entered.phase, [phase.kind for phase in entered.plan if phase.skipped]) == ("build", [])


@pytest.mark.row("B2")
def test_repeat_begins_another_round_with_a_full_clock(brainstorm, facilitator):
    here = move_to(brainstorm, "collect")
    stop_clock(brainstorm=here, by=facilitator)
    again = press(here, "repeat", 1, facilitator, expected_round=1)
    assert (again.phase, again.current_phase.rounds) == ("collect", 2)
    assert again.phase_ends_at - again.phase_started_at == timedelta(minutes=8)


def test_back_hides_ideas_again(brainstorm, facilitator, ana, ben):
    IdeaFactory(brainstorm=brainstorm, by=ana)
    discussed = move_to(brainstorm, "discuss")
    assert discussed.ideas.revealed().count() == 1
    press(discussed, "back", discussed.step, facilitator)
    assert discussed.ideas.revealed().count() == 0


def test_numbers_are_dealt_at_the_reveal_and_kept(brainstorm, facilitator):
    first = IdeaFactory.create_batch(20, brainstorm=brainstorm)
    discussed = move_to(brainstorm, "discuss")
    numbers = dict(discussed.ideas.values_list("pk", "number"))
    assert sorted(numbers.values()) == list(range(1, 21))
    assert [numbers[idea.pk] for idea in first] != list(range(1, 21))  # one in 20! that chance keeps the order
    press(discussed, "back", discussed.step, facilitator)
    late = IdeaFactory(brainstorm=brainstorm)
    again = move_to(brainstorm, "discuss")
    assert dict(again.ideas.values_list("pk", "number")) == numbers | {late.pk: 21}


def test_list_of_the_vote_stays_for_those_who_come_late(brainstorm, facilitator, ana):
    """What is written after the vote was open is read, but no one can vote for it."""
    first = IdeaFactory.create_batch(2, brainstorm=brainstorm)
    voting = move_to(brainstorm, "vote")
    cast_votes(participation=joined(voting, ana), values={1: 1})
    for _phase in range(4):
        voting = press(voting, "back", voting.step, facilitator)
    assert voting.phase == "collect"
    IdeaFactory(brainstorm=brainstorm)
    voting = move_to(brainstorm, "vote")
    assert {idea.pk for idea in ballot_for(joined(voting, ana)).ideas} == {idea.pk for idea in first}
    late = ballot_for(joined(voting, LearnerFactory()))
    assert {idea.pk for idea in late.ideas} == {idea.pk for idea in first}
    assert voting.ideas.revealed().count() == 3


@pytest.mark.row("B2")
def test_extend_adds_to_the_end(brainstorm, facilitator):
    brainstorm = move_to(brainstorm, "collect")
    extended = extend_time(brainstorm=brainstorm, by=facilitator)
    assert extended.phase_ends_at - brainstorm.phase_ends_at == timedelta(minutes=1)
    assert extended.room_number == brainstorm.room_number + 1


def set_clock(brainstorm, *, ends_in):
    now = timezone.now()
    Brainstorm.objects.filter(pk=brainstorm.pk).update(
        phase_started_at=now - timedelta(hours=2), phase_ends_at=now + ends_in
    )
    brainstorm.refresh_from_db()
    return brainstorm


@pytest.mark.row("B2")
def test_extend_after_the_end_counts_from_now(brainstorm, facilitator):
    brainstorm = set_clock(move_to(brainstorm, "collect"), ends_in=-timedelta(hours=1))
    before = timezone.now()
    ends_at = extend_time(brainstorm=brainstorm, minutes=5, by=facilitator).phase_ends_at
    assert before + timedelta(minutes=5) <= ends_at <= timezone.now() + timedelta(minutes=5)


@pytest.mark.row("B2")
def test_pause_keeps_what_is_left_and_resume_gives_it_back(brainstorm, facilitator):
    set_clock(move_to(brainstorm, "collect"), ends_in=timedelta(seconds=100))
    for _press in range(2):
        paused = pause_clock(brainstorm=brainstorm, by=facilitator)
    assert (paused.phase_ends_at, paused.is_paused, 98 <= paused.seconds_left <= 100) == (None, True, True)
    longer = extend_time(brainstorm=brainstorm, by=facilitator)
    assert (longer.phase_ends_at, longer.seconds_left) == (None, paused.seconds_left + 60)
    before = timezone.now()
    for _press in range(2):
        running = resume_clock(brainstorm=brainstorm, by=facilitator)
    assert running.seconds_left is None
    assert before <= running.phase_ends_at - timedelta(seconds=longer.seconds_left) <= timezone.now()
    assert [action.rpartition(".")[2] for action, _by in log_of(brainstorm)] == [
        "phase_changed",
        "clock_paused",
        "time_extended",
        "clock_resumed",
    ]


@pytest.mark.row("B2")
def test_pause_where_no_clock_runs_changes_nothing(brainstorm, facilitator):
    for ends_in in (None, -timedelta(seconds=1)):
        if ends_in:
            set_clock(brainstorm, ends_in=ends_in)
        assert not pause_clock(brainstorm=brainstorm, by=facilitator).is_paused
    assert log_of(brainstorm) == []


@pytest.mark.row("B2")
def test_next_phase_starts_its_own_clock_after_a_pause(brainstorm, facilitator):
    here = move_to(brainstorm, "collect")
    pause_clock(brainstorm=here, by=facilitator)
    moved = press(here, "next", 1, facilitator)
    assert (moved.seconds_left, moved.phase_ends_at - moved.phase_started_at) == (None, timedelta(minutes=4))


@pytest.mark.parametrize("minutes", [0, -1, 61])
def test_extend_within_an_hour_only(brainstorm, facilitator, minutes):
    with pytest.raises(RuleError, match="Add between 1 and 60 minutes"):
        extend_time(brainstorm=brainstorm, minutes=minutes, by=facilitator)


def test_decide_stores_outcome_reason_and_who(deciding, facilitator):
    idea = deciding.ideas.get(number=1)
    decide_idea(idea=idea, outcome="adopted", reason=" Cheap. ", by=facilitator)
    decision = Decision.objects.get()
    assert (decision.idea, decision.outcome, decision.reason, decision.decided_by) == (
        idea,
        "adopted",
        "Cheap.",
        facilitator,
    )


def test_decide_anew_replaces(deciding, facilitator):
    idea = deciding.ideas.get(number=1)
    decide_idea(idea=idea, outcome="adopted", reason="Cheap.", by=facilitator)
    decide_idea(idea=idea, outcome="declined", reason="Not so cheap.", by=facilitator)
    assert [(d.outcome, d.reason) for d in Decision.objects.all()] == [("declined", "Not so cheap.")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"outcome": "adopted", "reason": " "}, "This field cannot be blank."),
        ({"outcome": "deferred", "reason": "Later."}, "Choose the day on which you look at this idea again."),
        ({"outcome": "maybe", "reason": "Hm."}, "Value 'maybe' is not a valid choice."),
    ],
)
def test_decide_needs_a_reason_and_a_date_where_deferred(deciding, facilitator, fields, sentence):
    with pytest.raises(RuleError) as error:
        decide_idea(idea=deciding.ideas.get(number=1), by=facilitator, **fields)
    assert (str(error.value), Decision.objects.count()) == (sentence, 0)


def test_decide_in_another_phase_is_refused(brainstorm, facilitator):
    idea = IdeaFactory(brainstorm=brainstorm)
    move_to(brainstorm, "vote")
    with pytest.raises(RuleError, match="decided in the phase “Decide”"):
        decide_idea(idea=idea, outcome="adopted", reason="Yes.", by=facilitator)


def test_decide_remaining_leaves_what_is_decided(deciding, facilitator):
    decide_idea(idea=deciding.ideas.get(number=2), outcome="adopted", reason="Yes.", by=facilitator)
    decide_remaining(
        brainstorm=deciding, outcome="deferred", reason="In spring.", review_on=date(2027, 3, 1), by=facilitator
    )
    outcomes = dict(Decision.objects.values_list("idea__number", "outcome"))
    assert outcomes == {1: "deferred", 2: "adopted", 3: "deferred"}


def test_close_with_an_undecided_idea_is_refused(deciding, facilitator):
    decide_idea(idea=deciding.ideas.get(number=1), outcome="adopted", reason="Yes.", by=facilitator)
    with pytest.raises(RuleError) as error:
        close_brainstorm(brainstorm=deciding, by=facilitator)
    assert str(error.value) == "Decide 2 more ideas first. Everyone who wrote one gets an answer."


def test_close_is_for_good(deciding, facilitator):
    decide_remaining(brainstorm=deciding, outcome="declined", reason="Done already.", by=facilitator)
    closed = close_brainstorm(brainstorm=deciding, by=facilitator)
    assert (closed.phase, closed.closed_at is not None, closed.previous_phase) == ("closed", True, None)
    for direction in ("next", "back", "skip", "repeat"):
        with pytest.raises(RuleError, match="There is no phase to move to from here"):
            press(closed, direction, closed.step, facilitator)
    with pytest.raises(RuleError, match="This brainstorm is closed"):
        extend_time(brainstorm=closed, by=facilitator)


def test_close_ignores_withdrawn_ideas(brainstorm, facilitator):
    IdeaFactory(brainstorm=brainstorm, withdrawn_at=timezone.now())
    assert move_to(brainstorm, "closed").closed_at is not None


def pilot_fields(owner, **fields):
    return {
        "hypothesis": "Fewer calls.",
        "owner": owner,
        "measure": "Calls a day",
        "baseline": "12",
        "starts_on": date(2026, 1, 1),
        "due_on": timezone.localdate() + timedelta(days=30),
    } | fields


def test_pilot_needs_an_adopted_idea(deciding, facilitator, ana):
    decision = DecisionFactory(idea=deciding.ideas.get(number=1), outcome="declined")
    with pytest.raises(RuleError, match="Adopt the idea"):
        start_pilot(decision=decision, by=facilitator, **pilot_fields(ana))


def test_pilot_ends_after_its_start(deciding, facilitator, ana):
    decision = DecisionFactory(idea=deciding.ideas.get(number=1))
    with pytest.raises(RuleError, match="Choose a day after the start"):
        start_pilot(decision=decision, by=facilitator, **pilot_fields(ana, starts_on=pilot_fields(ana)["due_on"]))


def test_one_pilot_at_a_time_and_another_after_its_result(deciding, facilitator, ana):
    decision = DecisionFactory(idea=deciding.ideas.get(number=1))
    pilot = start_pilot(decision=decision, by=facilitator, **pilot_fields(ana))
    with pytest.raises(RuleError, match="A pilot of this idea is running"):
        start_pilot(decision=decision, by=facilitator, **pilot_fields(ana))
    record_result(pilot=pilot, result="adapt", measured="8", learned="Mornings only.", by=ana)
    start_pilot(decision=decision, by=facilitator, **pilot_fields(ana))
    assert sorted(decision.pilots.values_list("result", flat=True)) == ["", "adapt"]


def test_idea_with_a_pilot_stays_adopted(deciding, facilitator):
    pilot = PilotFactory(decision=DecisionFactory(idea=deciding.ideas.get(number=1)))
    with pytest.raises(RuleError, match="it stays adopted"):
        decide_idea(idea=pilot.decision.idea, outcome="declined", reason="No.", by=facilitator)


def test_result_is_recorded_once(ana, facilitator):
    pilot = PilotFactory(owner=ana)
    record_result(pilot=pilot, result="keep", measured="4", learned="It works.", by=ana)
    record_result(pilot=pilot, result="keep", measured="4", learned="It works.", by=ana)
    with pytest.raises(RuleError, match="already been recorded"):
        record_result(pilot=pilot, result="drop", measured="4", learned="It works.", by=ana)
    pilot.refresh_from_db()
    assert (pilot.result, pilot.measured, pilot.learned) == ("keep", "4", "It works.")
    assert log_of(pilot.decision.idea.brainstorm) == [("lms_brainstorm.pilot_result", "ana")]


@pytest.mark.parametrize("fields", [{"result": "win"}, {"measured": " "}, {"learned": ""}])
def test_result_says_what_how_and_why(ana, fields):
    complete = {"result": "keep", "measured": "4", "learned": "It works."}
    with pytest.raises(RuleError, match="Enter whether to keep, adapt or drop"):
        record_result(pilot=PilotFactory(), by=ana, **complete | fields)


def test_database_keeps_a_second_running_pilot_out():
    pilot = PilotFactory()
    with pytest.raises(IntegrityError):
        PilotFactory(decision=pilot.decision)


def test_database_keeps_a_deferred_idea_without_a_date_out():
    with pytest.raises(IntegrityError):
        DecisionFactory(outcome="deferred")
