"""Before the reveal others' ideas, authors and counts never leave the server; nor do votes before the decision.

Two ways of looking. First, no answer holds the secret. Second, and stronger, no answer changes when a secret comes
into being: an answer that is the same to the byte before and after cannot tell, by a count, an order, an ETag, a
number or an id.
"""

import re
import uuid

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex

from brainstorm.facilitation.actions import move_phase
from brainstorm.ideas.actions import moderate_idea, submit_idea
from brainstorm.models import Idea
from brainstorm.sessions.phases import Right
from brainstorm.voting.actions import cast_votes, rate_ideas
from courses.reminders.actions import send_reminders
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, joined, move_to
from tests.factories.courses import EnrollmentFactory, ScheduledClassFactory

from .readers import (
    COUNTED,
    HIDDEN,
    KEY,
    LEADS,
    NOISE,
    OF_THE_ROOM,
    READ_FIRST,
    difference,
    read,
    readers,
    room_addresses,
    site_addresses,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("search_index")]

SECRET = f"The {HIDDEN} archive moved to shelf nine"


@pytest.fixture
def scheduled_class(db):
    return ScheduledClassFactory()


@pytest.fixture
def new_room(scheduled_class, facilitator, ana, ben):
    """Return a function that makes a brainstorm of one class, with Ana and Ben in it and a door for guests."""
    for person in (ana, ben):
        EnrollmentFactory(learner=person, course=scheduled_class.course)

    def make(*plan):
        return BrainstormFactory(
            title="Posting from the van",
            plan=plan,
            facilitator=facilitator,
            participants=[ana, ben],
            scheduled_class=scheduled_class,
            course=scheduled_class.course,
            allows_guests=True,
        )

    return make


@pytest.fixture
def brainstorm(new_room):
    return new_room("collect", "discuss", "vote", "decide")


@pytest.fixture
def others(new_room, brainstorm, facilitator, ben, scheduled_class):
    """Everyone but Ana: {who: browser}."""
    return readers([brainstorm], scheduled_class=scheduled_class, participant=ben, facilitator=facilitator)


class Rooms:
    """A room for each thing that is hidden. Ana writes, votes and rates in `fill`, and no one else may find out."""

    def __init__(self, new_room, ana):
        self.ana = ana
        self.collecting = move_to(new_room("collect", "discuss"), "collect")
        self.voting = self._with_ideas(new_room("collect", "vote"), "vote")
        self.rating = self._with_ideas(new_room("collect", "rate", "compare"), "rate")
        self.all = (self.collecting, self.voting, self.rating)

    def _with_ideas(self, room, phase):
        IdeaFactory.create_batch(4, brainstorm=room, text=f"With a {OF_THE_ROOM}", by=self.ana)
        return move_to(room, phase)

    def fill(self):
        author = joined(self.collecting, self.ana)
        for key in (KEY, uuid.uuid4(), uuid.uuid4()):
            submit_idea(participation=author, kind="policy_change", text=SECRET, submission_key=key)
        cast_votes(participation=joined(self.voting, self.ana), values={1: 2, 2: 1})
        rate_ideas(participation=joined(self.rating, self.ana), ratings={1: (5, 1), 2: (1, 5)})
        send_reminders()


def look_twice(clients, addresses, happen):
    """Read all `addresses`, let something `happen`, read them again.

    Return ([(who, address, text)] of the second look, [(who, address, difference)] of what the event has changed).
    Some pages differ at the second look anyway, having been looked at. So where one does, the event is taken back and
    the page is read once more.
    """
    anybody = next(iter(clients.values()))
    addresses = [address for address in addresses if anybody.get(address).status_code != 405]
    before = {who: read(addresses, client) for who, client in clients.items()}
    with transaction.atomic():
        happen()
        after = {who: read(addresses, client) for who, client in clients.items()}
        transaction.set_rollback(True)
    cache.clear()
    changed = []
    for who, answers in after.items():
        differing = [address for address in answers if difference(before[who][address], answers[address])]
        for address, answer in read(differing, clients[who]).items():
            if difference(answer, answers[address]):
                changed.append((who, address, difference(answer, answers[address])))
    return [(who, address, row[3]) for who, rows in after.items() for address, row in rows.items()], changed


@pytest.mark.row("B5")
def test_nobody_learns_by_any_address_what_is_hidden(new_room, facilitator, ana, ben, scheduled_class):
    """Everyone reads every address before and after ideas, votes and ratings come into being.

    The exceptions, facilitators' counts and what they read first, are looked at below.
    """
    rooms = Rooms(new_room, ana)
    clients = readers(rooms.all, scheduled_class=scheduled_class, participant=ben, facilitator=facilitator)
    addresses = [address for room in rooms.all for address in room_addresses(room)]
    addresses += site_addresses(rooms.collecting, ana)
    counted = {reverse(f"lms_brainstorm:{name}", args=[room.pk]) for room in rooms.all for name in COUNTED}
    counted |= {f"{address}?after=0" for address in counted}
    first_read = {reverse(f"lms_brainstorm:{READ_FIRST}", args=[room.pk]) for room in rooms.all}
    send_reminders()  # those that are due anyway
    mail.outbox.clear()

    answers, changed = look_twice(clients, addresses, rooms.fill)

    for who, address, text in answers:
        reads_first = who in LEADS and address in first_read
        assert (HIDDEN not in text and str(KEY) not in text) or reads_first, (who, address)
        assert OF_THE_ROOM not in text or who in {*LEADS, "participant", "guest"}, (who, address)
    assert [row for row in changed if row[0] not in LEADS or row[1] not in counted | first_read] == []
    assert {who for who, *_row in changed} == set(LEADS), "what facilitators count must be among the answers"
    assert not [message.subject for message in mail.outbox if HIDDEN in message.subject + message.body]


@pytest.mark.row("B5")
def test_what_going_back_hides_again_is_hidden(brainstorm, others, ana, facilitator):
    """Such ideas have their numbers, and the room has been told of them."""
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, submission_key=KEY)
    again = move_to(brainstorm, "discuss")
    clients = {who: others[who] for who in ("participant", "guest", "facilitator")}
    page = reverse("lms_brainstorm:detail", args=[again.pk])
    assert all(HIDDEN in read([page], clients[who])[page][3] for who in ("participant", "guest"))
    move_phase(brainstorm=again, expected_step=again.step, direction="back", by=facilitator)
    first_read = reverse(f"lms_brainstorm:{READ_FIRST}", args=[again.pk])
    for who, client in clients.items():
        for address, answer in read([*room_addresses(again), reverse("lms:dashboard")], client).items():
            assert HIDDEN not in answer[3] or (who in LEADS and address == first_read), (who, address)


def test_facilitator_who_reads_first_reads_the_same_whoever_wrote(client, brainstorm, facilitator, ana, ben):
    move_to(brainstorm, "collect")
    client.force_login(facilitator)
    pages = []
    for writer in (ana, ben):
        idea = IdeaFactory(brainstorm=brainstorm, by=writer, text=SECRET, submission_key=KEY)
        page = client.get(reverse(f"lms_brainstorm:{READ_FIRST}", args=[brainstorm.pk])).content.decode()
        pages.append(NOISE.sub("", page))
        idea.delete()
    assert SECRET in pages[0]
    assert pages[0] == pages[1]


def test_facilitator_sees_counts_only(client, brainstorm, facilitator, ana, ben):
    """How many ideas and how many writers: enough to lead, not enough to know who."""
    move_to(brainstorm, "collect")
    client.force_login(facilitator)
    address = reverse("lms_brainstorm:console_pulse", args=[brainstorm.pk])
    by_ana = IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET)
    first = NOISE.sub("", client.get(address).content.decode())
    by_ana.delete()
    IdeaFactory(brainstorm=brainstorm, by=ben, text="Something else")
    assert NOISE.sub("", client.get(address).content.decode()) == first


@pytest.mark.row("B5")
def test_what_others_send_gives_nothing_away(brainstorm, others, ana):
    """Every address of the app, posted to while Ana's idea is hidden."""
    move_to(brainstorm, "collect")
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, submission_key=KEY)
    sent = {"kind": "use_case", "text": "Mine", "submission_key": KEY, "vote-1": 1, "outcome": "adopted", "reason": "R"}
    does = {reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk]) for name in ("move", "time", READ_FIRST, "leave")}
    for who, client in others.items():
        for address in room_addresses(brainstorm):
            if address in does and who in {*LEADS, "guest"}:
                continue  # these are what facilitators are for, and how a guest goes
            response = client.post(address, sent, follow=True)
            assert HIDDEN not in response.getvalue().decode(), (who, address)
            assert response.status_code < 500, (who, address)
    assert Idea.objects.get(submission_key=KEY).text == SECRET


@pytest.mark.row("B5")
def test_moderation_is_between_the_facilitator_and_the_author(brainstorm, others, ana, facilitator):
    """What becomes of an idea before the room reads changes nothing for anyone else in or out of the room."""
    move_to(brainstorm, "collect")
    idea = IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, submission_key=KEY)
    addresses = [*room_addresses(brainstorm), reverse("lms:dashboard")]
    clients = {who: others[who] for who in ("participant", "guest", "invited", "other facilitator")}

    def moderate():
        moderate_idea(idea=idea, moderation="returned", expected="passed", reason="Names a customer.", by=facilitator)

    _answers, changed = look_twice(clients, addresses, moderate)

    assert changed == []


def test_votes_of_one_person_are_nobody_elses(client, brainstorm, ana, ben):
    """After the vote the sums are shown; two different ways to the same sums look the same."""
    IdeaFactory.create_batch(2, brainstorm=brainstorm)
    voting = move_to(brainstorm, "vote")
    pages = []
    for ana_dots, ben_dots in (({1: 2}, {2: 1}), ({2: 1}, {1: 2})):
        cast_votes(participation=joined(voting, ana), values=ana_dots)
        cast_votes(participation=joined(voting, ben), values=ben_dots)
        voting.ideas.model.objects.filter(brainstorm=voting)
        type(voting).objects.filter(pk=voting.pk).update(phase="decide")
        client.force_login(brainstorm.facilitators.get())
        text = client.get(reverse("lms_brainstorm:console", args=[voting.pk])).content.decode()
        # The desk's own number counts ballots sent, and the second way comes after the first.
        pages.append(re.sub(r'data-number="\d+"', "", NOISE.sub("", text)))
        type(voting).objects.filter(pk=voting.pk).update(phase="vote")
    assert pages[0] == pages[1]


def test_names_stay_away_where_ideas_are_anonymous(client, brainstorm, ana, ben):
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET)
    client.force_login(ben)
    for phase in ("discuss", "vote", "decide"):
        move_to(brainstorm, phase)
        text = client.get(reverse("lms_brainstorm:detail", args=[brainstorm.pk])).content.decode()
        assert "dibber" in text
        assert "Anders" not in text


def test_names_stand_with_the_ideas_where_people_were_told(client, brainstorm, ana, ben):
    IdeaFactory(brainstorm=brainstorm, by=ana, text=SECRET, author=joined(brainstorm, ana), is_anonymous=False)
    move_to(brainstorm, "discuss")
    client.force_login(ben)
    assert "Ana Anders" in client.get(reverse("lms_brainstorm:detail", args=[brainstorm.pk])).content.decode()


def test_writing_and_voting_leave_no_trace_in_logs_and_indexes(brainstorm, ana):
    """The audit log and Wagtail's reference index connect people and objects for readers of the admin."""
    voting = move_to(brainstorm, "collect")
    submit_idea(participation=joined(voting, ana), kind="use_case", text=SECRET, submission_key=KEY)
    voting = move_to(brainstorm, "vote")
    references, entries = ReferenceIndex.objects.count(), ModelLogEntry.objects.count()
    cast_votes(participation=joined(voting, ana), values={1: 1})
    assert (ReferenceIndex.objects.count(), ModelLogEntry.objects.count()) == (references, entries)
    assert not ReferenceIndex.objects.filter(
        content_type__app_label="lms_brainstorm", content_type__model="idea"
    ).exists()
    assert set(ModelLogEntry.objects.values_list("action", flat=True)) == {"lms_brainstorm.phase_changed"}


@pytest.mark.parametrize("phase", ["arrive", "collect", "discuss", "vote", "decide", "closed"])
def test_query_itself_leaves_out_what_somebody_may_not_know(brainstorm, ana, ben, phase):
    """Whatever a later view forgets to check: the query gives an idea to its author, and once revealed to the room."""
    DecisionFactory(idea__brainstorm=brainstorm, idea__by=ana)
    brainstorm = move_to(brainstorm, phase)
    is_revealed = phase not in {"arrive", "collect"}
    assert brainstorm.ideas.by(joined(brainstorm, ana)).exists()
    assert not brainstorm.ideas.by(joined(brainstorm, ben)).exists()
    assert brainstorm.ideas.revealed().exists() == is_revealed
    total = brainstorm.ideas.with_total().get().total
    assert total == (0 if brainstorm.allows(Right.TALLY) else None)
