"""`make run` after the installation: prepare the data folder, then web server and worker until Ctrl-C.

Every hindrance is one sentence on stderr and exit status 1.
"""

import contextlib
import errno
import fcntl
import hashlib
import io
import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from lms.site.accounts import DEMO_PASSWORD, DEMO_USERNAMES, demo_users
from lms.site.bootstrap import ensure_data_folder, library_sentence, missing_libraries
from lms.site.worker import ReminderClock, WorkerKeeper

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", "8000"
GRACE = 5  # seconds that open requests get to end


class Command(BaseCommand):
    help = "Serve the reference site with its demonstration content, and run its background work."
    requires_system_checks = ()

    def handle(self, **options):
        signal.signal(signal.SIGINT, leave)
        signal.signal(signal.SIGTERM, leave)
        host, port = address_from_environment(os.environ)
        ensure_data_folder(settings.DATA_DIR)
        with lock(settings.DATA_DIR / "serve.lock", url(host, port)), listening_socket(host, port) as listener:
            prepare(self.say)
            worker = WorkerKeeper(log_path=settings.DATA_DIR / "worker.log")
            reminders = ReminderClock()
            worker.start()
            reminders.start()
            try:
                lines = announcement(host, port)
                serve(listener, say=lambda: self.say("\n".join(lines)))
            finally:
                reminders.stop()
                worker.stop()

    def say(self, text):
        """Write now, into a pipe as well: somebody waits for the address."""
        self.stdout.write(text)
        self.stdout.flush()


def leave(number, frame):
    """Ctrl-C and SIGTERM are the ordinary way to end, whatever is going on."""
    sys.exit(0)


def address_from_environment(environment):
    """Return host and port of HOST and PORT; a port that cannot be one ends with a sentence."""
    host = environment.get("HOST") or DEFAULT_HOST
    text = environment.get("PORT") or DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        sys.exit(f"PORT is {text!r}, but a port is a number from 1 to 65535: for example, PORT=8001 make run.")
    return host, int(text)


def url(host, port):
    """Return the address that a browser on this machine opens."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


@contextlib.contextmanager
def lock(path, address):
    """Hold the data folder, so that two sites never share one; the file names the address of the one that has it."""
    with open(path, "a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.seek(0)
            running = stream.read().strip() or "another address"
            sys.exit(
                f"Fledge is already running at {running}: open that, end it with Ctrl-C, "
                "or start a second site with a folder of its own: LMS_DATA_DIR=var2 PORT=8001 make run."
            )
        stream.truncate(0)
        stream.write(address)
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)


@contextlib.contextmanager
def listening_socket(host, port):
    """Take the port before the long preparations; a port or host that cannot be had ends with a sentence."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address, family=family, backlog=128)
    except PermissionError:
        sys.exit(f"Port {port} is kept for the administrator of this machine: PORT=8001 make run.")
    except socket.gaierror:
        sys.exit(f"HOST is {host!r}, which is not an address of this machine: leave it out, or HOST=0.0.0.0 make run.")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = port + 1 if port < 65535 else 8001
            sys.exit(f"Port {port} is in use by another program: choose another one, PORT={free} make run.")
        sys.exit(f"Cannot listen at {host}, port {port} ({error.strerror}): HOST=127.0.0.1 PORT=8001 make run.")
    with listener:
        yield listener


def prepare(say):
    """Bring database, demonstration content and static files up to date; cheap where nothing changed."""
    call_command("migrate", interactive=False, verbosity=0)
    if demonstration_is_missing():
        say("Loading the demonstration content (once) ...")
        call_command("load_demo", stdout=io.StringIO())
    collect_static_files(say)
    connections.close_all()


def demonstration_is_missing():
    from courses.models import CoursePage

    return settings.LMS_DEMO and not CoursePage.objects.exists()


def collect_static_files(say):
    """Run collectstatic when a static file of any app changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = static_fingerprint()
    with contextlib.suppress(OSError):
        if stamp.read_text() == fingerprint:
            return
    say("Collecting static files ...")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint():
    """Return what changes when a static file comes, goes or changes."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=["CVS", ".*", "*~"]):
            status = os.stat(storage.path(path))
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def announcement(host, port):
    """Return what to print once the site answers."""
    lines = ["", f"Fledge is running at {url(host, port)}"]
    if settings.LMS_DEMO and demo_users().count() == len(DEMO_USERNAMES):
        lines.append(f"Sign in as {', '.join(DEMO_USERNAMES[:-1])} or {DEMO_USERNAMES[-1]}: password {DEMO_PASSWORD}")
    if mail_folder := getattr(settings, "EMAIL_FILE_PATH", None):
        lines.append(f"Mails are not sent, but written to {mail_folder}")
    if missing := missing_libraries():
        lines.append(library_sentence(missing))
    return [*lines, f"Ctrl-C ends it; all data stays in {settings.DATA_DIR}", ""]


class Server(uvicorn.Server):
    """uvicorn, which says where it is once it answers."""

    def __init__(self, config, *, say):
        super().__init__(config)
        self.say = say

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.say()

    async def shutdown(self, sockets=None):
        """End the streams first: each would hold the server until its grace is over."""
        from brainstorm.live.hub import close_hubs

        close_hubs()
        await super().shutdown(sockets)


def serve(listener, *, say):
    """Answer requests until Ctrl-C or SIGTERM."""
    config = uvicorn.Config(
        "lms.site.asgi:application",
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE,
    )
    Server(config, say=say).run(sockets=[listener])
