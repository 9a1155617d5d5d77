"""Each format that comes ready, led from the first phase to the report."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brainstorm.decisions.actions import decide_idea, decide_remaining
from brainstorm.facilitation.actions import move_phase
from brainstorm.ideas.actions import submit_idea
from brainstorm.models import BrainstormFormat, Decision, Idea, Rating, Vote
from brainstorm.pilots.actions import start_pilot
from brainstorm.sessions.actions import create_brainstorm, join_brainstorm
from brainstorm.sessions.phases import Right
from brainstorm.sessions.presets import PRESETS
from brainstorm.voting.actions import cast_votes, rate_ideas
from tests.factories.brainstorm import joined
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.row("B3")]


def write(participation, phase):
    submit_idea(
        participation=participation,
        kind=phase.asked_kind or "use_case",
        text=f"{phase.name} by {participation.pk}",
        submission_key=uuid.uuid4(),
    )


def act(brainstorm, people, facilitator):
    """Do in the present phase what its rights ask for."""
    phase = brainstorm.current_phase
    numbers = list(brainstorm.ideas.revealed().values_list("number", flat=True))
    for person in people:
        participation = joined(brainstorm, person)
        if phase.allows(Right.COLLECT):
            write(participation, phase)
        if phase.allows(Right.VOTE):
            cast_votes(participation=participation, values={numbers[0]: 2, numbers[1]: 1})
        if phase.allows(Right.RATE):
            rate_ideas(participation=participation, ratings={numbers[0]: (5, 2)})
    if phase.allows(Right.DECIDE):
        first = brainstorm.ideas.on_the_board().order_by("number").first()
        decision = decide_idea(idea=first, outcome="adopted", reason="Cheap and safe.", by=facilitator)
        decide_remaining(brainstorm=brainstorm, outcome="declined", reason="Done already.", by=facilitator)
        start_pilot(
            decision=decision,
            hypothesis="Fewer calls.",
            owner=people[0],
            measure="Calls a day",
            baseline="12",
            starts_on=timezone.localdate(),
            due_on=timezone.localdate() + timedelta(days=30),
            by=facilitator,
        )


@pytest.mark.parametrize("slug", [preset["slug"] for preset in PRESETS])
def test_format_runs_from_start_to_report(client, facilitator, slug):
    people = LearnerFactory.create_batch(3)
    led = BrainstormFormat.objects.get(slug=slug)
    brainstorm = create_brainstorm(title=led.title, question="What for?", format=led, facilitators=[facilitator])
    for person in people:
        join_brainstorm(code=brainstorm.join_code, by=person)
    room, console, screen = (
        reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in ("detail", "console", "screen")
    )
    while True:
        phase = brainstorm.current_phase
        client.force_login(people[0])
        page = client.get(room)
        assert (page.status_code, str(phase.message) in page.content.decode().replace("&#x27;", "'")) == (200, True)
        client.force_login(facilitator)
        desk = client.get(console).content.decode()
        assert (desk.count("lms-button--primary lms-button--large"), client.get(screen).status_code) == (1, 200)
        assert all(str(step) in desk.replace("&#x27;", "'") for step in phase.steps)
        if brainstorm.closed_at:
            break
        act(brainstorm, people, facilitator)
        brainstorm = move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, by=facilitator)

    kinds = {phase.kind for phase in brainstorm.plan}
    rounds = sum(phase.allows(Right.COLLECT) for phase in brainstorm.plan)
    assert Idea.objects.count() == 3 * rounds
    assert Decision.objects.count() == Idea.objects.on_the_board().count()
    assert Vote.objects.exists() == ("vote" in kinds)
    assert Rating.objects.exists() == ("rate" in kinds)
    is_named = any(phase.allows(Right.COLLECT) and not phase.is_anonymous for phase in brainstorm.plan)
    assert Idea.objects.exclude(author=None).exists() == is_named
    client.force_login(LearnerFactory())
    assert "Fewer calls." in client.get(reverse("lms_brainstorm:outcomes")).content.decode()
