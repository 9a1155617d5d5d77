"""The site in processes of its own, as `make run` and as production serve it, and sockets to speak to it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from fledge_site.bootstrap import ROOT
from tests import template_database
from tests.patience import PATIENCE, free_port, wait_until

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGH"


def production(data, **more):
    """Return the environment of a site in production, with its data in the folder `data` and no HTTPS of its own."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.site.settings",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "127.0.0.1,learn.example.com",
        "INSECURE_HTTP": "1",
        "LMS_DATA_DIR": str(data),
        **more,
    }


def run(environment, *command):
    """Run a command of Python to its end."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )


class Site:
    """A site that answers on `port`, started by a command of Python."""

    def __init__(self, environment, *command, port):
        self.port, self.environment = port, environment
        self.output = tempfile.NamedTemporaryFile("w+")  # noqa: SIM115 - closed by `end`
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=self.output, stderr=subprocess.STDOUT
        )
        try:
            self.wait_until(self.answers)
        except BaseException:
            self.end(signal.SIGKILL)
            raise

    def wait_until(self, condition):
        def happened():
            assert self.process.poll() is None, self.said()
            return condition()

        wait_until(happened, explain=self.said)

    def said(self):
        return Path(self.output.name).read_text()

    def answers(self):
        with contextlib.suppress(OSError):
            return self.get("/learning/health/").status == 200
        return False

    def connect(self, receive_buffer=None):
        """Return a new connection, with a small buffer for what is received where `receive_buffer` says so."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def get(self, path, **headers):
        return self.request("GET", path, **headers)

    def request(self, method, path, body=None, **headers):
        """Return the answer, its body read as `text`, of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.text = response.read().decode(errors="replace")
            return response

    def children(self):
        """Return the ids of the web processes that this one started."""
        found = []
        for children in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            for child in children.read_text().split():
                with contextlib.suppress(OSError):
                    if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                        found.append(int(child))
        return sorted(found)

    def has_open(self, part):
        """Whether the process has a file open whose path contains `part`."""
        for link in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if part in os.readlink(link):
                    return True
        return False

    def end(self, number=signal.SIGTERM):
        """Send a signal and return the exit status and all that was said."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        with self.output:
            return status, self.said()


@contextlib.contextmanager
def serving(environment, *arguments):
    """Serve by `manage.py serve` until the block ends."""
    port = free_port()
    environment = {**environment, "PORT": str(port)}
    site = Site(environment, "manage.py", "serve", *arguments, port=port)
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.end()


def read_answer(connection):
    """Return the status and the body of one answer that is not chunked."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, response.read().decode()


def make_world(environment):
    """Put people, a document and a brainstorm into the empty database of a site; return where they are."""
    template_database.copy_to(Path(environment["LMS_DATA_DIR"], "fledge.sqlite3"))
    made = run(environment, "-m", "tests.site.world")
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)
