"""B15: who is affected, what each idea means for them, who loses and who is missing in the room."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from brainstorm.models import BrainstormPhase, Stakeholder, StakeholderImpact
from brainstorm.stakeholder_impact.actions import (
    CellChangedError,
    add_stakeholder,
    copy_stakeholders,
    remove_stakeholder,
    seen_of,
    weigh_impact,
)
from brainstorm.stakeholder_impact.impact import Weight, weight_of
from brainstorm.stakeholder_impact.matrix import matrix_of, overview_of
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.courses import CoursePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("B15")]


@pytest.fixture
def weighed(facilitator, ana, ben):
    """An idea in the phase that weighs with names; customer service is in the room, the warehouse is not."""
    plan = ["collect", "weigh", "decide"]
    brainstorm = BrainstormFactory(plan=plan, facilitator=facilitator, participants=[ana, ben])
    BrainstormPhase.objects.filter(brainstorm=brainstorm, kind="weigh").update(is_anonymous=False)
    idea = IdeaFactory(brainstorm=brainstorm, by=ana, text="Photos of odd repairs")
    add_stakeholder(brainstorm=brainstorm, name="Customer service", is_present=True, by=facilitator)
    add_stakeholder(brainstorm=brainstorm, name="Warehouse", headcount=12, by=facilitator)
    move_to(brainstorm, "weigh")
    idea.refresh_from_db()
    return idea


def write(idea, user, name, kind, size=2, words="Two calls more a day.", **values):
    return weigh_impact(
        idea=idea,
        stakeholder=idea.brainstorm.stakeholders.get(name=name),
        kind=kind,
        size=size,
        confidence=2,
        words=words,
        participation=joined(idea.brainstorm, user),
        **values,
    )


impacts = st.lists(
    st.builds(SimpleNamespace, kind=st.sampled_from(StakeholderImpact.Kind.values), size=st.integers(1, 3))
)


@settings(max_examples=60, deadline=None)
@given(first=impacts, second=impacts, confidence=st.integers(1, 3))
def test_weight_is_benefit_minus_cost_minus_risk_whatever_the_order_and_confidence(first, second, confidence):
    total = weight_of([*first, *second])
    signs = {"benefit": 1, "cost": -1, "risk": -1}
    assert total.net == sum(signs[impact.kind] * impact.size for impact in [*first, *second])
    assert total == weight_of([*second, *first]) == weight_of(first) + weight_of(second)
    assert (total.loses, total.wins) == (total.net < 0, total.net > 0)
    for impact in first:
        impact.confidence = confidence
    assert weight_of(first) + weight_of(second) == total
    assert weight_of([]) == Weight()


def test_matrix_says_who_loses_and_who_is_absent(weighed, ana):
    assert matrix_of(weighed).who_loses == "No one has said yet who this idea affects, or how."
    write(weighed, ana, "Customer service", "benefit", 3)
    assert matrix_of(weighed).who_loses == "According to what is written here, no one loses."
    assert matrix_of(weighed).who_is_absent == ""
    write(weighed, ana, "Warehouse", "benefit", 1)
    write(weighed, ana, "Warehouse", "cost", 1)
    assert matrix_of(weighed).losers == []
    write(weighed, ana, "Warehouse", "risk", 2)
    matrix = matrix_of(weighed)
    assert matrix.who_loses == "Warehouse loses: cost and risk outweigh the benefit."
    assert matrix.who_is_absent.startswith("Affected, but not in the room: Warehouse.")
    assert (matrix.weight.benefit, matrix.weight.cost, matrix.weight.risk, matrix.net) == (4, 1, 2, "+1")
    overview = overview_of(weighed.brainstorm)
    assert [(row.stakeholder.name, row.net, row.word) for row in overview.totals] == [
        ("Customer service", "+3", "wins"),
        ("Warehouse", "−2", "loses"),
    ]


def test_second_writer_of_a_cell_is_told_what_the_first_wrote_and_nothing_is_lost(client, weighed, ana, ben):
    write(weighed, ana, "Warehouse", "cost", words="Ana: two calls more a day.")
    warehouse = weighed.brainstorm.stakeholders.get(name="Warehouse")
    address = reverse("lms_brainstorm:impact", args=[weighed.brainstorm_id, weighed.number])
    cell = {
        "impact-stakeholder": warehouse.pk,
        "impact-kind": "cost",
        "impact-size": 3,
        "impact-confidence": 1,
        "impact-words": "Ben: a new shelf.",
        "seen": "",
    }
    client.force_login(ben)
    refused = client.post(address, cell)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Ana Anders has written here meanwhile: “Ana: two calls more a day.” (medium)." in text
    assert "Ben: a new shelf." in text
    stored = StakeholderImpact.objects.get()
    assert stored.words == "Ana: two calls more a day."
    assert f'name="seen" value="{seen_of(stored)}"' in text
    both = cell | {"impact-words": "Two calls more, and a new shelf.", "seen": seen_of(stored)}
    for _press in range(2):
        assert client.post(address, both).status_code == 302
    assert [(impact.words, impact.changed_by.user) for impact in StakeholderImpact.objects.all()] == [
        ("Two calls more, and a new shelf.", ben)
    ]
    assert client.post(address, both | {"empty": 1}).status_code == 409
    seen = seen_of(StakeholderImpact.objects.get())
    assert client.post(address, both | {"empty": 1, "seen": seen}).status_code == 302
    assert not StakeholderImpact.objects.exists()


def test_cell_filled_since_it_was_read_is_not_written_over(weighed, ana, ben):
    write(weighed, ana, "Warehouse", "cost")
    with pytest.raises(CellChangedError, match="Ana Anders has written here meanwhile"):
        write(weighed, ben, "Warehouse", "cost", words="Something else")


def test_participants_weigh_in_their_phase_only_and_facilitators_until_the_end(weighed, facilitator, ana):
    brainstorm = move_to(weighed.brainstorm, "decide")
    weighed.brainstorm = brainstorm
    with pytest.raises(RuleError, match="No one fills the matrix in this phase"):
        write(weighed, ana, "Warehouse", "cost")
    with pytest.raises(RuleError, match="No one fills the matrix in this phase"):
        add_stakeholder(brainstorm=brainstorm, name="Sales", participation=joined(brainstorm, ana))
    added = add_stakeholder(brainstorm=brainstorm, name="Sales", by=facilitator)
    assert add_stakeholder(brainstorm=brainstorm, name=" sales ", by=facilitator) == added
    remove_stakeholder(stakeholder=added, by=facilitator)
    assert list(brainstorm.stakeholders.values_list("name", flat=True)) == ["Customer service", "Warehouse"]


def test_stakeholder_of_whom_something_is_written_stays(weighed, facilitator, ana):
    impact = write(weighed, ana, "Warehouse", "cost")
    with pytest.raises(RuleError, match="Empty those cells first"):
        remove_stakeholder(stakeholder=impact.stakeholder, by=facilitator)


def test_copy_takes_those_of_the_latest_closed_brainstorm_of_the_course(facilitator):
    course = CoursePageFactory()
    earlier, running, fresh = (
        BrainstormFactory(plan=["collect", "decide"], course=course, facilitator=facilitator) for _place in range(3)
    )
    for brainstorm, name in ((earlier, "Warehouse"), (running, "Secret guild")):
        add_stakeholder(brainstorm=brainstorm, name=name, headcount=4, is_present=True, by=facilitator)
    assert copy_stakeholders(brainstorm=fresh, by=facilitator) == []
    move_to(earlier, "closed")
    for _press in range(2):
        copy_stakeholders(brainstorm=fresh, by=facilitator)
    assert list(fresh.stakeholders.values_list("name", "headcount", "is_present")) == [("Warehouse", 4, False)]


def test_overview_asks_as_much_for_three_ideas_as_for_one(client, weighed, ana, count_queries):
    client.force_login(ana)
    write(weighed, ana, "Warehouse", "cost")
    page = reverse("lms_brainstorm:stakeholders", args=[weighed.brainstorm_id])
    one = count_queries(lambda: client.get(page))
    Stakeholder.objects.create(brainstorm=weighed.brainstorm, name="Sales")
    for number in (7, 8):
        idea = IdeaFactory(brainstorm=weighed.brainstorm, number=number)
        write(idea, ana, "Warehouse", "risk")
    assert count_queries(lambda: client.get(page)) == one
    assert "not in the room" in client.get(page).content.decode()
