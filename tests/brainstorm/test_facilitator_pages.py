"""What facilitators do over HTTP: console, projector, decisions, pilots."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from brainstorm.decisions.actions import decide_idea
from brainstorm.models import Brainstorm, Decision, Pilot
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, move_to
from tests.factories.users import FacilitatorFactory, LearnerFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"lms_brainstorm:{name}", args=args)


def page_of(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


def test_console_says_what_to_do_and_offers_one_next_step(client, brainstorm, facilitator):
    page = page_of(client, facilitator, url("console", brainstorm.pk))
    assert page.count("lms-button--primary") == 1
    assert "Start collecting" in page
    assert "Read the question aloud, twice." in page
    assert brainstorm.spoken_code in page


@pytest.mark.parametrize("phase", ["arrive", "collect", "discuss", "group", "vote", "decide", "closed"])
def test_every_phase_has_exactly_one_primary_button(client, brainstorm, facilitator, phase):
    move_to(brainstorm, phase)
    page = page_of(client, facilitator, url("console", brainstorm.pk))
    assert page.count("lms-button--primary lms-button--large") == 1


def press(client, brainstorm, step, direction="next", **data):
    data = {"expected_step": step, "direction": direction, **data}
    return client.post(url("move", brainstorm.pk), data, follow=data.pop("follow", False))


def test_next_leads_from_start_to_close(client, brainstorm, facilitator):
    client.force_login(facilitator)
    for step in range(7):
        response = press(client, brainstorm, step)
        assert (response.status_code, response.url) == (302, url("console", brainstorm.pk))
    assert Brainstorm.objects.get().closed_at is not None


def test_two_facilitators_pressing_next(client, brainstorm, facilitator):
    """The same press twice moves once; a press from an older page is told and moves nothing."""
    client.force_login(facilitator)
    for _press in range(2):
        press(client, brainstorm, 0)
    assert Brainstorm.objects.get().phase == "collect"
    press(client, brainstorm, 1)
    response = press(client, brainstorm, 0, follow=True)
    assert "Someone else has already moved on to “Build on it”." in response.content.decode()
    assert Brainstorm.objects.get().phase == "build"


def test_pause_one_minute_more_and_no_limit(client, brainstorm, facilitator):
    brainstorm = move_to(brainstorm, "collect")
    client.force_login(facilitator)
    client.post(url("time", brainstorm.pk), {"minutes": "1"})
    assert Brainstorm.objects.get().phase_ends_at == brainstorm.phase_ends_at + timedelta(minutes=1)
    client.post(url("time", brainstorm.pk), {"pause": "", "minutes": "1"})
    assert Brainstorm.objects.get().is_paused
    assert "Let the clock run on" in client.get(url("console", brainstorm.pk)).content.decode()
    client.post(url("time", brainstorm.pk), {"resume": "", "minutes": "1"})
    assert Brainstorm.objects.get().phase_ends_at is not None
    client.post(url("time", brainstorm.pk), {"stop": "", "minutes": "1"})
    assert Brainstorm.objects.get().phase_ends_at is None


@pytest.mark.parametrize("minutes", ["0", "-5", "61", "soon", "9" * 50])
def test_nonsense_minutes_are_refused(client, brainstorm, facilitator, minutes):
    brainstorm = move_to(brainstorm, "collect")
    client.force_login(facilitator)
    response = client.post(url("time", brainstorm.pk), {"minutes": minutes}, follow=True)
    assert "Add between 1 and 60 minutes." in response.content.decode()
    assert Brainstorm.objects.get().phase_ends_at == brainstorm.phase_ends_at


@pytest.fixture
def deciding(brainstorm):
    IdeaFactory.create_batch(3, brainstorm=brainstorm)
    return move_to(brainstorm, "decide")


def test_next_step_while_deciding_is_the_next_idea(client, deciding, facilitator):
    DecisionFactory(idea=deciding.ideas.get(number=1))
    page = page_of(client, facilitator, url("console", deciding.pk))
    assert f'lms-button--wide" href="{url("decision", deciding.pk, 2)}"' in page
    assert "2 ideas still need a decision." in page


def test_decide_start_a_pilot_close_and_record(client, deciding, facilitator, ana):
    """The way of one idea to a result, as facilitator and owner click it."""
    client.force_login(facilitator)
    response = client.post(url("decision", deciding.pk, 1), {"outcome": "adopted", "reason": "Cheap and safe."})
    assert response.url == url("console", deciding.pk) + "#idea-1"
    rest = {"rest-outcome": "declined", "rest-reason": "Done already."}
    assert client.post(url("remaining", deciding.pk), rest).url == url("console", deciding.pk)
    today = timezone.localdate()
    pilot = {
        "hypothesis": "Fewer calls.",
        "owner": ana.pk,
        "measure": "Calls a day",
        "baseline": "12",
        "starts_on": today.isoformat(),
        "due_on": (today + timedelta(days=30)).isoformat(),
    }
    assert client.post(url("pilot_create", deciding.pk, 1), pilot).status_code == 302
    press(client, deciding, deciding.step)
    stored = Pilot.objects.get()
    assert "Fewer calls." in page_of(client, ana, reverse("lms:dashboard"))
    response = client.post(
        url("pilot", stored.pk), {"result": "keep", "measured": "4", "learned": "It works."}, follow=True
    )
    assert "Recorded. Everyone can see it on the outcomes page." in response.content.decode()
    page = page_of(client, LearnerFactory(), url("outcomes"))
    assert "It works." in page
    again = client.post(url("pilot", stored.pk), {"result": "drop", "measured": "4", "learned": "No."})
    assert again.status_code == 404  # for everyone but the owner and the facilitators
    client.force_login(ana)
    again = client.post(url("pilot", stored.pk), {"result": "drop", "measured": "4", "learned": "No."})
    assert (again.status_code, Pilot.objects.get().result) == (409, "keep")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"outcome": "adopted", "reason": ""}, "This field is required."),
        ({"outcome": "deferred", "reason": "Later."}, "Choose the day on which you look at this idea again."),
        ({"reason": "Hm."}, "This field is required."),
    ],
)
def test_decision_without_what_it_needs_comes_back(client, deciding, facilitator, data, sentence):
    client.force_login(facilitator)
    response = client.post(url("decision", deciding.pk, 1), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Decision.objects.count() == 0


def test_decision_in_another_phase_keeps_what_was_typed(client, brainstorm, facilitator):
    IdeaFactory(brainstorm=brainstorm)
    move_to(brainstorm, "vote")
    client.force_login(facilitator)
    response = client.post(url("decision", brainstorm.pk, 1), {"outcome": "adopted", "reason": "Cheap and safe."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ideas are decided in the phase “Decide”." in page
    assert "Cheap and safe." in page


def test_owner_of_a_pilot_is_somebody_of_the_room(client, deciding, facilitator):
    DecisionFactory(idea=deciding.ideas.get(number=1))
    client.force_login(facilitator)
    response = client.post(url("pilot_create", deciding.pk, 1), {"owner": LearnerFactory().pk})
    assert "Select a valid choice." in response.content.decode()


def test_projector_shows_code_and_qr_and_no_navigation(client, brainstorm, facilitator):
    page = page_of(client, facilitator, url("screen", brainstorm.pk))
    assert brainstorm.spoken_code in page
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page or 'class="lms-bs-qr"' in page
    assert "lms-header" not in page


@pytest.mark.parametrize("name", ["events", "console_events", "console_pulse", "screen_pulse"])
def test_live_part_answers_304_until_something_happens(client, brainstorm, facilitator, ana, name):
    user = ana if name == "events" else facilitator
    client.force_login(user)
    first = client.get(url(name, brainstorm.pk))
    tag = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(url(name, brainstorm.pk), **tag).status_code == 304
    move_to(brainstorm, "collect")
    assert client.get(url(name, brainstorm.pk), **tag).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("events", 4), ("console_events", 4), ("console_pulse", 7), ("screen_pulse", 4)]
)
def test_nothing_new_is_cheap(client, facilitator, django_assert_num_queries, people, name, queries):
    participants = LearnerFactory.create_batch(people)
    brainstorm = BrainstormFactory(facilitator=facilitator, participants=participants)
    client.force_login(participants[0] if name == "events" else facilitator)
    tag = client.get(url(name, brainstorm.pk))["ETag"]
    with django_assert_num_queries(queries):
        assert client.get(url(name, brainstorm.pk), HTTP_IF_NONE_MATCH=tag).status_code == 304


@pytest.mark.parametrize("phase", ["discuss", "decide"])
def test_console_queries_do_not_grow(client, facilitator, count_queries, phase):
    client.force_login(facilitator)
    counts = []
    for rows in (1, 3):
        brainstorm = BrainstormFactory(facilitator=facilitator, participants=LearnerFactory.create_batch(rows))
        for idea in IdeaFactory.create_batch(rows, brainstorm=brainstorm):
            PilotFactory(decision__idea=idea)
        IdeaFactory(brainstorm=brainstorm)
        move_to(brainstorm, phase)
        address = url("console", brainstorm.pk)
        counts.append(count_queries(partial(client.get, address)))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("rows", [1, 3])
def test_outcomes_queries_do_not_grow(client, ana, django_assert_num_queries, rows):
    for _row in range(rows):
        brainstorm = BrainstormFactory()
        PilotFactory(decision__idea__brainstorm=brainstorm)
        move_to(brainstorm, "closed")
    client.force_login(ana)
    client.get(url("outcomes"))
    with django_assert_num_queries(7):
        client.get(url("outcomes"))


def test_outcomes_count_what_happened(client, ana):
    """Two closed brainstorms flow in; the open one does not, whatever is decided in it."""
    closed = BrainstormFactory(title="Closed one")
    for outcome in ("adopted", "adopted", "declined"):
        DecisionFactory(idea__brainstorm=closed, outcome=outcome)
    finished = {"result": "keep", "measured": "4", "learned": "It works.", "recorded_at": timezone.now()}
    PilotFactory(decision=Decision.objects.filter(outcome="adopted").first(), **finished)
    move_to(closed, "closed")
    running = BrainstormFactory(title="Still open")
    DecisionFactory(idea__brainstorm=running, idea__text="Not yet for all")
    move_to(running, "decide")
    client.force_login(ana)
    response = client.get(url("outcomes"))
    flow = response.context["flow"]
    assert [number for number, _label in flow.steps] == [0, 3, 2, 1, 1]
    assert [(row.title, row.idea_count, row.adopted, row.deferred, row.declined) for row in flow.brainstorms] == [
        ("Closed one", 3, 2, 0, 1)
    ]
    assert b"Not yet for all" not in response.content


def test_river_is_as_wide_as_what_flows():
    from brainstorm.reports.outcome_flow import build_outcome_flow

    brainstorm = BrainstormFactory()
    for kind, outcome in (("use_case", "adopted"), ("use_case", "declined"), ("pain_point", "adopted")):
        DecisionFactory(idea__brainstorm=brainstorm, idea__kind=kind, outcome=outcome)
    move_to(brainstorm, "closed")
    nodes = {node.tone: node for node in build_outcome_flow().nodes}
    assert {tone: node.count for tone, node in nodes.items()} == {
        "source": 3,
        "use_case": 2,
        "pain_point": 1,
        "adopted": 2,
        "declined": 1,
    }
    assert nodes["use_case"].height == pytest.approx(2 * nodes["pain_point"].height, abs=0.2)
    for node in nodes.values():
        assert max(node.sent, node.received) == pytest.approx(node.height, abs=0.2)


def test_outcomes_without_any_say_what_to_do_first(client, ana):
    client.force_login(ana)
    page = client.get(url("outcomes")).content.decode()
    assert "Nothing to show yet" in page
    assert url("join") in page


def test_admin_leads_to_the_console(client, brainstorm, facilitator):
    listing = page_of(client, facilitator, reverse("lms_brainstorms:index"))
    assert brainstorm.spoken_code in listing
    for page in (listing, page_of(client, facilitator, reverse("lms_brainstorms:edit", args=[brainstorm.pk]))):
        assert url("console", brainstorm.pk) in page


def test_admin_offers_people_who_facilitate(client, facilitator, ana):
    client.force_login(facilitator)
    form = client.get(reverse("lms_brainstorms:add")).context["form"]
    assert list(form.fields["facilitators"].queryset) == [facilitator]
    assert form["facilitators"].initial == [facilitator.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_admin_listing_queries_do_not_grow(client, facilitator, django_assert_max_num_queries, rows):
    BrainstormFactory.create_batch(rows, facilitator=facilitator)
    client.force_login(facilitator)
    client.get(reverse("lms_brainstorms:index"))
    with django_assert_max_num_queries(17):
        client.get(reverse("lms_brainstorms:index"))


def test_other_facilitators_do_not_lead_here(client, brainstorm):
    client.force_login(FacilitatorFactory())
    assert client.get(url("console", brainstorm.pk)).status_code == 404
    assert press(client, brainstorm, 0).status_code == 404
    assert Brainstorm.objects.get().phase == "arrive"


def test_admin_history_tells_what_facilitators_did(client, deciding, facilitator):
    decide_idea(idea=deciding.ideas.get(number=2), outcome="declined", reason="No.", by=facilitator)
    page = page_of(client, facilitator, reverse("lms_brainstorms:history", args=[deciding.pk]))
    assert "Moved from “Vote” to “Decide”" in page
    assert "Decided idea 2: Declined" in page


def test_running_pilot_is_not_started_again(client, deciding, facilitator):
    for number, result in ((1, ""), (2, "keep")):
        done = {"result": result, "measured": "4", "learned": "Yes.", "recorded_at": timezone.now()} if result else {}
        PilotFactory(decision__idea=deciding.ideas.get(number=number), **done)
    page = page_of(client, facilitator, url("console", deciding.pk))
    assert url("pilot_create", deciding.pk, 1) not in page
    assert url("pilot_create", deciding.pk, 2) in page


def test_my_learning_leads_who_leads_to_the_console(client, brainstorm, facilitator):
    client.force_login(facilitator)

    step = client.get(reverse("lms:dashboard")).context["dashboard"].next_step

    assert (step.kicker, step.title) == ("You lead: Arrive", "Posting from the van")
    assert step.url == url("console", brainstorm.pk)


@pytest.mark.row("B5")
def test_admin_shows_a_brainstorm_to_those_only_who_run_it(client, brainstorm):
    """Its settings say who runs it and hold the code: whoever reaches them reaches everything."""
    client.force_login(FacilitatorFactory())
    assert brainstorm.title not in client.get(reverse("lms_brainstorms:index")).content.decode()
    for name in ("edit", "history", "usage", "delete"):
        for method in (client.get, client.post):
            assert method(reverse(f"lms_brainstorms:{name}", args=[brainstorm.pk])).status_code in {302, 404, 405}, name
    assert client.get(reverse("lms_brainstorms:edit", args=[brainstorm.pk])).status_code == 404
    assert Brainstorm.objects.filter(pk=brainstorm.pk).exists()
