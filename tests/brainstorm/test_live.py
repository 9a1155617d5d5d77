"""Whoever looks at a brainstorm sees a change at once, misses none, and learns nothing before its time."""

import asyncio
import json
import uuid
from contextlib import asynccontextmanager
from threading import Barrier

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.test import AsyncClient
from django.urls import reverse

from brainstorm.facilitation.actions import extend_time
from brainstorm.ideas.actions import submit_idea, withdraw_idea
from brainstorm.live import hub as hubs
from brainstorm.live.updates import MOST_EVENTS, Channel, Reader, read_update
from brainstorm.sessions.actions import join_brainstorm
from tests.factories.brainstorm import BrainstormFactory, joined, move_to
from tests.factories.users import FacilitatorFactory, LearnerFactory
from tests.patience import PATIENCE, wait_until

pytestmark = pytest.mark.every_database

PLAN = ["collect", "answer", "vote"]
NEVER = 2 * PATIENCE  # seconds between two looks: a test that waits for them has failed before


def send(brainstorm, user, text):
    return submit_idea(participation=joined(brainstorm, user), kind="use_case", text=text, submission_key=uuid.uuid4())


# --- what an update says ---


@pytest.fixture
def brainstorm(facilitator, ana, ben):
    return BrainstormFactory(plan=PLAN, facilitator=facilitator, participants=[ana, ben])


def room(brainstorm):
    return Channel(brainstorm.pk, "room", "en")


def test_update_brings_the_card_of_a_new_idea_and_takes_away_one_withdrawn(brainstorm, ana):
    brainstorm = move_to(brainstorm, "answer")
    first = read_update(room(brainstorm), brainstorm.room_number)
    idea = send(brainstorm, ana, "A card for <all>")

    update = read_update(room(brainstorm), first.number, state=first.state)

    (card,) = update.changes["cards"]
    assert (update.number, card["id"], card["list"]) == (first.number + 1, "idea-1", "use_case")
    assert "A card for &lt;all&gt;" in card["html"]
    assert {"pulse", "stale", "resync"}.isdisjoint(update.changes)

    withdraw_idea(idea=idea, participation=joined(brainstorm, ana))
    update = read_update(room(brainstorm), update.number, state=update.state)
    assert update.changes["cards"] == [{"id": "idea-1", "list": "", "html": ""}]


@pytest.mark.row("B5")
def test_room_learns_nothing_of_what_is_written_unseen(brainstorm, ana, facilitator):
    brainstorm = move_to(brainstorm, "collect")
    before = read_update(room(brainstorm), brainstorm.room_number)
    send(brainstorm, ana, "Still a secret")

    assert read_update(room(brainstorm), before.number, state=before.state) is None
    again = read_update(room(brainstorm), 0)
    assert (again.number, again.state) == (before.number, before.state)
    assert "secret" not in json.dumps(again.changes)
    desk = read_update(Channel(brainstorm.pk, "desk", "en"), 0)
    assert "secret" not in json.dumps(desk.changes)


@pytest.mark.row("B5")
def test_replay_shows_no_card_once_the_board_is_hidden_again(brainstorm, ana, facilitator):
    from brainstorm.facilitation.actions import move_phase

    brainstorm = move_to(brainstorm, "answer")
    number = brainstorm.room_number
    send(brainstorm, ana, "Was readable")
    brainstorm.refresh_from_db()
    move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, direction="back", by=facilitator)

    update = read_update(room(brainstorm), number)

    assert "cards" not in update.changes
    assert update.changes["stale"] is True


def test_clock_and_people_change_the_line_and_not_the_page(brainstorm, facilitator):
    first = read_update(room(brainstorm), brainstorm.room_number)
    extend_time(brainstorm=brainstorm, minutes=5, by=facilitator)
    update = read_update(room(brainstorm), first.number, state=first.state)
    assert "data-ends-at" in update.changes["pulse"]
    assert "stale" not in update.changes

    join_brainstorm(code=brainstorm.join_code, by=LearnerFactory())
    people = read_update(room(brainstorm), update.number, state=update.state)
    assert (people.number, "3 people here" in people.changes["pulse"]) == (update.number, True)


def test_who_is_far_behind_or_ahead_of_the_log_loads_the_page(brainstorm, facilitator):
    for _ in range(MOST_EVENTS + 1):
        extend_time(brainstorm=brainstorm, minutes=1, by=facilitator)

    assert read_update(room(brainstorm), 0).changes["resync"] is True
    assert "resync" not in read_update(room(brainstorm), 1).changes
    assert read_update(room(brainstorm), 10_000).changes["resync"] is True


@pytest.mark.parametrize("ideas", [1, 3])
def test_update_takes_the_same_queries_for_many_ideas(brainstorm, ana, django_assert_max_num_queries, ideas):
    brainstorm = move_to(brainstorm, "answer")
    first = read_update(room(brainstorm), brainstorm.room_number)
    for number in range(ideas):
        send(brainstorm, ana, f"Idea {number}")

    with django_assert_max_num_queries(5):
        assert len(read_update(room(brainstorm), first.number, state=first.state).changes["cards"]) == ideas


def test_who_was_taken_off_the_list_is_among_the_readers_no_more(brainstorm, ana, ben, facilitator):
    first = read_update(room(brainstorm), brainstorm.room_number)
    gone, stays = joined(brainstorm, ben), joined(brainstorm, ana)
    number = gone.pk
    gone.delete()

    update = read_update(room(brainstorm), first.number, state=first.state)

    assert update.readers == {Reader(participation=stays.pk), Reader(user=facilitator.pk)}
    assert Reader(participation=number) not in update.readers


# --- asking ---


def ask(client, brainstorm, after, tag=None):
    headers = {"If-None-Match": tag} if tag else {}
    return client.get(reverse("lms_brainstorm:events", args=[brainstorm.pk]), {"after": after}, headers=headers)


@pytest.mark.row("B22")
def test_browser_without_a_stream_asks_for_the_same_updates(client, brainstorm, ana):
    brainstorm = move_to(brainstorm, "answer")
    client.force_login(ana)
    number = brainstorm.room_number
    tag = ask(client, brainstorm, number)["ETag"]
    assert ask(client, brainstorm, number, tag).status_code == 304

    send(brainstorm, ana, "New on the board")

    answer = ask(client, brainstorm, number, tag)
    assert answer.status_code == 200
    assert answer.json()["number"] == number + 1
    assert "New on the board" in answer.json()["cards"][0]["html"]


@pytest.mark.row("B5")
def test_tag_of_the_answer_tells_nothing_of_hidden_ideas(client, brainstorm, ana, ben):
    brainstorm = move_to(brainstorm, "collect")
    client.force_login(ana)
    before = ask(client, brainstorm, 0)
    send(brainstorm, ben, "Unseen")

    after = ask(client, brainstorm, 0)

    assert (after["ETag"], after.content) == (before["ETag"], before.content)


@pytest.mark.parametrize("after", ["", "-1", "x", "٣", "9" * 30])
def test_senseless_number_is_no_number(client, brainstorm, ana, after):
    client.force_login(ana)
    assert ask(client, brainstorm, after).json()["number"] == brainstorm.room_number


def test_stream_under_wsgi_sends_the_browser_to_ask(client, brainstorm, ana):
    client.force_login(ana)
    assert client.get(reverse("lms_brainstorm:stream", args=[brainstorm.pk])).status_code == 204


# --- the stream ---


@pytest.fixture
def open_room(transactional_db):
    """A brainstorm in a phase where the room reads along, committed, with Ana and Ben in it."""
    ana, ben = LearnerFactory(username="ana"), LearnerFactory(username="ben")
    brainstorm = BrainstormFactory(plan=PLAN, facilitator=FacilitatorFactory(), participants=[ana, ben])
    yield move_to(brainstorm, "answer"), ana, ben
    everybody = Barrier(hubs.READERS)

    def let_go(_thread):
        everybody.wait()  # so that each thread takes one turn, and none of them two
        connections.close_all()

    list(hubs._pool.map(let_go, range(hubs.READERS)))


@asynccontextmanager
async def following(brainstorm, user, **headers):
    """Open the stream and yield a function that awaits its next update."""
    client = AsyncClient()
    await client.aforce_login(user)
    address = reverse("lms_brainstorm:stream", args=[brainstorm.pk])
    response = await client.get(address, headers={name.replace("_", "-"): text for name, text in headers.items()})
    assert response["Content-Type"] == "text/event-stream"
    messages = response.streaming_content

    async def next_update():
        async with asyncio.timeout(PATIENCE):
            while True:
                for line in (await anext(messages)).decode().splitlines():
                    if line.startswith("data: {"):
                        return json.loads(line.removeprefix("data: "))

    try:
        yield next_update
    finally:
        await messages.aclose()
        await sync_to_async(connections.close_all)()


@pytest.mark.row("B22")
@pytest.mark.django_db(transaction=True)
def test_stream_brings_what_others_do_at_once(open_room, monkeypatch):
    brainstorm, ana, ben = open_room
    monkeypatch.setattr(hubs, "LOOK", NEVER)

    async def follow():
        async with following(brainstorm, ana) as at_ana, following(brainstorm, ben) as at_ben:
            first = await at_ana()
            await at_ben()
            await sync_to_async(send)(brainstorm, ben, "Seen at once")
            return first, await at_ana(), await at_ben()

    first, at_ana, at_ben = asyncio.run(follow())

    assert (first["number"], "pulse" in first) == (brainstorm.room_number, True)
    assert at_ana == at_ben
    assert "Seen at once" in at_ana["cards"][0]["html"]


@pytest.mark.row("B22")
@pytest.mark.django_db(transaction=True)
def test_stream_replays_what_was_missed(open_room):
    brainstorm, ana, ben = open_room
    number = brainstorm.room_number
    for text in ("One", "Two", "Three"):
        send(brainstorm, ben, text)

    async def follow():
        async with following(brainstorm, ana, last_event_id=str(number + 1)) as at_ana:
            return await at_ana()

    update = asyncio.run(follow())

    assert update["number"] == number + 3
    assert [card["id"] for card in update["cards"]] == ["idea-2", "idea-3"]


@pytest.mark.django_db(transaction=True)
def test_stream_of_somebody_taken_off_the_list_ends(open_room):
    brainstorm, ana, ben = open_room

    def take_off():
        joined(brainstorm, ben).delete()
        move_to(brainstorm, "vote")

    async def follow():
        async with following(brainstorm, ana) as at_ana, following(brainstorm, ben) as at_ben:
            await at_ana()
            await at_ben()
            await sync_to_async(take_off)()
            with pytest.raises(StopAsyncIteration):
                await at_ben()
            # A look of the hub may fall between the two changes.
            while "stale" not in (update := await at_ana()):
                assert "pulse" in update
            return update

    assert asyncio.run(follow())["stale"] is True


@pytest.mark.django_db(transaction=True)
def test_hub_finds_what_it_was_not_told(open_room, monkeypatch):
    """Such as what another process did, without PostgreSQL."""
    brainstorm, ana, ben = open_room
    monkeypatch.setattr(hubs, "LOOK", 0.05)
    monkeypatch.setattr("brainstorm.live.hub.wake_hubs", lambda brainstorm_id: None)
    monkeypatch.setattr("brainstorm.live.notify.tell_processes", lambda brainstorm_id: None)

    async def follow():
        async with following(brainstorm, ana) as at_ana:
            await at_ana()
            await sync_to_async(send)(brainstorm, ben, "From elsewhere")
            return await at_ana()

    assert "From elsewhere" in asyncio.run(follow())["cards"][0]["html"]


def is_listening():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN %'"
        )
        return cursor.fetchone()


@pytest.mark.postgres
@pytest.mark.row("B22")
@pytest.mark.django_db(transaction=True)
def test_notification_of_another_process_wakes_the_hub(open_room, monkeypatch):
    brainstorm, ana, ben = open_room
    monkeypatch.setattr(hubs, "LOOK", NEVER)
    monkeypatch.setattr("brainstorm.live.hub.wake_hubs", lambda brainstorm_id: None)

    async def follow():
        async with following(brainstorm, ana) as at_ana:
            await at_ana()
            await sync_to_async(wait_until)(is_listening)
            await sync_to_async(send)(brainstorm, ben, "From the other worker")
            return await at_ana()

    assert "From the other worker" in asyncio.run(follow())["cards"][0]["html"]


# --- the hub ---


class Told:
    """Stands in for an update."""

    readers = None
    state = ()

    def __init__(self, number):
        self.number, self.message = number, f"id: {number}\n".encode()


def test_viewer_who_cannot_keep_up_is_told_to_load_the_page():
    async def fall_behind():
        viewer = hubs.Viewer(Reader(participation=1))
        for number in range(1, hubs.QUEUE + 2):
            update = Told(number)
            viewer.put(update, update.message)
        return viewer.queue.qsize(), viewer.queue.get_nowait()

    waiting, (number, message) = asyncio.run(fall_behind())

    assert (waiting, number) == (1, hubs.QUEUE + 1)
    assert json.loads(message.decode().split("data: ")[1]) == {"number": hubs.QUEUE + 1, "resync": True}


@pytest.mark.django_db(transaction=True)
def test_people_who_come_back_at_once_share_one_reading(open_room, monkeypatch):
    brainstorm, _ana, ben = open_room
    send(brainstorm, ben, "Missed by all")
    readings = []
    monkeypatch.setattr(
        hubs, "read_update", lambda *args, **kwargs: readings.append(args) or read_update(*args, **kwargs)
    )

    async def come_back():
        feed = hubs.Feed(room(brainstorm))
        return await asyncio.gather(*(feed.replay(brainstorm.room_number) for _ in range(50)))

    updates = asyncio.run(come_back())

    assert len(readings) == 1
    assert {update.number for update in updates} == {brainstorm.room_number + 1}


@pytest.mark.django_db(transaction=True)
def test_event_between_subscribing_and_the_replay_is_not_lost(open_room, monkeypatch):
    """It is committed after the replay was read, and before the stream knows its number."""
    brainstorm, ana, ben = open_room

    def read_and_be_late(*args, **kwargs):
        update = read_update(*args, **kwargs)
        if not late:
            late.append(send(brainstorm, ben, "In the gap"))
        return update

    late = []
    monkeypatch.setattr(hubs, "read_update", read_and_be_late)
    monkeypatch.setattr(hubs, "LOOK", NEVER)

    async def follow():
        async with following(brainstorm, ana) as at_ana:
            return await at_ana(), await at_ana()

    first, second = asyncio.run(follow())

    assert first["number"] == brainstorm.room_number
    assert "In the gap" in second["cards"][0]["html"]
