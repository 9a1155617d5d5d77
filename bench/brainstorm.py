"""A room full of people through real HTTP: `python -m bench.brainstorm`. What the figures mean: bench/README.md.

Every participant is a connection of its own over loopback that follows the brainstorm as a browser does, by a stream or
by asking every two seconds, in a phase in which the room reads along. Eight ideas a second come in. In the middle all
connections are cut at once. Then a hundred ballots are sent at the same moment.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

from bench import sites, tables
from bench.load import Person, at_once
from bench.sites import CSRF, cpu_seconds

IDEAS_PER_SECOND = 8
EVERY = 2  # seconds between two questions of someone who polls
VOTERS, BALLOTS = 25, 4  # a hundred ballots at once, four of each voter
PAGE_CARD = re.compile(r'id="(idea-\d+)".*?(load-\d+-)')
CARD = re.compile(r'"id": ?"(idea-\d+)".*?load-(\d+)-')


@dataclass
class Run:
    """One room. `way` is "stream" or "poll"; `limit` the milliseconds that 95 of 100 receipts may take."""

    database: str
    workers: int
    people: int
    way: str
    limit: int
    seconds: int = 40


RUNS = (
    Run("sqlite", 1, 200, "stream", 300),
    Run("sqlite", 1, 500, "stream", 750),
    Run("sqlite", 1, 200, "poll", 2200),
    Run("postgres", 2, 200, "stream", 300),
)


@dataclass
class Room:
    """What all participants share: where the site is, and when which idea was sent."""

    port: int
    path: str
    sent: dict = field(default_factory=dict)  # {number of the idea: moment}
    waits: list = field(default_factory=list)  # seconds from sending to receipt, where the reader was connected
    posts: list = field(default_factory=list)  # seconds until the writer had the answer
    statuses: list = field(default_factory=list)
    reloads: int = 0  # how often someone was told to load the page again

    def request(self, path, session, headers="", method="GET", body=""):
        cookie = f"Cookie: sessionid={session}; csrftoken={CSRF}\r\n"
        if body:
            headers += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            headers += f"X-CSRFToken: {CSRF}\r\n"
        return f"{method} {self.path}{path} HTTP/1.1\r\nHost: localhost\r\n{cookie}{headers}\r\n{body}".encode()

    async def send_idea(self, number, session, key, *, again=False):
        """Send an idea. `again` sends it a second time, as the outbox does when no answer came."""
        body = urlencode({"kind": "use_case", "text": f"load-{number}- in words", "submission_key": key})
        begin = time.perf_counter()
        self.sent.setdefault(number, begin)
        for _ in range(2 if again else 1):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(self.request("ideas/", session, "Connection: close\r\n", "POST", body))
            self.statuses.append(int((await reader.readline()).split()[1]))
            await reader.read()
            writer.close()
        self.posts.append(time.perf_counter() - begin)


class Participant:
    """One browser that follows; remembers which card came, and how long after it was sent."""

    def __init__(self, room, session):
        self.room, self.session = room, session
        self.number, self.cards, self.doubled, self.task = 0, {}, 0, None
        self.connected_at = None

    def take(self, text):
        now = time.perf_counter()
        for name, number in CARD.findall(text):
            number = int(number)
            if number in self.cards:
                self.doubled += self.cards[number] != name
                continue
            self.cards[number] = name
            sent = self.room.sent[number]
            if self.connected_at is not None and self.connected_at < sent:
                self.room.waits.append(now - sent)

    async def follow_stream(self, wait=0.0):
        while True:
            await asyncio.sleep(wait)
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self.read_stream()
            self.connected_at, wait = None, random.uniform(0.5, 2.5)

    async def read_stream(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.room.port, limit=2**22)
        try:
            writer.write(self.room.request(f"stream/?after={self.number}", self.session))
            status = await reader.readline()
            assert b" 200 " in status, status
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    self.number = int(line[4:])
                elif line.startswith(b"data: "):
                    text = line.decode()
                    await self.load_page() if '"resync"' in text else self.take(text)
                    self.connected_at = self.connected_at or time.perf_counter()
        finally:
            writer.close()

    async def load_page(self):
        """Do what a browser does that is told to load the page again."""
        self.room.reloads += 1
        reader, writer = await asyncio.open_connection("127.0.0.1", self.room.port, limit=2**22)
        writer.write(self.room.request("", self.session, "Connection: close\r\n"))
        text = (await reader.read()).decode()
        writer.close()
        self.take(" ".join(f'"id": "{card}" {words}' for card, words in PAGE_CARD.findall(text)))

    async def follow_by_asking(self, wait=0.0):
        await asyncio.sleep(wait + EVERY * random.random())
        while True:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self.ask_again_and_again()
            self.connected_at = None
            await asyncio.sleep(EVERY)

    async def ask_again_and_again(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.room.port, limit=2**22)
        tag = ""
        try:
            while True:
                headers = f"If-None-Match: {tag}\r\n" if tag else ""
                writer.write(self.room.request(f"events/?after={self.number}", self.session, headers))
                status = int((await reader.readline()).split()[1])
                length = 0
                while (line := (await reader.readline()).decode().strip()) != "":
                    name, value = line.split(": ", 1)
                    length = int(value) if name.lower() == "content-length" else length
                    tag = value if name.lower() == "etag" else tag
                if status == 200:
                    text = (await reader.readexactly(length)).decode()
                    self.number = json.loads(text)["number"]
                    await self.load_page() if '"resync"' in text else self.take(text)
                self.connected_at = self.connected_at or time.perf_counter()
                await asyncio.sleep(EVERY * random.uniform(0.9, 1.1))
        finally:
            writer.close()

    def start(self, way, wait=0.0):
        follow = self.follow_stream if way == "stream" else self.follow_by_asking
        self.task = asyncio.create_task(follow(wait))

    async def cut(self, way):
        """Lose the connection; come back as a browser does, half a second to two and a half later."""
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task
        self.connected_at = None
        self.start(way, random.uniform(0.5, 2.5))


async def hold(run, port, world, server):
    """Let the room live and return the figures."""
    room = Room(port, f"/learning/brainstorms/{world['brainstorm']}/")
    people = [Participant(room, session) for session in world["sessions"][: run.people]]
    for place, person in enumerate(people):
        person.number = world["number"]
        person.start(run.way, wait=5 * place / len(people))
    while not all(person.connected_at for person in people):
        await asyncio.sleep(0.2)
        for person in people:
            if person.task.done():
                person.task.result()
    begin, used, own = time.perf_counter(), cpu_seconds(server), time.process_time()
    ideas = []
    total = IDEAS_PER_SECOND * run.seconds
    for number in range(total):
        await asyncio.sleep(max(0, begin + number / IDEAS_PER_SECOND - time.perf_counter()))
        session = people[number % len(people)].session
        again = number % 10 == 0
        ideas.append(asyncio.create_task(room.send_idea(number, session, str(uuid.uuid4()), again=again)))
        if number == total // 2:
            await asyncio.gather(*(person.cut(run.way) for person in people))
    await asyncio.gather(*ideas)
    elapsed = time.perf_counter() - begin
    used, own = cpu_seconds(server) - used, time.process_time() - own
    await asyncio.sleep(5)
    for person in people:
        person.task.cancel()
    waits, posts = sorted(room.waits), sorted(room.posts)
    if not waits:
        sys.exit("No one got an idea while connected: the machine is too busy, or nothing is sent to the room.")
    return {
        "receipts": len(waits),
        "p50_ms": round(1000 * statistics.median(waits)),
        "p95_ms": round(1000 * waits[int(0.95 * (len(waits) - 1))]),
        "limit_ms": run.limit,
        "max_ms": round(1000 * waits[-1]),
        "submit_p95_ms": round(1000 * posts[int(0.95 * (len(posts) - 1))]),
        "server_cpu_percent": round(100 * used / elapsed),
        "client_cpu_percent": round(100 * own / elapsed),
        "refused": sum(status != 302 for status in room.statuses),
        "reloads": room.reloads,
        "lost": sum(total - len(person.cards) for person in people),
        "doubled": sum(person.doubled for person in people),
        "ideas": total,
    }


def vote(port, world):
    """Let everyone of VOTERS send BALLOTS full ballots, each another one, at the same moment."""
    people = []
    for session in world["sessions"][:VOTERS]:
        for ballot in range(BALLOTS):
            person = Person(port, session)
            # Each spends the whole budget of ten dots, on other ideas than the other ballots of the same person.
            person.fields = {f"vote-{1 + 10 * ballot + place}": 1 for place in range(10)}
            people.append(person)
    at_once(people, lambda person: person.send(f"/learning/brainstorms/{world['vote']}/votes/", person.fields))
    statuses = [status for person in people for status in person.statuses]
    return {"ballots": len(people), "saved": statuses.count(302), "vote_statuses": sorted(set(statuses))}


def prepare(people):
    """Make two brainstorms and people with sessions; print what the load needs. Runs in the site's settings."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import transaction

    sites.migrate()
    sites.collect_static_files()
    from brainstorm.models import Participation
    from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, move_to

    with transaction.atomic():
        users = get_user_model().objects.bulk_create(
            get_user_model()(username=f"load-{number}", password="!") for number in range(people)
        )
        live, poll = BrainstormFactory(plan=["answer"]), BrainstormFactory(plan=["collect", "vote"])
        for brainstorm in (live, poll):
            Participation.objects.bulk_create(Participation(brainstorm=brainstorm, user=user) for user in users)
        IdeaFactory.create_batch(40, brainstorm=poll, by=users[0])
        live = move_to(live, "answer")
        poll = move_to(poll, "vote")
        sessions = [sites.sign_in(user) for user in users]
    print(json.dumps({"brainstorm": live.pk, "number": live.room_number, "vote": poll.pk, "sessions": sessions}))


def check(world):
    """Print what is stored after the load."""
    import django

    django.setup()
    from django.db.models import Sum

    from brainstorm.models import Brainstorm, Vote

    brainstorm = Brainstorm.objects.get(pk=world["brainstorm"])
    room = list(brainstorm.events.filter(audience="room").order_by("number").values_list("number", flat=True))
    ballots = Vote.objects.filter(idea__brainstorm=world["vote"]).values("voter_tag")
    ballots = ballots.annotate(dots=Sum("value"))
    print(
        json.dumps(
            {
                "ideas_stored": brainstorm.ideas.count(),
                "log_without_gaps": room == list(range(1, len(room) + 1)),
                "voters": len(ballots),
                "budget": Brainstorm.objects.get(pk=world["vote"]).dots_budget(40),
                "most_dots_of_one": max((ballot["dots"] for ballot in ballots), default=0),
            }
        )
    )


def serve(workers, port):
    """Return the command that serves the site by uvicorn in `workers` processes."""
    command = ["-m", "uvicorn", "fledge_site.asgi:application", "--port", str(port), "--lifespan", "off"]
    command += ["--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "1"]
    return command + (["--workers", str(workers)] if workers > 1 else [])


def load(run, database_url=None):
    """Return the figures of one run."""
    with tempfile.TemporaryDirectory(prefix="fledge-load-") as folder:
        port = sites.free_port()
        environment = sites.demonstration(folder, **({"DATABASE_URL": database_url} if database_url else {}))
        world = sites.run_inside("bench.brainstorm", environment, "--step", "prepare", "--people", run.people)
        kept = Path(folder, "world.json")
        kept.write_text(json.dumps(world))
        with sites.serving(serve(run.workers, port), environment, port) as server:
            result = asyncio.run(hold(run, port, world, server)) | vote(port, world)
        result["server_said"] = Path(folder, "server.log").read_text()[-2000:]
        return result | sites.run_inside("bench.brainstorm", environment, "--step", "check", "--world", kept)


def show(results):
    rows = []
    for result in results:
        processes = f"{result['workers']} worker{'s' if result['workers'] > 1 else ''}"
        rows.append(
            [
                f"{result['people']} people by {result['way']}, {result['database']}, {processes}",
                result["p50_ms"],
                tables.against(result["p95_ms"], result["limit_ms"]),
                result["max_ms"],
                f"{result['server_cpu_percent']} %",
                f"{result['ideas_stored']} of {result['ideas']}",
                result["lost"],
                result["doubled"],
                f"{result['saved']} of {result['ballots']}",
                f"{result['most_dots_of_one']} of {result['budget']}",
            ]
        )
    headers = ["run", "p50 ms", "p95 ms", "most ms", "server's CPU"]
    headers += ["ideas stored", "lost", "doubled", "ballots saved", "most dots of one"]
    tables.show("A brainstorm with many people", headers, rows)


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.brainstorm")
    parser.add_argument("numbers", nargs="*", type=int, help="which of the runs, from 1; all without a word")
    parser.add_argument("--smoke", action="store_true", help="the smallest size: a stream and a poll, on SQLite")
    parser.add_argument("--step", choices=["prepare", "check"], help=argparse.SUPPRESS)
    parser.add_argument("--people", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--world", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step == "prepare":
        return prepare(arguments.people)
    if arguments.step == "check":
        return check(json.loads(arguments.world.read_text()))

    from tests import postgres

    runs = [RUNS[number - 1] for number in arguments.numbers or range(1, len(RUNS) + 1)]
    if arguments.smoke:
        # Long enough that everyone is back after the cut while ideas still come in.
        runs = [replace(RUNS[number], people=4, seconds=10) for number in (0, 2)]
    results = []
    for run in runs:
        with postgres.private_cluster() if run.database == "postgres" else contextlib.nullcontext() as url:
            result = vars(run) | load(run, url)
        results.append(result)
    show(results)
    tables.keep("brainstorm", results)
    return None


if __name__ == "__main__":
    main()
