"""Guests: people without an account, where the facilitator lets them in."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from brainstorm.ideas.actions import submit_idea
from brainstorm.models import Brainstorm, EnterpriseSystem, Idea, Participation, Proposal, Stance, Vote
from brainstorm.negotiation.actions import take_stance
from brainstorm.sessions.actions import (
    MOST_GUESTS,
    clean_name,
    join_as_guest,
    join_brainstorm,
    let_guests_in,
    new_guest_key,
    remove_guest,
)
from brainstorm.voting.actions import cast_votes
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, PilotFactory, move_to
from tests.factories.courses import CoursePageFactory, GuidelineFactory
from tests.factories.users import FacilitatorFactory, LearnerFactory

pytestmark = pytest.mark.django_db
JOIN = "/learning/brainstorms/join/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def brainstorm(facilitator):
    plan = ["collect", "discuss", "negotiate", "vote", "decide"]
    return BrainstormFactory(title="Posting from the van", facilitator=facilitator, allows_guests=True, plan=plan)


def url(name, brainstorm):
    return reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk])


def join(client, brainstorm, name="Gil"):
    """Join as someone who scanned the code and filled in one field; return the response."""
    form = client.get(f"{JOIN}?code={brainstorm.join_code}").context["form"]
    return client.post(JOIN, {"code": brainstorm.join_code, "name": name, "key": form["key"].value()})


def the_guest():
    return Participation.objects.guests().select_related("brainstorm__secret").get()


@pytest.mark.row("B23")
def test_guest_joins_by_one_field_and_one_button_and_writes_without_javascript(client, brainstorm):
    brainstorm = move_to(brainstorm, "collect")

    page = client.get(f"/learning/join/?code={brainstorm.join_code}", follow=True).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    shown = [field for field in re.findall(r"<input[^>]*>", main) if 'type="hidden"' not in field]
    assert [re.search(r'name="(\w+)"', field)[1] for field in shown] == ["name", "send"]
    assert "autofocus" in shown[0]

    response = join(client, brainstorm)
    assert (response.status_code, response.url) == (302, url("detail", brainstorm))
    room = client.get(response.url).content.decode()
    assert "Gil (guest)" in room
    for other in ("lms:dashboard", "lms:sign_in", "lms_brainstorm:outcomes"):
        assert f'href="{reverse(other)}"' not in room
    idea = {"kind": "use_case", "text": "Photos of repairs", "submission_key": uuid.uuid4()}
    assert client.post(url("idea_create", brainstorm), idea).status_code == 302
    assert "Photos of repairs" in client.get(response.url).content.decode()
    assert Idea.objects.get().author_tag == the_guest().tag


@pytest.mark.row("B23")
def test_cookie_of_a_guest_is_signed_for_one_brainstorm_and_only_its_hash_is_stored(client, brainstorm, ana):
    join(client, brainstorm)
    cookie = client.cookies[f"lms_guest_{brainstorm.pk}"]
    key = cookie.value.split(":")[0]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/learning/brainstorms/")
    assert len(key) >= 43  # 256 bits
    guest = the_guest()
    assert (guest.guest_name, guest.guest_key_hash) == ("Gil", Participation.hash_key(key))

    other = BrainstormFactory(allows_guests=True)
    forger = Client()
    forger.cookies[f"lms_guest_{brainstorm.pk}"] = key  # right, and not signed
    forger.cookies[f"lms_guest_{other.pk}"] = cookie.value  # signed, for another brainstorm
    for target in (brainstorm, other):
        assert forger.get(url("detail", target)).url.startswith(reverse("lms:sign_in"))

    client.force_login(ana)  # an account counts, whatever the browser remembers
    assert client.get(url("detail", brainstorm)).status_code == 404


@pytest.mark.row("B23")
def test_two_presses_and_a_second_scan_are_one_guest(client, brainstorm):
    data = {"code": brainstorm.join_code, "name": "Gil", "key": new_guest_key()}
    for browser in (client, Client()):  # the second press is sent before the first has brought its cookie
        assert browser.post(JOIN, data).status_code == 302
    assert client.get(f"{JOIN}?code={brainstorm.join_code}").url == url("detail", brainstorm)
    assert Participation.objects.count() == 1


@pytest.mark.row("B23")
def test_hundred_guests_behind_one_address_join_though_many_mistype(client, brainstorm):
    """What counts is wrong codes, and a right one passes however many there were."""
    for place in range(100):
        browser = Client()
        if place % 4 == 0:
            assert browser.post(JOIN, {"code": "ZZZZZZ", "name": "Gil"}).status_code == 422
        assert join(browser, brainstorm, f"Guest {place}").status_code == 302
    assert Participation.objects.guests().count() == 100

    statuses = {client.post(JOIN, {"code": f"ZZZ{n:03}", "name": "Gil"}).status_code for n in range(75)}
    assert statuses == {422}
    refused = client.post(JOIN, {"code": "ZZZZZZ", "name": "Gil"})
    assert refused.status_code == 429
    assert "Too many attempts. Try again in " in refused.content.decode()
    assert join(client, brainstorm).status_code == 302
    assert Client(REMOTE_ADDR="198.51.100.7").post(JOIN, {"code": "ZZZZZZ", "name": "Gil"}).status_code == 422


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_guests_at_once_are_each_counted(brainstorm):
    def come(place):
        try:
            return join_as_guest(code=brainstorm.join_code, name=f"Guest {place}", key=new_guest_key()).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(come, range(40)))) == 40
    assert Brainstorm.objects.get(pk=brainstorm.pk).desk_number == 40


@pytest.mark.row("B23")
def test_wrong_code_is_said_and_the_name_stays(client, brainstorm):
    page = client.get(f"{JOIN}?code=ZZZZZZ")
    assert (page.status_code, "No open brainstorm has this code" in page.content.decode()) == (404, True)
    page = client.post(JOIN, {"code": "ZZZZZZ", "name": "Gil"})
    assert (page.status_code, page.context["form"]["name"].value()) == (422, "Gil")
    assert page.context["form"].errors["code"] == ["No open brainstorm has this code. Read it again from the wall."]


@pytest.mark.row("B23")
def test_where_no_guests_are_let_in_one_signs_in(client, brainstorm):
    """Also one of several: the code leads through the sign-in page and back to itself."""
    closed = BrainstormFactory(allows_guests=False)
    for send in (client.get, client.post):
        response = send(JOIN + f"?code={closed.join_code}", {"code": closed.join_code, "name": "Gil"})
        assert response.status_code == 302
        assert closed.join_code in response.url
        assert response.url.startswith(reverse("lms:sign_in"))
    with pytest.raises(RuleError, match="Only people with an account"):
        join_as_guest(code=closed.join_code, name="Gil", key=new_guest_key())
    let_guests_in(brainstorm=brainstorm, allows=False, by=brainstorm.facilitators.get())
    assert client.get(JOIN).url.startswith(reverse("lms:sign_in"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Gil \n Green ", "Gil Green"),
        ("\u202eliG\u2066 \u200b\ufeff\x00", "liG"),
        (HOSTILE, HOSTILE),
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        (" \u200d\u202e ", ""),
        ("...", ""),
    ],
)
def test_name_is_cleaned(typed, name):
    assert clean_name(typed) == name


def test_name_that_cannot_be_is_refused_and_stays_in_the_form(client, brainstorm):
    for typed, sentence in (
        ("", "Write the name by which the others may call you."),
        ("\u202e", "Write the name by which the others may call you."),
        ("x" * 61, "Shorten your name to 60 characters."),
    ):
        page = join(client, brainstorm, typed)
        assert (page.status_code, page.context["form"].errors["name"]) == (422, [sentence])
        assert (page.context["form"]["name"].value() or "") == typed
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"), [("Gil", "Gil (guest)"), ("\u0639\u0644\u064a", "\u2068\u0639\u0644\u064a\u2069 (guest)")]
)
def test_name_from_right_to_left_turns_nothing_beside_it(client, brainstorm, name, shown):
    room = client.get(join(client, brainstorm, name).url).content.decode()
    assert f"<bdi>{shown}</bdi>" in room


def test_hostile_name_is_only_ever_text(client, brainstorm, facilitator):
    brainstorm.phases.update(is_anonymous=False)
    brainstorm = move_to(brainstorm, "collect")
    join(client, brainstorm, HOSTILE)
    submit_idea(participation=the_guest(), kind="use_case", text="Photos", submission_key=uuid.uuid4())
    move_to(brainstorm, "discuss")
    desk = Client()
    desk.force_login(facilitator)
    pages = [client.get(url("detail", brainstorm)), desk.get(url("console", brainstorm))]
    for page in pages:
        assert HOSTILE not in page.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()


@pytest.mark.row("B23", "B5")
def test_name_of_a_guest_stands_beside_no_idea_of_a_phase_without_names(client, brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    join(client, brainstorm, "Guillermo")
    idea = submit_idea(participation=the_guest(), kind="use_case", text="Photos", submission_key=uuid.uuid4())
    assert idea.author is None
    join_brainstorm(code=brainstorm.join_code, by=ana)
    reader = Client()
    reader.force_login(ana)
    for phase in ("discuss", "negotiate", "vote", "decide"):
        move_to(brainstorm, phase)
        for name in ("detail", "events", "groups"):
            assert "Guillermo" not in reader.get(url(name, brainstorm)).content.decode()
        assert "Guillermo" not in reader.get(f"{url('detail', brainstorm)}ideas/1/").content.decode()


def test_guest_votes_within_the_budget_and_takes_a_stance_under_a_guest_name(client, brainstorm):
    IdeaFactory.create_batch(3, brainstorm=brainstorm)
    brainstorm = move_to(brainstorm, "negotiate")
    join(client, brainstorm)
    proposal = Proposal.objects.create(idea=brainstorm.ideas.get(number=1), version=1, text="From May on.")
    take_stance(proposal=proposal, position="consent", participation=the_guest())
    page = client.get(reverse("lms_brainstorm:idea", args=[brainstorm.pk, 1])).content.decode()
    assert "Gil (guest)" in page[page.index('id="negotiation"') :]
    move_to(brainstorm, "vote")
    client.post(url("votes", brainstorm), {"vote-1": 3, "vote-2": 3})
    assert not Vote.objects.exists()
    assert client.post(url("votes", brainstorm), {"vote-1": 2, "vote-2": 1}).status_code == 302
    assert sorted(Vote.objects.values_list("value", flat=True)) == [1, 2]


def test_guest_finds_nothing_of_the_firm(client, brainstorm):
    """Neither registers nor pilots of other rooms; and nothing at all beyond the room."""
    course = CoursePageFactory()
    Brainstorm.objects.filter(pk=brainstorm.pk).update(course=course)
    earlier = PilotFactory(
        decision__idea__brainstorm=BrainstormFactory(course=course), decision__idea__text="Nightingale"
    )
    move_to(earlier.decision.idea.brainstorm, "closed")
    EnterpriseSystem.objects.create(name="Kingfisher", purpose="Secrets")
    GuidelineFactory(title="Woodpecker")
    IdeaFactory(brainstorm=brainstorm)
    join(client, brainstorm)
    pages = [client.get(url("detail", brainstorm)).content.decode()]
    move_to(brainstorm, "discuss")
    pages.append(client.get(reverse("lms_brainstorm:idea", args=[brainstorm.pk, 1])).content.decode())
    for word in ("Nightingale", "Kingfisher", "Woodpecker"):
        assert not [page for page in pages if word in page], word
    for name in ("lms:dashboard", "lms_brainstorm:outcomes", "lms_brainstorm:systems", "lms_courses:class_list"):
        assert client.get(reverse(name)).url.startswith(reverse("lms:sign_in"))


@pytest.mark.row("B23")
def test_facilitator_removes_a_guest_and_what_was_said_stays_without_a_name(client, brainstorm, facilitator):
    brainstorm.phases.update(is_anonymous=False)
    IdeaFactory(brainstorm=brainstorm)
    brainstorm = move_to(brainstorm, "collect")
    join(client, brainstorm)
    submit_idea(participation=the_guest(), kind="use_case", text="Photos", submission_key=uuid.uuid4())
    brainstorm = move_to(brainstorm, "negotiate")
    proposal = Proposal.objects.create(idea=brainstorm.ideas.get(text="Photos"), version=1, text="From May on.")
    take_stance(proposal=proposal, position="consent", participation=the_guest())
    desk = Client()
    desk.force_login(facilitator)
    page = desk.get(url("console", brainstorm)).content.decode()
    assert "What this guest wrote and chose stays, without a name." in page
    guest = the_guest()

    for _press in range(2):
        assert desk.post(url("guests", brainstorm), {"remove": guest.pk}).status_code == 302

    assert client.get(url("detail", brainstorm)).url == JOIN + "?removed"
    assert client.get(url("events", brainstorm)).status_code == 302
    assert "no longer in that brainstorm" in client.get(JOIN + "?removed").content.decode()
    assert "Gil" not in desk.get(url("console", brainstorm)).content.decode()
    idea = Idea.objects.get(text="Photos")
    assert (idea.author, Stance.objects.count()) == (None, 0)
    assert list(ModelLogEntry.objects.filter(action="lms_brainstorm.guest_removed").values_list("user", "data")) == [
        (facilitator.pk, {})
    ]
    with pytest.raises(RuleError, match="not in this brainstorm any more"):
        cast_votes(participation=guest, values={})


def test_nobody_with_an_account_is_removed_as_a_guest(brainstorm, facilitator, ana):
    brainstorm.participations.create(user=ana)
    remove_guest(brainstorm=brainstorm, guest=brainstorm.participations.get().pk, by=facilitator)
    assert brainstorm.participations.count() == 1
    assert not ModelLogEntry.objects.exists()


@pytest.mark.row("B23")
def test_facilitator_closes_the_door_while_people_are_in(client, brainstorm, facilitator):
    brainstorm = move_to(brainstorm, "collect")
    join(client, brainstorm)
    desk = Client()
    desk.force_login(facilitator)
    projector = url("screen", brainstorm)
    assert "No account needed" in desk.get(projector).content.decode()
    for _press in range(2):
        desk.post(url("guests", brainstorm), {"close": "1"})
    assert "No account needed" not in desk.get(projector).content.decode()
    assert client.get(url("detail", brainstorm)).status_code == 200
    assert Client().get(f"{JOIN}?code={brainstorm.join_code}").url.startswith(reverse("lms:sign_in"))
    desk.post(url("guests", brainstorm))
    assert join(Client(), brainstorm).status_code == 302
    actions = ModelLogEntry.objects.filter(action__contains="guests").order_by("pk").values_list("action", "user")
    assert list(actions) == [
        ("lms_brainstorm.guests_kept_out", facilitator.pk),
        ("lms_brainstorm.guests_let_in", facilitator.pk),
    ]


def test_guest_leaves_and_somebody_else_takes_the_browser(client, brainstorm):
    join(client, brainstorm)
    assert client.post(url("leave", brainstorm)).url == JOIN
    assert client.get(url("detail", brainstorm)).url.startswith(reverse("lms:sign_in"))
    assert join(client, brainstorm, "Gila").status_code == 302
    assert Participation.objects.count() == 2


def test_room_for_guests_is_not_endless(brainstorm):
    Participation.objects.bulk_create(
        Participation(brainstorm=brainstorm, guest_name="Gil", guest_key_hash=f"{n:064}") for n in range(MOST_GUESTS)
    )
    with pytest.raises(RuleError, match="500 guests are in this brainstorm"):
        join_as_guest(code=brainstorm.join_code, name="Gil", key=new_guest_key())


def test_other_facilitator_touches_no_guests(client, brainstorm):
    client.force_login(FacilitatorFactory())
    assert client.post(url("guests", brainstorm), {"close": "1"}).status_code == 404
    client.force_login(LearnerFactory())
    assert client.post(url("leave", brainstorm)).status_code == 404
