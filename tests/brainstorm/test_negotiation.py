"""B16: versions, stances, objections with conditions, and what a decision and a pilot take up of them."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from brainstorm.decisions.summary import negotiation_summary
from brainstorm.ideas.actions import adopt_point, submit_point
from brainstorm.models import BrainstormEvent, Objection, Participation, Stance
from brainstorm.negotiation.actions import object_to, propose, settle_objection, take_stance, withdraw_objection
from brainstorm.negotiation.consent import latest_stances, moves_of, tally_of
from brainstorm.negotiation.presenters import negotiation_of
from brainstorm.pilots.actions import start_pilot
from brainstorm.reports.personal_data import personal_tables
from brainstorm.reports.records import Record
from brainstorm.transfer.exporting import write_data
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, joined, move_to
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db, pytest.mark.row("B16")]
POSITIONS = Stance.Position.values


@pytest.fixture
def negotiated(facilitator, ana, ben):
    """A brainstorm that negotiates one idea of Ana's, on which version 1 is proposed."""
    brainstorm = BrainstormFactory(
        plan=["collect", "negotiate", "decide"], facilitator=facilitator, participants=[ana, ben]
    )
    idea = IdeaFactory(brainstorm=brainstorm, by=ana, text="Photos of odd repairs")
    move_to(brainstorm, "negotiate")
    idea.refresh_from_db()
    propose(idea=idea, text="All of us post photos from May on.", participation=joined(brainstorm, ana))
    return idea


def current(idea):
    return idea.proposals.last()


def person(idea, user):
    return joined(idea.brainstorm, user)


def objection_of(idea, user, **fields):
    words = {"reason": "It takes ten minutes a day.", "condition": "One afternoon a week is free for it."} | fields
    return object_to(proposal=current(idea), participation=person(idea, user), submission_key=uuid.uuid4(), **words)


def a_stance(pk, who, minute, position):
    moment = timezone.make_aware(timezone.datetime(2026, 1, 1)) + timedelta(minutes=minute)
    return SimpleNamespace(pk=pk, participation_id=who, taken_at=moment, position=position)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.sampled_from(POSITIONS)), max_size=15),
    seed=st.integers(),
)
def test_latest_stance_and_history_do_not_depend_on_the_order_they_are_read_in(rows, seed):
    stances = [a_stance(pk, *row) for pk, row in enumerate(rows)]
    shuffled = random.Random(seed).sample(stances, len(stances))
    latest = latest_stances(shuffled)
    for who in {stance.participation_id for stance in stances}:
        own = [stance for stance in stances if stance.participation_id == who]
        assert latest[who] is max(own, key=lambda stance: (stance.taken_at, stance.pk))
    moves = moves_of(shuffled)
    assert [move.stance for move in moves] == sorted(stances, key=lambda stance: (stance.taken_at, stance.pk))
    last = {}
    for move in moves:
        assert move.before == last.get(move.stance.participation_id)
        last[move.stance.participation_id] = move.stance.position
    tally = tally_of(shuffled, [], range(1, 6))
    assert tally.people == 5
    assert tally.silent == 5 - len(latest)
    objecting = [stance for stance in latest.values() if stance.position == "object"]
    assert tally.object == len(objecting)


def test_new_version_asks_everybody_again_and_keeps_what_was_said(negotiated, ana, ben):
    take_stance(proposal=current(negotiated), participation=person(negotiated, ana), position="consent")
    take_stance(proposal=current(negotiated), participation=person(negotiated, ben), position="consent")
    assert negotiation_of(negotiated).tally.is_consent
    old = current(negotiated)
    text = "All of us post photos from June on."
    propose(idea=negotiated, text=text, after=1, participation=person(negotiated, ben))
    again = propose(idea=negotiated, text=text, after=1, participation=person(negotiated, ben))
    negotiation = negotiation_of(negotiated)
    assert (again.version, negotiation.version, negotiation.tally.silent) == (2, 2, 2)
    assert [(piece.kind, piece.text) for piece in negotiation.current.pieces if piece.kind != "same"] == [
        ("del", "May"),
        ("ins", "June"),
    ]
    with pytest.raises(RuleError, match="There is a new version, number 2"):
        take_stance(proposal=old, participation=person(negotiated, ana), position="consent")
    with pytest.raises(RuleError, match="Meanwhile there is version 2"):
        propose(idea=negotiated, text="No one.", after=1, participation=person(negotiated, ana))
    take_stance(proposal=current(negotiated), participation=person(negotiated, ana), position="stand_aside")
    moved = negotiation_of(negotiated).has_moved
    assert [(move.stance.participation.name, move.before, move.stance.position) for move in moved] == [
        ("Ana Anders", "consent", "stand_aside")
    ]


def test_accepted_condition_is_consent_and_becomes_a_term_of_the_pilot(negotiated, facilitator, ana, ben):
    objection = objection_of(negotiated, ben)
    take_stance(proposal=current(negotiated), participation=person(negotiated, ana), position="consent")
    assert negotiation_of(negotiated).tally.sentence == "No consent yet: 1 objection needs an answer."
    settle_objection(objection=objection, state="accepted", answer="Friday afternoons.", by=facilitator)
    summary = negotiation_summary(negotiated)
    assert summary.is_consent
    assert summary.tally == "2 of 2 consent, 1 of them under a condition."
    assert summary.objections == (
        "Ben Bauer: It takes ten minutes a day. (I consent if: One afternoon a week is free for it.) "
        "– condition accepted: Friday afternoons."
    )
    today = timezone.localdate()
    pilot = start_pilot(
        decision=DecisionFactory(idea=negotiated),
        hypothesis="Fewer calls",
        owner=ana,
        measure="Calls a day",
        baseline="12",
        starts_on=today,
        due_on=today + timedelta(days=30),
        by=facilitator,
    )
    assert [term.text for term in pilot.terms.all()] == ["One afternoon a week is free for it."]
    with pytest.raises(RuleError, match="binds a pilot"):
        settle_objection(objection=objection, state="standing", by=facilitator)


def test_objection_without_condition_stands_until_its_author_consents(negotiated, facilitator, ana, ben):
    objection = objection_of(negotiated, ben, condition="")
    with pytest.raises(RuleError, match="names no condition"):
        settle_objection(objection=objection, state="accepted", by=facilitator)
    settle_objection(objection=objection, state="standing", by=facilitator)
    assert not negotiation_of(negotiated).tally.is_consent
    with pytest.raises(RuleError, match="Only who made an objection"):
        withdraw_objection(objection=objection, participation=person(negotiated, ana))
    for _press in range(2):
        withdraw_objection(objection=objection, participation=person(negotiated, ben))
    assert [stance.position for stance in current(negotiated).stances.all()] == ["object", "consent"]
    with pytest.raises(RuleError, match="has withdrawn this objection"):
        settle_objection(objection=objection, state="standing", by=facilitator)


def test_stance_says_nothing_twice_and_nothing_outside_its_phase(negotiated, ana):
    events = BrainstormEvent.objects.filter(brainstorm=negotiated.brainstorm, kind="stance", audience="room")
    for _press in range(2):
        take_stance(proposal=current(negotiated), participation=person(negotiated, ana), position="consent")
    assert (Stance.objects.count(), events.count()) == (1, 1)
    move_to(negotiated.brainstorm, "decide")
    for refused in (
        lambda: take_stance(
            proposal=current(negotiated), participation=person(negotiated, ana), position="stand_aside"
        ),
        lambda: objection_of(negotiated, ana),
        lambda: propose(idea=negotiated, text="New", after=1, participation=person(negotiated, ana)),
    ):
        with pytest.raises(RuleError, match="Nothing is negotiated in this phase"):
            refused()


def test_guest_takes_a_stance_with_a_name(negotiated):
    guest = Participation.objects.create(
        brainstorm=negotiated.brainstorm, guest_name="Gil from sales", guest_key_hash="x" * 64
    )
    take_stance(proposal=current(negotiated), participation=guest, position="consent")
    negotiation = negotiation_of(negotiated)
    assert [voice.name for voice in negotiation.voices] == ["Gil from sales (guest)"]
    assert negotiation.tally.line == "1 of 3 consents, 2 have not said."


def test_points_about_a_proposal_are_shared_and_stand_in_that_order(negotiated, ana, ben):
    for user, text in ((ana, "It is cheap."), (ben, "It is quick.")):
        point = submit_point(
            participation=person(negotiated, user),
            idea=negotiated,
            proposal=current(negotiated),
            side="pro",
            text=text,
            submission_key=uuid.uuid4(),
        )
    for _press in range(2):
        adopt_point(point=point, participation=person(negotiated, ana))
    assert [(row.text, row.adopted) for row in negotiation_of(negotiated).pros] == [
        ("It is quick.", 1),
        ("It is cheap.", 0),
    ]


def test_negotiation_by_plain_forms_keeps_what_was_typed_and_fills_the_decision(client, negotiated, facilitator, ben):
    page = reverse("lms_brainstorm:idea", args=[negotiated.brainstorm_id, negotiated.number])
    address = reverse("lms_brainstorm:stance", args=[negotiated.brainstorm_id, negotiated.number])
    sent = {"stance-position": "object", "stance-submission_key": str(uuid.uuid4()), "version": 1}
    client.force_login(ben)
    refused = client.post(address, sent | {"stance-condition": "<b>Fridays</b> are free"})
    assert refused.status_code == 422
    assert "&lt;b&gt;Fridays&lt;/b&gt; are free" in refused.content.decode()
    sent["stance-reason"] = "It takes time."
    for _press in range(2):
        assert client.post(address, sent).status_code == 302
    assert Objection.objects.count() == 1
    assert "It takes time." in client.get(page).content.decode()
    stale = client.post(
        reverse("lms_brainstorm:propose", args=[negotiated.brainstorm_id, negotiated.number]),
        {"proposal-text": "Mine is kept", "version": 0},
    )
    assert stale.status_code == 409
    assert "Mine is kept" in stale.content.decode()
    assert "All of us post photos" in stale.content.decode()
    move_to(negotiated.brainstorm, "decide")
    client.force_login(facilitator)
    form = client.get(reverse("lms_brainstorm:decision", args=[negotiated.brainstorm_id, negotiated.number]))
    assert form.context["form"]["tally"].value() == "0 of 2 consent, 1 objects, 1 has not said."
    assert "Ben Bauer: It takes time. – open" in form.content.decode()


@pytest.mark.django_db(transaction=True)
def test_same_stance_pressed_twice_at_the_same_moment_is_one(negotiated, ana):
    proposal, participation, barrier = current(negotiated), person(negotiated, ana), Barrier(4, timeout=PATIENCE)

    def press(_place):
        try:
            barrier.wait()
            own = Participation.objects.get(pk=participation.pk)
            take_stance(proposal=proposal, participation=own, position="consent")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    assert Stance.objects.filter(participation=participation).count() == 1


@pytest.mark.row("L9")
def test_my_data_holds_own_proposals_stances_and_objections_only(negotiated, ana, ben):
    objection_of(negotiated, ben, reason="Takes too long.")
    tables = {
        person: {table.name: [row[2:] for row in table.rows] for table in personal_tables(person)}
        for person in (ana, ben)
    }
    assert [row[:2] for row in tables[ana]["negotiated_proposals"]] == [(1, "All of us post photos from May on.")]
    assert (tables[ana]["objections"], tables[ana]["stances"], tables[ben]["negotiated_proposals"]) == ([], [], [])
    assert [row[:2] for row in tables[ben]["stances"]] == [(1, "I object")]
    assert [row[1:3] for row in tables[ben]["objections"]] == [
        ("Takes too long.", "One afternoon a week is free for it.")
    ]


def test_objection_to_a_replaced_version_is_not_listed_as_open(negotiated, facilitator, ben):
    objection_of(negotiated, ben)
    propose(idea=negotiated, text="Only two of us, for a month.", participation=person(negotiated, ben), after=1)
    objection_of(negotiated, ben, reason="Still ten minutes.")

    objections = Record(write_data(move_to(negotiated.brainstorm, "decide"))).objections

    assert [row["state"] for row in objections] == ["to version 1, which was replaced", "open"]
