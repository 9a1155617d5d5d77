"""Clients that hold a site instead of using it: `python -m bench.attacks`. What it means: bench/README.md.

The site runs as `make run` starts it, with three web processes for the last attack. `--port` and `--data` attack one
that runs already. Everything is bounded: 50 connections, 600 MB, ten questions in each attack.
"""

import argparse
import contextlib
import http.client
import json
import os
import select
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import sites

MB = 2**20
SOCKETS, DOCUMENT_MB, BODY_MB = 50, 40, 600
QUESTIONS, PATIENCE = 10, 10  # how often each page is asked for, and the seconds it may take
RECOVERY = 12  # such times that a site gets to recover after an attack


class Target:
    """A running site, and what is asked of it while it is attacked."""

    def __init__(self, port, world):
        self.port, self.world = port, world

    def connect(self, receive_buffer=None):
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def ask(self, path):
        """Return the milliseconds of one page on a new connection, or None if it did not come."""
        begin = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Cookie": f"sessionid={self.world['session']}"})
            response = connection.getresponse()
            response.read()
        except OSError:
            return None
        finally:
            connection.close()
        return 1000 * (time.perf_counter() - begin) if response.status == 200 else None

    def figures(self):
        """Ask for health and a lesson in turn; return median and longest of each, in milliseconds."""
        found = {}
        for name, path in (("health", "/learning/health/"), ("lesson", self.world["lesson"])):
            times = []
            for _ in range(QUESTIONS):
                times.append(self.ask(path))
                if times[-1] is None:
                    break
            if None in times:
                found[name] = f"no answer in {PATIENCE} s"
            else:
                found[name] = f"{statistics.median(times):.0f}, at most {max(times):.0f}"
        return found


@contextlib.contextmanager
def nobody(target):
    """No attack: what the pages take otherwise."""
    yield {}


@contextlib.contextmanager
def half_sent_posts(target):
    """50 clients that send ten bytes of a form and stop."""
    with contextlib.ExitStack() as stack:
        for _ in range(SOCKETS):
            connection = stack.enter_context(target.connect())
            connection.sendall(
                b"POST /learning/verify/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\n0123456789"
            )
        time.sleep(1)
        yield {}


@contextlib.contextmanager
def silent_readers(target):
    """50 clients that ask for a document of 40 MB and read nothing."""
    with contextlib.ExitStack() as stack:
        for _ in range(SOCKETS):
            connection = stack.enter_context(target.connect(receive_buffer=4096))
            connection.sendall(f"GET {target.world['document']} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        time.sleep(1)
        yield {}


@contextlib.contextmanager
def large_body(target):
    """Anyone who sends a file of 600 MB to the form for signing in."""
    result = {"taken": 0}
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="large.zip"\r\n\r\n'
    end = b"\r\n--b--\r\n"
    length = len(start) + BODY_MB * MB + len(end)

    def send():
        with target.connect() as connection, contextlib.suppress(OSError):
            connection.sendall(
                f"POST /learning/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n"
                f"Cookie: csrftoken={'c' * 32}\r\n"  # so that the site looks for the token in the body
                "Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode()
                + start
            )
            while result["taken"] < BODY_MB and not select.select([connection], [], [], 0)[0]:
                connection.sendall(b"x" * MB)
                result["taken"] += 1
            if result["taken"] == BODY_MB:
                connection.sendall(end)
            result["answer"] = connection.recv(4096).split(b"\r\n", 1)[0].decode()

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(0.1)
    yield result
    sender.join()


def killed_worker(target, pid):
    """Kill one of the web processes by `kill -9`; return figures of the seconds after it."""
    victims = web_processes(pid)
    os.kill(victims[0], signal.SIGKILL)
    found = target.figures()
    for _ in range(100):
        if len(web_processes(pid)) == len(victims) and victims[0] not in web_processes(pid):
            return found | {"answer": f"{len(victims)} processes again"}
        time.sleep(0.1)
    return found | {"answer": "not started again"}


def web_processes(pid):
    """Return the process ids of the web processes that the supervisor `pid` keeps, oldest first."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            with contextlib.suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
    return sorted(found)


def prepare():
    """Make the document and sign a learner in; print what the attacks need. Runs in the site's settings."""
    from importlib import import_module

    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    from courses.models import Enrollment, LessonPage

    enrollment = Enrollment.objects.filter(learner__username="learner").first()
    lesson = LessonPage.objects.child_of(enrollment.course).live().first()
    file = ContentFile(b"x" * DOCUMENT_MB * MB, name="large.zip")
    document = get_document_model().objects.create(title="Large", file=file)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(enrollment.learner.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = enrollment.learner.get_session_auth_hash()
    session.save()
    print(json.dumps({"session": session.session_key, "lesson": lesson.url, "document": document.url}))


@contextlib.contextmanager
def running_site(folder, port, *arguments):
    """Serve the reference site until the block ends; yield its process id."""
    site = subprocess.Popen(
        [sys.executable, "manage.py", "serve", *arguments],
        env=sites.demonstration(folder, PORT=str(port)),
        cwd=sites.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for line in site.stdout:
            if "Ctrl-C ends it" in line:
                break
        else:
            sys.exit("The site did not start: try `make run`.")
        yield site.pid
    finally:
        site.terminate()
        site.wait(30)


ATTACKERS = (nobody, half_sent_posts, silent_readers, large_body)


def attack(folder, port, *, pid=None, attackers=ATTACKERS):
    """Return the rows of the table: what was done, and how health and a lesson took meanwhile."""
    world = sites.run_inside("bench.attacks", sites.demonstration(folder), "--step", "prepare")
    target = Target(port, world)
    if pid:
        return {"one of three processes killed": killed_worker(target, pid)}
    rows = {}
    for attacker in attackers:
        with attacker(target) as result:
            found = target.figures()
        rows[attacker.__doc__] = found | result
        for _ in range(RECOVERY):  # the next attack finds a site that answers
            if target.ask("/learning/health/") is not None:
                break
    return rows


def show(rows):
    print("| attack | health, ms | lesson, ms | |\n|---|---|---|---|")
    for name, row in rows.items():
        note = f"{row['taken']} MB sent, then " if "taken" in row else ""
        print(f"| {name} | {row['health']} | {row['lesson']} | {note}{row.get('answer', '')} |")


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.attacks")
    parser.add_argument("--port", type=int, help="attack a site that runs already on this port ...")
    parser.add_argument("--data", type=Path, help="... with this data folder")
    parser.add_argument("--step", choices=["prepare"], help=argparse.SUPPRESS)
    parser.add_argument("--smoke", action="store_true", help="only half-sent posts, to see that it runs")
    arguments = parser.parse_args()
    if arguments.step:
        return prepare()
    if arguments.port:
        return show(attack(arguments.data, arguments.port))
    with tempfile.TemporaryDirectory(prefix="fledge-attacks-") as folder:
        port = sites.free_port()
        with running_site(folder, port):
            if arguments.smoke:
                return show(attack(folder, port, attackers=[half_sent_posts]))
            rows = attack(folder, port)
        port = sites.free_port()
        with running_site(folder, port, "--workers", "3") as pid:
            rows |= attack(folder, port, pid=pid)
    return show(rows)


if __name__ == "__main__":
    main()
