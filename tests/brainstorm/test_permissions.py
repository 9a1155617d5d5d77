"""Address x role x phase, with what each is answered. That none is left out, test_rights_matrix.py says."""

import re
import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from brainstorm.models import Brainstorm
from brainstorm.urls import urlpatterns
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, move_to
from tests.factories.courses import BookingFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PHASES = ("arrive", "collect", "discuss", "vote", "decide", "closed")
KEY = uuid.UUID("12345678-1234-4234-8234-123456789abc")

EVERYBODY, IN_THE_ROOM, INVITED, LEADS = "everyone", "in the room", "in the room or invited", "leads"
FOLLOWS = "in the room or leads"
MEMBERS = {
    EVERYBODY: {
        "participant",
        "invited",
        "facilitator",
        "admin",
        "outsider",
        "trainer",
        "manager",
        "other facilitator",
    },
    IN_THE_ROOM: {"participant"},
    INVITED: {"participant", "invited"},
    LEADS: {"facilitator", "admin"},
    FOLLOWS: {"participant", "facilitator", "admin"},
}

# address: (method, who gets in, {phase: status for them}); the status without a phase is that of all others.
REACHED = {
    "outcomes": ("get", EVERYBODY, {None: 200}),
    "join": ("get", EVERYBODY, {None: 200}),
    "detail": ("get", INVITED, {None: 200}),
    "enter": ("post", INVITED, {None: 302}),
    "events": ("get", FOLLOWS, {None: 200}),
    "stream": ("get", FOLLOWS, {None: 204}),
    "idea_create": ("post", IN_THE_ROOM, {None: 409, "collect": 302}),
    "idea_withdraw": ("post", IN_THE_ROOM, {None: 302}),
    "votes": ("post", IN_THE_ROOM, {None: 302}),
    "console": ("get", LEADS, {None: 200}),
    "console_stream": ("get", LEADS, {None: 204}),
    "console_events": ("get", LEADS, {None: 200}),
    "console_pulse": ("get", LEADS, {None: 200}),
    "move": ("post", LEADS, {None: 302}),
    "proposals": ("post", LEADS, {None: 302}),
    "time": ("post", LEADS, {None: 302}),
    # Before the reveal no idea has a number, so there is nothing to be found.
    "decision": ("post", LEADS, {None: 409, "arrive": 404, "collect": 404, "decide": 302}),
    "remaining": ("post", LEADS, {None: 409, "decide": 302}),
    "pilot_create": ("get", LEADS, {None: 200, "arrive": 404, "collect": 404}),
    "pilot": ("get", LEADS, {None: 200}),
    "screen": ("get", LEADS, {None: 200}),
    "screen_pulse": ("get", LEADS, {None: 200}),
}


class World:
    """A brainstorm in each phase, with the same people, all signed in; `rooms` is {phase: (brainstorm, pilot)}."""

    def __init__(self):
        booking = BookingFactory()
        people = {
            "participant": LearnerFactory(),
            "facilitator": FacilitatorFactory(),
            "invited": booking.learner,
            "admin": AdminFactory(),
            "outsider": LearnerFactory(),
            "trainer": TrainerFactory(),
            "manager": ManagerFactory(),
            "other facilitator": FacilitatorFactory(),
        }
        self.clients = {who: Client() for who in people}
        for who, person in people.items():
            self.clients[who].force_login(person)
        self.rooms = {}
        for phase in PHASES:
            brainstorm = BrainstormFactory(
                facilitator=people["facilitator"],
                participants=[people["participant"]],
                scheduled_class=booking.scheduled_class,
                course=booking.scheduled_class.course,
            )
            idea = IdeaFactory(brainstorm=brainstorm, by=people["participant"], submission_key=KEY)
            pilot = PilotFactory(decision=DecisionFactory(idea=idea), owner=None)
            self.rooms[phase] = move_to(brainstorm, phase), pilot


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def address_of(name, brainstorm, pilot=None):
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name)
    arguments = {"pk": pilot.pk if name == "pilot" else brainstorm.pk, "key": KEY, "number": 1}
    names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
    return reverse(f"lms_brainstorm:{name}", kwargs={each: arguments[each] for each in names})


def visit(name, client, brainstorm, pilot):
    address = address_of(name, brainstorm, pilot)
    data = {
        "kind": "use_case",
        "text": "Mine",
        "submission_key": uuid.uuid4(),
        "minutes": "1",
        "outcome": "adopted",
        "seen": pilot.decision.decided_at.isoformat() if pilot else "",
        "reason": "Cheap.",
        "rest-outcome": "adopted",
        "rest-reason": "Cheap.",
    }
    return client.post(address, data) if REACHED[name][0] == "post" else client.get(address)


@pytest.mark.parametrize("name", REACHED)
def test_who_reaches_what(world, name):
    _method, group, statuses = REACHED[name]
    for phase, (brainstorm, pilot) in world.rooms.items():
        expected = statuses.get(phase, statuses[None])
        for who in sorted(MEMBERS[EVERYBODY]):
            where = f"{who} in “{phase}”"
            with transaction.atomic():
                status = visit(name, world.clients[who], brainstorm, pilot).status_code
                if name == "detail" and who in MEMBERS[LEADS]:
                    assert status == 302, f"{where}: who leads is brought to the console"
                elif who not in MEMBERS[group] or (who == "invited" and phase == "closed" and group == INVITED):
                    assert status == 404, where
                else:
                    assert status == expected, where
                if who not in MEMBERS[LEADS]:
                    assert Brainstorm.objects.get(pk=brainstorm.pk).phase == phase, where
                transaction.set_rollback(True)  # the next one finds all as it was


@pytest.mark.parametrize("name", REACHED)
def test_anonymous_visitors_sign_in_first(brainstorm, name):
    pilot = PilotFactory(decision__idea__brainstorm=brainstorm, decision__idea__submission_key=KEY)
    response = visit(name, Client(), brainstorm, pilot)
    assert response.status_code == 302
    assert response.url.startswith(reverse("lms:sign_in"))


@pytest.mark.parametrize("name", [name for name, (method, *_rest) in REACHED.items() if method == "post"])
def test_changing_needs_a_token(brainstorm, ana, name):
    """Another site cannot send a form in someone's name."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post(address_of(name, brainstorm)).status_code == 403


def test_owner_of_a_pilot_reaches_it_from_outside(ana):
    pilot = PilotFactory(owner=ana)
    client = Client()
    client.force_login(ana)
    assert client.get(pilot.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("factory", "allowed"), [(FacilitatorFactory, True), (TrainerFactory, False)])
def test_admin_of_brainstorms_is_for_facilitators(brainstorm, factory, allowed):
    client, user = Client(), factory()
    brainstorm.facilitators.add(user)
    client.force_login(user)
    for name, arguments in (("index", []), ("add", []), ("edit", [brainstorm.pk])):
        status = client.get(reverse(f"lms_brainstorms:{name}", args=arguments)).status_code
        assert status == (200 if allowed else 302), name
    assert client.get(reverse("lms_brainstorms:delete", args=[brainstorm.pk])).status_code == 302
