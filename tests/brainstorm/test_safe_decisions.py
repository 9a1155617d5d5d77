"""Decisions are safe (B40), consent is true (B39), and a vote opened by mistake leaves no trace (B41)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brainstorm.decisions.actions import decide_idea, decide_remaining
from brainstorm.facilitation.actions import close_brainstorm, move_phase
from brainstorm.ideas.actions import moderate_idea, withdraw_idea
from brainstorm.models import Decision, Pilot
from brainstorm.negotiation.actions import object_to, propose, take_stance, withdraw_objection
from brainstorm.pilots.actions import start_pilot
from brainstorm.reports.outcome_flow import build_outcome_flow
from brainstorm.voting.actions import cast_votes
from brainstorm.wall.cards import render_board
from lms.exceptions import RuleError
from tests.factories.brainstorm import (
    BrainstormFactory,
    DecisionFactory,
    IdeaFactory,
    PilotFactory,
    joined,
    move_to,
)
from tests.factories.users import FacilitatorFactory, LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db):
    return FacilitatorFactory(first_name="Ines", last_name="Vidal")


@pytest.fixture
def author(db):
    return LearnerFactory(first_name="Ana", last_name="Reyes")


@pytest.fixture
def deciding(lead, author):
    brainstorm = BrainstormFactory(plan=["collect", "consent"], facilitator=lead)
    IdeaFactory(brainstorm=brainstorm, by=author)
    return move_to(brainstorm, "consent")


def back(brainstorm, by):
    brainstorm.refresh_from_db()
    return move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, by=by, direction="back")


def on(days):
    return timezone.localdate() + timedelta(days=days)


def test_decided_idea_cannot_be_withdrawn_by_going_back(deciding, lead, author):
    idea = deciding.ideas.get()
    decide_idea(idea=idea, outcome="adopted", reason="Yes.", by=lead)
    back(deciding, lead)

    with pytest.raises(RuleError, match=r"^This idea is decided, so it can no longer be withdrawn\."):
        withdraw_idea(idea=idea, participation=joined(deciding, author))

    idea.refresh_from_db()
    assert idea.withdrawn_at is None
    assert Decision.objects.get().outcome == "adopted"


def test_decided_idea_cannot_be_held_back_by_going_back(deciding, lead):
    idea = deciding.ideas.get()
    decide_idea(idea=idea, outcome="adopted", reason="Yes.", by=lead)
    back(deciding, lead)

    with pytest.raises(RuleError, match=r"^This idea is decided, so it stays where it is\."):
        moderate_idea(idea=idea, moderation="rejected", reason="Rude.", by=lead, expected="passed")


@pytest.mark.parametrize(
    "change", [{"withdrawn_at": timezone.now()}, {"moderation": "rejected", "moderation_reason": "Rude."}]
)
def test_what_is_off_the_board_is_in_no_outcome_of_older_brainstorms(change, client, lead):
    """Before, a decided idea could still be withdrawn: such rows are in databases and in files."""
    brainstorm = BrainstormFactory(plan=["collect", "consent"], facilitator=lead)
    kept, gone = IdeaFactory.create_batch(2, brainstorm=brainstorm)
    brainstorm = move_to(brainstorm, "consent")
    for idea in (kept, gone):
        PilotFactory(decision=DecisionFactory(idea=idea), hypothesis=f"Try {idea.text}")
    close_brainstorm(brainstorm=brainstorm, by=lead)
    type(gone).objects.filter(pk=gone.pk).update(**change)

    flow = build_outcome_flow()

    assert [pilot.decision.idea for pilot in flow.pilots] == [kept]
    assert [number for number, _word in flow.steps][1:] == [1, 1, 1, 0]
    assert list(Decision.objects.published()) == [kept.decision]
    client.force_login(lead)
    assert gone.text not in client.get(reverse("lms_brainstorm:outcomes")).content.decode()


def test_of_two_facilitators_who_decide_at_once_the_second_sees_the_first(client, deciding, lead):
    second = FacilitatorFactory()
    deciding.facilitators.add(second)
    idea = deciding.ideas.get()
    url = reverse("lms_brainstorm:decision", args=[deciding.pk, idea.number])
    client.force_login(second)
    seen = client.get(url).context["form"].initial["seen"]
    decide_idea(idea=idea, outcome="adopted", reason="It costs nothing.", by=lead)
    sent = {"outcome": "declined", "reason": "We tried it.", "seen": seen}

    answer = client.post(url, sent)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ines Vidal decided this idea in the meantime: Adopted, because “It costs nothing.”." in page
    assert "We tried it." in page
    assert Decision.objects.get().outcome == "adopted"
    again = sent | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(url, again).status_code == 302
    assert (Decision.objects.get().outcome, Decision.objects.get().decided_by) == ("declined", second)


def test_double_click_on_a_decision_is_one(client, deciding, lead):
    url = reverse("lms_brainstorm:decision", args=[deciding.pk, deciding.ideas.get().number])
    client.force_login(lead)
    sent = {"outcome": "declined", "reason": "We tried it.", "seen": ""}

    assert [client.post(url, sent).status_code for _press in range(2)] == [302, 302]


@pytest.mark.parametrize("days", [-2000, -1, 0])
def test_review_date_that_does_not_lie_ahead_is_refused(days, client, deciding, lead):
    idea = deciding.ideas.get()
    client.force_login(lead)
    sent = {"outcome": "deferred", "reason": "Later.", "review_on": on(days).isoformat()}

    answer = client.post(reverse("lms_brainstorm:decision", args=[deciding.pk, idea.number]), sent)

    assert answer.status_code == 409
    assert "Choose a day in the future to look at this idea again." in answer.content.decode()
    with pytest.raises(RuleError):
        decide_remaining(brainstorm=deciding, outcome="deferred", reason="Later.", review_on=on(days), by=lead)
    assert not Decision.objects.exists()


def test_decision_keeps_a_review_date_that_has_come(deciding, lead):
    idea = deciding.ideas.get()
    decide_idea(idea=idea, outcome="deferred", reason="Later.", review_on=on(1), by=lead)
    Decision.objects.update(review_on=on(-3))

    decide_idea(idea=idea, outcome="deferred", reason="Later still.", review_on=on(-3), by=lead)

    assert Decision.objects.get().reason == "Later still."


def test_pilot_that_ends_today_is_refused(deciding, lead, author):
    decision = decide_idea(idea=deciding.ideas.get(), outcome="adopted", reason="Yes.", by=lead)
    words = {"hypothesis": "Fewer calls", "measure": "Calls", "baseline": "12", "owner": author, "by": lead}

    with pytest.raises(RuleError, match=r"^Choose an end date in the future"):
        start_pilot(decision=decision, starts_on=on(-10), due_on=on(0), **words)
    start_pilot(decision=decision, starts_on=on(-10), due_on=on(1), **words)

    assert Pilot.objects.count() == 1


@pytest.fixture
def negotiated(lead, author):
    """An idea of Ana's with a proposal, in a room of three."""
    brainstorm = BrainstormFactory(plan=["collect", "negotiate", "decide"], facilitator=lead)
    idea = IdeaFactory(brainstorm=brainstorm, by=author)
    joined(brainstorm, LearnerFactory(first_name="Ben", last_name="Okoro"))
    move_to(brainstorm, "negotiate")
    idea.refresh_from_db()
    propose(idea=idea, text="All of us post photos.", participation=joined(brainstorm, author))
    return idea


def test_consent_is_refused_while_an_objection_is_open(client, negotiated, lead, author):
    by = joined(negotiated.brainstorm, author)
    proposal = negotiated.proposals.get()
    objection = object_to(
        proposal=proposal, participation=by, reason="No time.", condition="", submission_key=uuid.uuid4()
    )
    brainstorm = move_to(negotiated.brainstorm, "decide")
    client.force_login(lead)
    url = reverse("lms_brainstorm:decision", args=[brainstorm.pk, negotiated.number])
    sent = {"outcome": "adopted", "reason": "Good enough for now.", "rule": "consent"}

    answer = client.post(url, sent)

    assert answer.status_code == 409
    assert f"Idea {negotiated.number} has no consent: 1 objection needs an answer." in answer.content.decode()
    with pytest.raises(RuleError, match="has no consent"):
        decide_remaining(brainstorm=brainstorm, outcome="adopted", reason="Yes.", rule="consent", by=lead)
    assert not Decision.objects.exists()
    assert client.post(url, sent | {"rule": "majority"}).status_code == 302
    back(brainstorm, lead)
    withdraw_objection(objection=objection, participation=by)
    take_stance(proposal=proposal, participation=by, position="consent")
    move_to(brainstorm, "decide")
    decide_idea(idea=negotiated, outcome="adopted", reason="Yes.", rule="consent", by=lead)
    assert Decision.objects.get().rule == "consent"


def test_page_of_a_decision_names_who_was_not_heard(client, negotiated, lead, author):
    take_stance(
        proposal=negotiated.proposals.get(), participation=joined(negotiated.brainstorm, author), position="consent"
    )
    brainstorm = move_to(negotiated.brainstorm, "decide")
    client.force_login(lead)

    page = client.get(reverse("lms_brainstorm:decision", args=[brainstorm.pk, negotiated.number])).content.decode()

    assert "Not heard yet: <bdi>Ben Okoro</bdi>." in page


@pytest.fixture
def voting(lead, author):
    brainstorm = BrainstormFactory(plan=["collect", "vote", "discuss", "decide"], facilitator=lead)
    IdeaFactory(brainstorm=brainstorm, by=author)
    return move_to(brainstorm, "vote")


@pytest.mark.row("B41")
def test_vote_opened_by_mistake_takes_new_ideas_once_it_is_opened_again(voting, lead):
    brainstorm = back(voting, lead)

    assert brainstorm.ballot_frozen_at is None
    late = IdeaFactory(brainstorm=brainstorm)
    move_to(brainstorm, "vote")
    late.refresh_from_db()
    assert late.is_on_ballot is True


@pytest.mark.row("B41")
def test_vote_in_which_somebody_has_voted_keeps_its_list(client, voting, lead, author):
    cast_votes(participation=joined(voting, author), values={voting.ideas.get().number: 1})
    brainstorm = back(voting, lead)

    assert brainstorm.ballot_frozen_at is not None
    client.force_login(author)
    assert (
        "What you write now is not on the ballot, but it is read"
        in client.get(brainstorm.get_absolute_url()).content.decode()
    )
    late = IdeaFactory(brainstorm=brainstorm)
    move_to(brainstorm, "vote")
    late.refresh_from_db()
    assert late.is_on_ballot is False
    idea_page = client.get(reverse("lms_brainstorm:detail", args=[brainstorm.pk])).content.decode()
    assert idea_page.count("not on the ballot") == 0  # a ballot shows what can be chosen
    shown = render_board(move_to(brainstorm, "discuss"))
    assert shown.count("<span>not on the ballot</span>") == 1
