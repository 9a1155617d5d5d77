"""Whom the ideas help, and whether a brainstorm is only about policing."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from brainstorm.facilitation.balance import Meter, meter_of
from brainstorm.models import BrainstormEvent, Idea
from brainstorm.registers.actions import mark_balance
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to

pytestmark = pytest.mark.django_db

KINDS = Idea.Balance.values


def marked(facilitator, person, balances, phase="discuss"):
    brainstorm = BrainstormFactory(plan=["collect", "discuss", "vote"], facilitator=facilitator, participants=[person])
    for balance in balances:
        IdeaFactory(brainstorm=brainstorm, by=person, balance=balance)
    return move_to(brainstorm, phase)


@pytest.mark.row("B19")
@pytest.mark.parametrize(
    ("balances", "says_so"),
    [
        (["restriction"] * 2, False),  # too few to say anything
        (["restriction"] * 3, True),
        (["restriction"] * 7 + ["both"] * 3, True),
        (["restriction"] * 6 + ["employee"] * 3, False),
        (["restriction"] * 3 + [""] * 20, True),  # what no one has marked says nothing
    ],
)
def test_meter_says_when_it_is_only_about_policing(client, facilitator, ana, balances, says_so):
    brainstorm = marked(facilitator, ana, balances)
    assert meter_of(brainstorm).is_only_policing == says_so
    for person, address in ((ana, "detail"), (facilitator, "console")):
        client.force_login(person)
        html = client.get(reverse(f"lms_brainstorm:{address}", args=[brainstorm.pk])).content.decode()
        assert ("only about policing" in html) == says_so
        assert "only restricts" in html


@given(counts=st.dictionaries(st.sampled_from(KINDS), st.integers(1, 50)), unmarked=st.integers(0, 9))
def test_shares_fill_the_bar_without_a_gap(counts, unmarked):
    meter = Meter(counts, unmarked)
    assert sum(share.count for share in meter.shares) == meter.marked
    if meter.marked:
        assert sum(share.width for share in meter.shares) == pytest.approx(meter.width, abs=0.05)
        for left, right in zip(meter.shares, meter.shares[1:], strict=False):
            assert right.x == pytest.approx(left.x + left.width, abs=0.02)


@pytest.mark.row("B19")
def test_nothing_is_marked_by_itself_and_the_meter_waits(client, facilitator, ana):
    brainstorm = marked(facilitator, ana, [""])
    client.force_login(ana)
    assert "Whom our ideas help" not in client.get(brainstorm.get_absolute_url()).content.decode()
    page = client.get(reverse("lms_brainstorm:idea", args=[brainstorm.pk, 1])).content.decode()
    assert 'name="balance"' in page
    assert "checked" not in page.split('id="balance"')[1].split("</section>")[0]


@pytest.mark.row("B19")
def test_idea_is_marked_by_the_room_while_the_phase_asks_for_it(client, facilitator, ana, ben):
    brainstorm = marked(facilitator, ana, [""])
    idea, address = brainstorm.ideas.get(), reverse("lms_brainstorm:balance", args=[brainstorm.pk, 1])
    client.force_login(ben)
    assert client.post(address, {"balance": "both"}).status_code == 404
    client.force_login(ana)
    assert client.post(address, {"balance": "everyone"}).status_code == 422
    for _time in range(2):
        assert client.post(address, {"balance": "both"}).status_code == 302
    idea.refresh_from_db()
    assert idea.balance == "both"
    assert BrainstormEvent.objects.filter(kind="balance", audience="room").count() == 1
    move_to(brainstorm, "vote")
    with pytest.raises(RuleError, match="in this phase"):
        mark_balance(idea=idea, balance="firm", participation=joined(brainstorm, ana))
    assert client.post(address, {"balance": "firm"}).status_code == 409


def test_hidden_ideas_are_in_no_meter(client, facilitator, ana):
    brainstorm = marked(facilitator, ana, ["restriction"] * 3, phase="collect")
    assert meter_of(brainstorm).marked == 0
    client.force_login(facilitator)
    assert "policing" not in client.get(reverse("lms_brainstorm:console", args=[brainstorm.pk])).content.decode()
    with pytest.raises(RuleError, match="cannot see the ideas"):
        mark_balance(idea=brainstorm.ideas.first(), balance="both", by=facilitator)
