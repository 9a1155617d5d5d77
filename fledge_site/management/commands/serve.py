"""Serve the site: `make run` after the installation, and production.

Every hindrance is one sentence on stderr and exit status 1.
"""

import contextlib
import fcntl
import hashlib
import io
import os
import signal
import sys
from argparse import ArgumentTypeError
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from fledge_site.accounts import DEMO_PASSWORD, DEMO_USERNAMES, demo_users, refuse_demonstration_accounts
from fledge_site.bootstrap import ensure_data_folder, library_sentence, missing_libraries
from fledge_site.server import listening_socket, serve
from fledge_site.worker import ReminderClock, WorkerKeeper

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", "8000"
MOST_WORKERS = 64


class Command(BaseCommand):
    help = (
        "Serve the reference site at HOST and PORT. The demonstration is prepared first and gets a background worker; "
        "production settings change nothing and say in a sentence what is not ready."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--workers", type=worker_count, default=1, help="web server processes (default: 1)")

    def handle(self, *, workers, **options):
        signal.signal(signal.SIGINT, leave)
        signal.signal(signal.SIGTERM, leave)
        host, port = address_from_environment(os.environ)
        ensure_data_folder(settings.DATA_DIR)
        with contextlib.ExitStack() as stack:
            if settings.LMS_DEMO:
                stack.enter_context(lock(settings.DATA_DIR / "serve.lock", url(host, port)))
            listener = stack.enter_context(listening_socket(host, port))
            if settings.LMS_DEMO:
                prepare(self.say)
                stack.enter_context(background_work())
            else:
                refuse_unprepared()
            lines = announcement(host, port)
            connections.close_all()
            serve(listener, workers=workers, say=lambda: self.say("\n".join(lines)))

    def say(self, text):
        """Write now, into a pipe as well: someone waits for the address."""
        self.stdout.write(text)
        self.stdout.flush()


def worker_count(text):
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WORKERS):
        raise ArgumentTypeError(f"{text!r} is not a number of processes from 1 to {MOST_WORKERS}")
    return int(text)


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
def background_work():
    """Run one background worker and send reminders until the block ends."""
    worker = WorkerKeeper(log_path=settings.DATA_DIR / "worker.log")
    reminders = ReminderClock()
    worker.start()
    reminders.start()
    try:
        yield
    finally:
        reminders.stop()
        worker.stop()


def refuse_unprepared():
    """End with a sentence where the database or the static files are not ready, or the demonstration is inside."""
    executor = MigrationExecutor(connection)
    try:
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        sys.exit(f"The database does not answer ({error}): see DATABASE_URL.")
    refuse_database_of_another_version(executor)
    if plan:
        sys.exit("The database is not up to date: run manage.py migrate, then start again.")
    if isinstance(staticfiles_storage, ManifestFilesMixin) and staticfiles_storage.read_manifest() is None:
        sys.exit("The static files are not there: run manage.py collectstatic --noinput, then start again.")
    try:
        refuse_demonstration_accounts()
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def refuse_database_of_another_version(executor):
    """End with a sentence where the database has been through migrations that this version does not have.

    Such are databases of a later version, and those made before 0.1.0, whose migrations became one for each app.
    """
    known = executor.loader.disk_migrations
    labels = {label for label, _name in known}
    foreign = [key for key in executor.loader.applied_migrations if key[0] in labels and key not in known]
    if foreign:
        sys.exit(
            f"The database was made by another version of Fledge: {'.'.join(foreign[0])} is unknown here. Start that "
            f"version, or remove {settings.DATA_DIR} if it holds only the demonstration; it is then loaded again."
        )


def prepare(say):
    """Bring database, demonstration content and static files up to date; cheap where nothing changed."""
    refuse_database_of_another_version(MigrationExecutor(connection))
    call_command("migrate", interactive=False, verbosity=0)
    if demonstration_is_missing():
        say("Loading the demonstration content (once) ...")
        call_command("load_demo", stdout=io.StringIO())
    collect_static_files(say)


def demonstration_is_missing():
    from courses.models import CoursePage

    return not CoursePage.objects.exists()


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
