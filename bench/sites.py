"""A site in processes and a data folder of its own: prepare it, serve it, ask what it costs."""

import contextlib
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
CSRF = "x" * 32
PATIENCE = 120  # seconds until a site that was started answers


def demonstration(folder, **more):
    """Return the environment of the site that `make run` starts, with its data in `folder`."""
    return _environment(folder, DJANGO_SETTINGS_MODULE="fledge_site.settings.dev", **more)


def production(folder, **more):
    """Return the environment of a site that people depend on, behind no web server that speaks HTTPS."""
    return _environment(
        folder,
        DJANGO_SETTINGS_MODULE="fledge_site.settings.production",
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="127.0.0.1,localhost",
        INSECURE_HTTP="1",
        **more,
    )


def _environment(folder, **more):
    """Return this process's environment with `more`; a database that it names is someone's own and stays alone."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"LMS_DATA_DIR": str(folder), "HOST": "127.0.0.1"} | more


def run_inside(module, environment, *arguments):
    """Run one step of a module of bench in the site's settings; return the JSON of its last line."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return json.loads(subprocess.check_output(command, env=environment, cwd=ROOT, text=True).splitlines()[-1])


def migrate():
    """Bring the database up to date; on SQLite, from a copy that was kept while migrations stay the same."""
    from django.core.management import call_command
    from django.db import connection

    from tests import template_database

    if connection.vendor == "sqlite":
        template_database.copy_to(connection.settings_dict["NAME"])
    call_command("migrate", verbosity=0)


def collect_static_files():
    """Put static files where `make run` collects them, which then has nothing to do."""
    from django.conf import settings

    from tests import static_files

    static_files.copy_to(settings.STATIC_ROOT)


def sign_in(user):
    """Return the key of a new session of `user`."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(command, environment, port):
    """Run `command`, a list of arguments after `python`, until the block ends; yield its process id.

    Ends this program, with what the server said, where the site does not answer within PATIENCE seconds.
    """
    log_path = Path(environment["LMS_DATA_DIR"], "server.log")
    with log_path.open("wb") as log:
        server = subprocess.Popen([sys.executable, *command], env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        if not _answers(server, port):
            sys.exit(f"The site did not start: python {' '.join(command)}\n{log_path.read_text()[-2000:]}")
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(server, port):
    """Whether the site at `port` comes to answer while the process `server` lives."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/learning/health/")
            if connection.getresponse().status == 200:
                return True
        time.sleep(0.1)
    return False


def cpu_seconds(pid):
    """Return the processor time that a server and all processes below it have used so far.

    The background worker of the demonstration is left out: it answers no requests.
    """
    processes = {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # It ended meanwhile.
            fields = (path / "stat").read_text().rpartition(")")[2].split()
            if b"lms_worker" not in (path / "cmdline").read_bytes():
                # The parent, and user and system time of the process itself and of children that ended.
                processes[int(path.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    tree, found = set(), {pid}
    while found:
        tree |= found
        found = {each for each, (parent, _) in processes.items() if parent in found} - tree
    return sum(ticks for each, (_, ticks) in processes.items() if each in tree) / os.sysconf("SC_CLK_TCK")
