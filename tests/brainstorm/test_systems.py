"""The register of systems: what ideas touch adds up over brainstorms, and owners hear of it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse

from brainstorm.facilitation.actions import close_brainstorm
from brainstorm.facilitation.notices import tell_beyond_the_room
from brainstorm.models import BrainstormPhase, EnterpriseSystem, SystemLink
from brainstorm.registers.actions import link_system, unlink_system
from brainstorm.registers.presenters import system_rows
from lms.exceptions import RuleError
from lms.jobs.queue import TryLater
from lms.roles.permissions import Role
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, joined, move_to
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def elaborated(facilitator, person, **idea):
    """Return an idea in a phase in which participants say what it touches."""
    brainstorm = BrainstormFactory(
        plan=["collect", "discuss", "decide"], facilitator=facilitator, participants=[person]
    )
    stored = IdeaFactory(brainstorm=brainstorm, by=person, **idea)
    move_to(brainstorm, "discuss")
    return brainstorm.ideas.select_related("brainstorm").get(pk=stored.pk)


def closed(facilitator, system, *, outcome="adopted", **link):
    """Return an idea of a closed brainstorm that touches `system`."""
    idea = elaborated(facilitator, LearnerFactory())
    SystemLink.objects.create(idea=idea, system=system, **{"flow": "both"} | link)
    DecisionFactory(idea=idea, outcome=outcome, review_on="2030-01-01" if outcome == "deferred" else None)
    close_brainstorm(brainstorm=idea.brainstorm, by=facilitator)
    return idea


@pytest.mark.row("B17")
def test_participant_proposes_a_system_which_is_found_again_however_it_is_spelled(facilitator, ana):
    idea = elaborated(facilitator, ana)
    person = joined(idea.brainstorm, ana)
    first = link_system(idea=idea, new_system="  Große  Kartei ", flow="link", participation=person)
    again = link_system(
        idea=idea, new_system="GROSSE KARTEI", flow="to_tool", data="numbers", risk=3, effort=1, participation=person
    )
    assert EnterpriseSystem.objects.get().name == "Große Kartei"
    assert first.pk == again.pk
    stored = SystemLink.objects.get()
    assert (stored.flow, stored.data, stored.risk, stored.effort) == ("to_tool", "numbers", 3, 1)
    unlink_system(idea=idea, system=stored.system, participation=person)
    unlink_system(idea=idea, system=stored.system, participation=person)
    assert not SystemLink.objects.exists()
    assert EnterpriseSystem.objects.exists()


@pytest.mark.parametrize("is_anonymous", [True, False])
def test_link_bears_a_name_only_where_the_phase_says_so(facilitator, ana, is_anonymous):
    idea = elaborated(facilitator, ana)
    BrainstormPhase.objects.filter(brainstorm=idea.brainstorm).update(is_anonymous=is_anonymous)
    link = link_system(idea=idea, new_system="Archive", flow="link", participation=joined(idea.brainstorm, ana))
    assert (link.added_by is None) == is_anonymous


def test_only_those_who_lead_add_systems_outside_the_phase(client, facilitator, ana):
    idea = elaborated(facilitator, ana)
    move_to(idea.brainstorm, "decide")
    with pytest.raises(RuleError, match="in this phase"):
        link_system(idea=idea, new_system="Archive", flow="link", participation=joined(idea.brainstorm, ana))
    address = reverse("lms_brainstorm:system_link", args=[idea.brainstorm_id, idea.number])
    sent = {"new_system": "Archive", "flow": "link", "risk": "1", "effort": "3"}
    client.force_login(ana)
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert 'value="Archive"' in refused.content.decode()
    client.force_login(LearnerFactory())
    assert client.post(address, sent).status_code == 404
    client.force_login(facilitator)
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent | {"new_system": ""}).status_code == 422
    assert SystemLink.objects.get().effort == 3


@pytest.mark.row("B17")
def test_register_adds_up_over_closed_brainstorms_only(client, facilitator, ana):
    system = EnterpriseSystem.objects.create(name="Tickets", purpose="Who waits for what")
    closed(facilitator, system, risk=1, effort=3)
    closed(facilitator, system, outcome="declined", risk=2, effort=1)
    running = elaborated(facilitator, ana, text="Not yet public")
    link_system(idea=running, system=system, flow="link", risk=3, participation=joined(running.brainstorm, ana))
    (row,) = system_rows(LearnerFactory())
    assert (row.system.idea_count, row.system.adopted_count, row.risk, row.effort) == (2, 1, "medium", "high")
    client.force_login(LearnerFactory())
    for address in (reverse("lms_brainstorm:systems"), system.get_absolute_url()):
        page = client.get(address)
        assert page.status_code == 200
        assert "Not yet public" not in page.content.decode()


def test_name_proposed_in_a_room_stays_in_it_until_the_brainstorm_is_closed(client, facilitator, ana):
    idea = elaborated(facilitator, ana)
    link = link_system(idea=idea, new_system="Secret dibber", flow="link", participation=joined(idea.brainstorm, ana))
    other = elaborated(FacilitatorFactory(), LearnerFactory(username="zoe"))
    addresses = [
        reverse("lms_brainstorm:systems"),
        link.system.get_absolute_url(),
        reverse("lms_brainstorm:idea", args=[other.brainstorm_id, other.number]),
    ]
    outsider = joined(other.brainstorm, LearnerFactory()).user
    client.force_login(outsider)
    assert all("dibber" not in client.get(address).content.decode() for address in addresses)
    client.force_login(ana)
    assert "Secret dibber" in client.get(addresses[0]).content.decode()
    elsewhere = FacilitatorFactory()
    Group.objects.get(name=Role.FACILITATOR.value).user_set.add(elsewhere)
    client.force_login(elsewhere)
    listing = reverse("wagtailsnippets_lms_brainstorm_enterprisesystem:list")
    assert client.get(listing).status_code == 200
    assert "dibber" not in client.get(listing).content.decode()
    client.force_login(facilitator)
    assert "dibber" in client.get(listing).content.decode()
    DecisionFactory(idea=idea)
    close_brainstorm(brainstorm=idea.brainstorm, by=facilitator)
    client.force_login(outsider)
    assert "Secret dibber" in client.get(addresses[0]).content.decode()


@pytest.mark.row("B17")
def test_owner_is_told_once_when_a_closed_brainstorm_adopted_what_touches_the_system(
    client, facilitator, django_capture_on_commit_callbacks
):
    owner = LearnerFactory(email="owner@example.com")
    system = EnterpriseSystem.objects.create(name="Tickets", owner=owner)
    idle = EnterpriseSystem.objects.create(name="Idle", owner=LearnerFactory(email="idle@example.com"))
    closed(facilitator, idle, outcome="declined")
    with django_capture_on_commit_callbacks(execute=True):
        idea = closed(facilitator, system, data="titles <b>only</b>")
    tell_beyond_the_room.call(idea.brainstorm_id)
    (message,) = [message for message in mail.outbox if "system" in message.subject]
    assert "owner@example.com" in message.to[0]
    assert idea.text in message.body
    client.force_login(owner)
    dashboard = client.get(reverse("lms:dashboard")).content.decode()
    assert system.get_absolute_url() in dashboard
    assert "1 idea touches it" in dashboard
    page = client.get(reverse("lms_brainstorm:systems")).content.decode()
    assert "titles &lt;b&gt;only&lt;/b&gt;" in page


@pytest.mark.row("R14")
def test_owners_are_told_once_when_the_mail_server_is_back(facilitator, settings):
    system = EnterpriseSystem.objects.create(name="Tickets", owner=LearnerFactory(email="owner@example.com"))
    idea = closed(facilitator, system)
    mail.outbox.clear()
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.lms.test_notices.RefusingBackend"
    with pytest.raises(TryLater):
        tell_beyond_the_room.call(idea.brainstorm_id)
    settings.EMAIL_BACKEND = working
    for _time in range(2):
        tell_beyond_the_room.call(idea.brainstorm_id)
    assert [message.to for message in mail.outbox if "owner@example.com" in message.to[0]] == [mail.outbox[0].to]


def test_owner_hears_nothing_before_the_brainstorm_is_closed(facilitator, ana):
    owner = LearnerFactory(email="owner@example.com")
    idea = elaborated(facilitator, ana)
    system = EnterpriseSystem.objects.create(name="Tickets", owner=owner)
    SystemLink.objects.create(idea=idea, system=system, flow="link")
    move_to(idea.brainstorm, "decide")
    DecisionFactory(idea=idea)
    tell_beyond_the_room.call(idea.brainstorm_id)
    assert mail.outbox == []


def test_facilitators_keep_the_register_in_the_admin(client, facilitator):
    codes = Permission.objects.filter(group__name=Role.FACILITATOR.value, content_type__model="enterprisesystem")
    assert set(codes.values_list("codename", flat=True)) == {
        f"{verb}_enterprisesystem" for verb in ("add", "change", "delete", "view")
    }
    EnterpriseSystem.objects.create(name="Tickets")
    client.force_login(AdminFactory())
    address = reverse("wagtailsnippets_lms_brainstorm_enterprisesystem:add")
    assert "already in the register" in client.post(address, {"name": "TICKETS", "is_in_use": "on"}).content.decode()
    assert client.post(address, {"name": "Archive", "is_in_use": "on"}).status_code == 302


def test_page_of_systems_asks_the_database_the_same_for_one_and_for_three(client, facilitator, count_queries):
    client.force_login(LearnerFactory())
    counts = []
    for wanted in (1, 3):
        while EnterpriseSystem.objects.count() < wanted:
            closed(facilitator, EnterpriseSystem.objects.create(name=f"System {EnterpriseSystem.objects.count()}"))
        client.get(reverse("lms_brainstorm:systems"))
        counts.append(count_queries(lambda: client.get(reverse("lms_brainstorm:systems"))))
    assert counts[0] == counts[1]
