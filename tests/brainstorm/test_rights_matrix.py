"""Every endpoint of a brainstorm x every kind of phase x every role, generated from the URL resolver.

A new endpoint needs one line in tests/brainstorm/rights_table.py: who may, and by which right of the phase. Where its
address holds a parameter that `World.args` does not know yet, it goes there. (What each address answers outside of
phases, to all roles of the site, is held by tests/test_permission_matrix.py.)
"""

import uuid
from copy import copy

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from brainstorm.models import (
    Brainstorm,
    EnterpriseSystem,
    IdeaGroup,
    IdeaMerge,
    Objection,
    Point,
    PolicyChange,
    Proposal,
    Stakeholder,
    Stance,
    SystemLink,
)
from brainstorm.sessions.phases import CLOSED, KINDS, Right
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, joined
from tests.factories.courses import BookingFactory, GuidelineFactory, ScheduledClassFactory
from tests.factories.discussion import GuidelineProposalFactory
from tests.factories.users import FacilitatorFactory, LearnerFactory

from .rights_table import ROLES, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.row("B1")]

SECRET = "hummingbird"  # stands in an idea of someone who asks for nothing here
EVERY_KIND = [key for key in KINDS if key not in ("arrive", "closed")]


def endpoints():
    """Return {name: names of its parameters} of the namespace lms_brainstorm."""
    for resolver in get_resolver("lms.urls").url_patterns:
        for inner in [resolver, *getattr(resolver, "url_patterns", [])]:
            if getattr(inner, "namespace", None) == "lms_brainstorm":
                return {pattern.name: list(pattern.pattern.converters) for pattern in inner.url_patterns}
    raise LookupError("lms_brainstorm")


ENDPOINTS = endpoints()


class World:
    """One brainstorm with a phase of every kind, people in each role, and something of each sort to ask for."""

    def __init__(self):
        self.people = {
            "participant": LearnerFactory(),
            "invited": LearnerFactory(),
            "outsider": LearnerFactory(),
            "facilitator": FacilitatorFactory(),
            "other facilitator": FacilitatorFactory(),
        }
        self.clients = {role: Client() for role in ROLES}  # those without an account stay as they are
        for role, person in self.people.items():
            self.clients[role].force_login(person)
        scheduled_class = ScheduledClassFactory()
        BookingFactory(scheduled_class=scheduled_class, learner=self.people["invited"])
        participant = self.people["participant"]
        self.brainstorm = BrainstormFactory(
            plan=EVERY_KIND,
            scheduled_class=scheduled_class,
            course=scheduled_class.course,
            facilitator=self.people["facilitator"],
            participants=[participant],
            allows_guests=True,
        )
        join = {"code": self.brainstorm.join_code, "name": "Gus"}
        self.clients["guest"].post(reverse("lms_brainstorm:join"), join)
        shared = {"brainstorm": self.brainstorm, "is_on_ballot": True}
        self.idea = IdeaFactory(by=participant, number=1, **shared)
        IdeaFactory(text=SECRET, number=2, **shared)
        DecisionFactory(idea=IdeaFactory(number=3, **shared))
        self.pilot = PilotFactory(decision=DecisionFactory(idea=IdeaFactory(number=4, **shared)), owner=participant)
        absorbed = IdeaFactory(number=5, merged_into=self.idea, **shared)
        IdeaMerge.objects.create(kept=self.idea, absorbed=absorbed)
        IdeaFactory(number=6, kind="pain_point", **shared)
        own, others = (joined(self.brainstorm, self.people["participant"]), joined(self.brainstorm, LearnerFactory()))
        self.own_point, self.point = (
            Point.objects.create(
                idea=self.idea, side="question", text="Who?", author_tag=by.tag, submission_key=uuid.uuid4()
            )
            for by in (own, others)
        )
        self.system = EnterpriseSystem.objects.create(name="Parts catalog")
        SystemLink.objects.create(idea=self.idea, system=self.system, flow="link", added_by=own)
        self.guideline = GuidelineFactory()
        self.change = PolicyChange.objects.create(
            idea=self.idea, guideline=self.guideline, version=1, wording="No faces.", added_by=own
        )
        self.group = IdeaGroup.objects.create(brainstorm=self.brainstorm, title="Faster answers")
        self.proposal = GuidelineProposalFactory(guideline=GuidelineFactory())
        self.stakeholder = Stakeholder.objects.create(brainstorm=self.brainstorm, name="Customer service")
        self._copyable(scheduled_class.course)
        proposal = Proposal.objects.create(idea=self.idea, version=1, text="From May on.")
        author = self.brainstorm.participations.get(user=participant)
        Stance.objects.create(proposal=proposal, participation=author, position="object")
        self.objection = Objection.objects.create(
            proposal=proposal, author=author, reason="Work", submission_key=uuid.uuid4()
        )
        self.step = 0

    def _copyable(self, course):
        """Close an earlier brainstorm of the course, whose stakeholders can be taken over."""
        earlier = BrainstormFactory(plan=["collect", "decide"], course=course)
        Brainstorm.objects.filter(pk=earlier.pk).update(step=3, phase="closed", closed_at=timezone.now())
        Stakeholder.objects.create(brainstorm=earlier, name="Warehouse")

    def go_to(self, kind):
        """Put the brainstorm into its phase of this kind, past the rules of moving on."""
        self.step = next(phase.step for phase in self.brainstorm.plan if phase.kind == kind.key)
        closed_at = timezone.now() if kind is CLOSED else None
        Brainstorm.objects.filter(pk=self.brainstorm.pk).update(step=self.step, phase=kind.key, closed_at=closed_at)

    def args(self, name):
        """Return what stands for the parameters of the endpoint `name`."""
        things = {"pilot": self.pilot, "system": self.system, "guideline_changes": self.guideline}
        keys = {"point_adopt": self.point, "point_withdraw": self.own_point}
        values = {
            "pk": things.get(name, self.brainstorm).pk,
            "number": {"pilot_create": 3, "split": 5}.get(name, 1),
            "key": keys.get(name, self.idea).submission_key,
            "group": self.group.pk,
            "stakeholder": self.stakeholder.pk,
            "objection": self.objection.pk,
        }
        unknown = set(ENDPOINTS[name]) - values.keys()
        assert not unknown, f"Say in World.args of {__name__} what stands for {sorted(unknown)}."
        return {parameter: values[parameter] for parameter in ENDPOINTS[name]}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


#: The first phase, one that shows the ideas, and the last.
SOME_KINDS = {next(iter(KINDS)), "vote", CLOSED.key}
#: Tables that a request may change whatever becomes of it: sessions, and counts of wrong codes.
UNRELATED = ("django_session", "lms_attemptcount")


def ask(client, method, address, data):
    """Return (response, whether anything was written) of one request; then everything is as before."""
    written, cookies = [], copy(client.cookies)

    def watch(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in UNRELATED):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            response = getattr(client, method.lower())(address, data)
        body = "" if response.streaming else response.content.decode(errors="replace")
        transaction.set_rollback(True)
    client.cookies = cookies
    return response, bool(written), body


def is_turned_away(response):
    """Whether whoever asks learns nothing, not even that there is such a brainstorm."""
    to_sign_in = response.status_code == 302 and response.url.startswith(reverse("lms:sign_in"))
    return to_sign_in or response.status_code == 404


def test_every_endpoint_has_a_row():
    missing, gone = sorted(ENDPOINTS.keys() - TABLE.keys()), sorted(TABLE.keys() - ENDPOINTS.keys())
    assert not missing, (
        f"Say who may use {missing}, and by which right: a line each in tests/brainstorm/rights_table.py."
    )
    assert not gone, f"Take {gone} out of tests/brainstorm/rights_table.py: there is no such endpoint any more."


@pytest.mark.parametrize("name", sorted(ENDPOINTS.keys() & TABLE.keys()))
@pytest.mark.parametrize(
    "closed_to_outsiders",
    [pytest.param(SOME_KINDS, id="some"), pytest.param(set(KINDS), id="every", marks=pytest.mark.release)],
)
def test_endpoint_does_what_the_phase_allows_to_whom_it_allows(world, name, closed_to_outsiders):
    """Whoever may, gets in or changes something; in another phase nothing changes; to all others nothing is there.

    Those whom no phase lets in are most of the work: they try some phases in `make test`, and every one for a release.
    """
    address = reverse(f"lms_brainstorm:{name}", kwargs=world.args(name))
    for kind in KINDS.values():
        world.go_to(kind)
        for method in sorted({row.method for row in TABLE[name]}):
            rows = [row for row in TABLE[name] if row.method == method]
            insiders = [role for role in ROLES if any(role in row.who | row.told for row in rows)]
            for role in ROLES if kind.key in closed_to_outsiders else insiders:
                response, wrote, body = ask(world.clients[role], method, address, rows[0].posted(world))
                where = f"{method} {name} by {role} in “{kind.key}”: {response.status_code}"
                may = any(row.grants(role, kind) for row in rows)
                if method == "POST":
                    assert wrote == may, where
                else:
                    assert is_turned_away(response) != may, where
                if role not in insiders:
                    assert is_turned_away(response), where
                assert response.status_code < 500, where
                glimpses = role == "participant" and kind.allows(Right.GLIMPSE)
                if not kind.allows(Right.READ) and role != "facilitator" and not glimpses:
                    assert SECRET not in body, where


def test_unknown_key_is_somebody_elses_idea(world):
    world.go_to(KINDS["collect"])
    address = reverse("lms_brainstorm:idea_withdraw", args=[world.brainstorm.pk, uuid.uuid4()])
    response, wrote, _body = ask(world.clients["participant"], "POST", address, {})
    assert (response.status_code, wrote) == (404, False)
