"""What a page costs over HTTP: `python -m bench.over_http`. What the figures mean stands in bench/README.md.

The site is served as `make run` does, and as in production with several processes; a learner signs in at the sign-in
page; a client in a process of its own asks over connections that stay open. What the same page costs in one process,
without server and network, is measured right before, with the same settings and the same database.
"""

import argparse
import contextlib
import http.client
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench import sites, tables

WORKERS = 2  # processes of the site in production, one for each core
PASSWORD = "a-long-passphrase"
SIGN_IN = "/learning/sign-in/"
REQUESTS, SECONDS = 400, 15  # of one row: as many requests, but no longer
#: What the figures may be, see row V9 of the design: CPU beside that in process, and latency beside CPU where no one
#: else asks.
CPU_BUDGET, LATENCY_BUDGET = 1.7, 1.5


@dataclass
class Way:
    """A way of serving the site."""

    name: str
    command: list
    environment: dict
    port: int


@dataclass
class Pattern:
    """How a client asks: by how many connections, each resting `pause` seconds before each request."""

    connections: int
    pause: float = 0

    @property
    def name(self):
        return f"{self.connections}, idle" if self.pause else f"{self.connections}"


PATTERNS = (Pattern(1, pause=0.05), Pattern(1), Pattern(4), Pattern(16))


def ways(folder):
    """Return both ways, with the site's data in `folder`."""
    serve, demonstration, production = ["manage.py", "serve"], sites.free_port(), sites.free_port()
    return [
        Way("make run", serve, sites.demonstration(folder, PORT=str(demonstration)), demonstration),
        Way(
            f"production, {WORKERS} workers",
            [*serve, "--workers", str(WORKERS)],
            sites.production(folder, PORT=str(production)),
            production,
        ),
    ]


# --- Steps inside the site's settings ---


def prepare(is_small):
    """Make pages and a learner, collect static files; print where the pages are."""
    import django

    django.setup()
    from bench.sizes import FULL, SMALL

    sites.migrate()
    sites.collect_static_files()
    from bench.world import World

    world = World(SMALL if is_small else FULL)
    course, lessons, _ = world.courses[world.size.lengths[0]]
    pages = {
        "lesson page": lessons[len(lessons) // 2].url,
        "course page": course.url,
        f"catalog of {world.size.catalog}": world.catalog.url,
        "my learning": "/learning/",
    }
    print(json.dumps({"username": world.learner.username, "pages": pages}))


def measure_inside(username, pages, rounds):
    """Print the CPU milliseconds of each page in this process."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    from bench.measure import Case, Visitor, take_turns

    visitor = Visitor(get_user_model().objects.get(username=username))
    result = {}
    for name, path in pages.items():  # one after the other, as the client does
        seconds = take_turns([Case(name, path, visitor)], rounds)[name]
        result[name] = 1000 * statistics.median(seconds)
    print(json.dumps(result))


# --- The client ---


def sign_in(port, username):
    """Sign in as a browser does; return the cookies."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookies = SimpleCookie()

    def ask(method, body=None, **headers):
        connection.request(method, SIGN_IN, body, headers)
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            cookies.load(line)
        return response.status, response.read().decode()

    def cookie_header():
        return "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())

    _, page = ask("GET")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    fields = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie_header()}
    status, _ = ask("POST", urlencode(fields), **form)
    connection.close()
    if status != 302:
        sys.exit(f"The sign-in page answered with status {status}.")
    return cookie_header()


@contextlib.contextmanager
def client(port, cookie):
    """Start a client in a process of its own; yield a function that lets it ask.

    The function takes (path, `Pattern`, number of requests) and returns (seconds until all was answered, sorted seconds
    of each).
    """
    command = [sys.executable, "-m", "bench.client"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=sites.ROOT) as process:

        def ask(path, pattern, requests):
            load = {"port": port, "path": path, "cookie": cookie, "requests": requests, "seconds": SECONDS}
            print(json.dumps(load | vars(pattern)), file=process.stdin, flush=True)
            line = process.stdout.readline()
            if not line:
                sys.exit("The client gave up; the reason stands above.")
            answer = json.loads(line)
            return answer["seconds"], sorted(answer["waits"])

        yield ask
        process.stdin.close()


# --- The figures ---


def measure_way(way, world, requests):
    """Return a row for each page and pattern."""
    pages = json.dumps(world["pages"])
    step = ["--step", "inside", "--username", world["username"], "--pages", pages, "--requests", requests]
    inside = sites.run_inside("bench.over_http", way.environment, *step)
    rows = []
    with (
        sites.serving(way.command, way.environment, way.port) as server,
        client(way.port, sign_in(way.port, world["username"])) as ask,
    ):
        for page, path in world["pages"].items():
            ask(path, PATTERNS[-1], min(requests, 100))  # warm caches, templates and connections
            for pattern in PATTERNS:
                used = sites.cpu_seconds(server)
                # A client that rests needs fewer requests than one that does not, or it would take for ever.
                elapsed, waits = ask(path, pattern, requests // 4 if pattern.pause else requests)
                used = sites.cpu_seconds(server) - used
                rows.append(figures(way, page, pattern, elapsed, waits, used, inside[page]))
    return rows


def figures(way, page, pattern, elapsed, waits, used, inside_ms):
    """Return one row; `elapsed`, `waits` and `used` in seconds, `waits` sorted."""
    cpu_ms, p50_ms = 1000 * used / len(waits), 1000 * statistics.median(waits)
    is_alone = pattern.connections == 1
    return {
        "way": way.name,
        "page": page,
        "connections": pattern.connections,
        "pause_ms": round(1000 * pattern.pause),
        "pattern": pattern.name,
        "requests": len(waits),
        "per_second": round(len(waits) / elapsed, 1),
        "p50_ms": round(p50_ms, 2),
        "p99_ms": round(1000 * waits[math.ceil(0.99 * len(waits)) - 1], 2),
        "cpu_ms": round(cpu_ms, 2),
        "inside_ms": round(inside_ms, 2),
        "cpu_ratio": round(cpu_ms / inside_ms, 2),
        "cpu_budget": CPU_BUDGET,
        # In the smallest size the server's time may be less than the kernel counts.
        "latency_ratio": round(p50_ms / cpu_ms, 2) if is_alone and cpu_ms else None,
        "latency_budget": LATENCY_BUDGET if is_alone else None,
    }


def measure(is_small, requests):
    with tempfile.TemporaryDirectory(prefix="fledge-http-") as folder:
        both = ways(folder)
        step = ["--step", "prepare", *(["--smoke"] if is_small else [])]
        world = sites.run_inside("bench.over_http", both[0].environment, *step)
        return [row for way in both for row in measure_way(way, world, requests)]


def show(rows):
    headers = ["page", "connections", "requests/s", "p50 ms", "p99 ms"]
    headers += ["CPU ms", "CPU in process", "x in process", "p50 / CPU"]
    for way in dict.fromkeys(row["way"] for row in rows):
        tables.show(
            f"What a page costs over HTTP: {way}",
            headers,
            [
                [
                    *(row[name] for name in ("page", "pattern", "per_second", "p50_ms", "p99_ms")),
                    *(row[name] for name in ("cpu_ms", "inside_ms")),
                    tables.against(row["cpu_ratio"], row["cpu_budget"]),
                    tables.against(row["latency_ratio"], row["latency_budget"]),
                ]
                for row in rows
                if row["way"] == way
            ],
        )


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.over_http")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="requests of each row")
    parser.add_argument("--smoke", action="store_true", help="the smallest size")
    parser.add_argument("--step", choices=["prepare", "inside"], help=argparse.SUPPRESS)
    parser.add_argument("--username", help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=json.loads, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step == "prepare":
        return prepare(arguments.smoke)
    if arguments.step == "inside":
        return measure_inside(arguments.username, arguments.pages, arguments.requests)

    rows = measure(arguments.smoke, 16 if arguments.smoke else arguments.requests)
    show(rows)
    tables.keep("over_http", rows)
    return None


if __name__ == "__main__":
    main()
