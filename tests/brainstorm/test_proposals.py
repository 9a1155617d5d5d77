"""Proposals for guidelines come into the room as ideas, without the name of who proposed them."""

import pytest
from django.urls import reverse

from brainstorm.facilitation.actions import seal_brainstorm
from brainstorm.models import Idea
from brainstorm.registers.actions import take_up_proposals
from brainstorm.wall.boards import pulse_of
from courses.models import GuidelineProposal
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, move_to
from tests.factories.courses import GuidelineFactory
from tests.factories.discussion import GuidelineProposalFactory
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("L8")]


@pytest.fixture
def proposal(db):
    author = LearnerFactory(first_name="Odile", last_name="Marchetti")
    return GuidelineProposalFactory(
        guideline=GuidelineFactory(title="How we post"), learner=author, text="Say who may quote whom."
    )


def test_facilitator_takes_proposals_up_by_the_console_and_a_second_click_changes_nothing(
    client, brainstorm, facilitator, proposal
):
    client.force_login(facilitator)
    console, send = (reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in ("console", "proposals"))
    page = client.get(console).content.decode()
    assert "Say who may quote whom." in page
    assert "Marchetti" not in page

    for _click in range(2):
        assert client.post(send, {"proposal": [proposal.pk]}).url == console

    idea = Idea.objects.get()
    assert (idea.kind, idea.text, idea.author) == ("policy_change", "“How we post”: Say who may quote whom.", None)
    assert idea.guideline_proposal == proposal
    proposal.refresh_from_db()
    assert proposal.status == "taken_up"
    assert pulse_of(brainstorm).writers == 0
    page = client.get(console).content.decode()
    assert "Take into this brainstorm" not in page
    assert "Marchetti" not in page
    move_to(brainstorm, "discuss")
    assert "Say who may quote whom." in client.get(console).content.decode()


def test_proposal_is_taken_up_by_one_brainstorm_only(brainstorm, facilitator, proposal):
    other = BrainstormFactory(facilitator=facilitator)

    assert len(take_up_proposals(brainstorm=brainstorm, proposals=[proposal], by=facilitator)) == 1
    assert take_up_proposals(brainstorm=other, proposals=[proposal], by=facilitator) == []
    assert Idea.objects.count() == 1


def test_nothing_slips_in_once_the_room_reads(brainstorm, facilitator, proposal):
    brainstorm = move_to(brainstorm, "discuss")

    with pytest.raises(RuleError, match="can already see the ideas"):
        take_up_proposals(brainstorm=brainstorm, proposals=[proposal], by=facilitator)
    proposal.refresh_from_db()
    assert proposal.status == "open"


def test_proposal_that_is_open_again_comes_into_the_same_room_once(brainstorm, facilitator, proposal):
    first = take_up_proposals(brainstorm=brainstorm, proposals=[proposal], by=facilitator)
    GuidelineProposal.objects.update(status="open")

    assert take_up_proposals(brainstorm=brainstorm, proposals=[proposal], by=facilitator) == first


def test_seal_parts_an_idea_from_the_learner_who_proposed_it(facilitator, proposal):
    brainstorm = BrainstormFactory(facilitator=facilitator)
    (idea,) = take_up_proposals(brainstorm=brainstorm, proposals=[proposal], by=facilitator)
    brainstorm = move_to(brainstorm, "decide")
    DecisionFactory(idea=idea, decided_by=facilitator)

    seal_brainstorm(brainstorm=move_to(brainstorm, "closed"), by=facilitator)

    assert Idea.objects.get().guideline_proposal is None


def test_long_proposal_fits_into_an_idea(brainstorm, facilitator):
    proposal = GuidelineProposalFactory(guideline=GuidelineFactory(title="T" * 120), text="x" * 1000)

    (idea,) = take_up_proposals(brainstorm=brainstorm, proposals=[proposal], by=facilitator)

    assert (len(idea.text), idea.text[-1]) == (500, "…")
