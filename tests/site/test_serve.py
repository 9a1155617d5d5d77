"""`make run`, after the installation: a real server process on a real port (rows U1 and U2)."""

import contextlib
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from fledge_site.accounts import DEMO_PASSWORD, DEMO_USERNAMES
from fledge_site.bootstrap import ROOT
from fledge_site.management.commands.serve import address_from_environment
from tests import static_files, template_database
from tests.patience import PATIENCE, START_PATIENCE, free_port, wait_until

pytestmark = pytest.mark.release
#: Seconds of processor. A second start takes about two, loading the demonstration and collecting files twenty.
SECOND_START = 10


def environment(data, port, **more):
    """Return the environment of someone who just cloned the repository."""
    return {
        "PATH": os.environ["PATH"],
        "LMS_DATA_DIR": str(data),
        "PORT": str(port),
        **more,
    }


def refused(data, port, **more):
    """Return what a start that must fail says."""
    result = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment(data, port, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr.strip()


class Site:
    """A running `manage.py serve`, and what it has said so far."""

    def __init__(self, data, port, *, cpu_seconds=resource.RLIM_INFINITY):
        self.data, self.port, self.address = data, port, f"http://127.0.0.1:{port}/"
        self.output = Path(data).parent / f"output-{port}-{time.monotonic_ns()}"
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment(data, port),
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds)),
            )
        wait_until(self.is_announced, explain=self.said, seconds=START_PATIENCE)

    def is_announced(self):
        assert self.process.poll() is None, self.said()
        return "Ctrl-C ends it" in self.said()

    def said(self):
        return self.output.read_text()

    def get(self, path=""):
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as response:
            return response.status, response.read().decode()

    def workers(self):
        """Return the process ids of this site's background workers."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in children for pid in file.read_text().split()]

    def wait_for_worker(self, *, other_than=()):
        return wait_until(lambda: self.worker(other_than), explain=self.said)

    def worker(self, other_than):
        for pid in set(self.workers()) - set(other_than):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                if b"lms_worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return None

    def end(self, number):
        """Send a signal, as the terminal does, and return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def is_running(pid):
    with contextlib.suppress(OSError):
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    return False


def rows(data, table):
    with contextlib.closing(sqlite3.connect(data / "fledge.sqlite3")) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture(scope="module")
def data(tmp_path_factory, django_db_setup):
    """A data folder with an empty database and static files: tests/host/test_clone.py begins with nothing."""
    data = tmp_path_factory.mktemp("site") / "var"
    template_database.copy_to(data / "fledge.sqlite3")
    static_files.copy_to(data / "static")
    return data


@pytest.fixture(scope="module")
def first_start(data):
    """The first start of a fresh clone, running."""
    site = Site(data, free_port())
    yield site
    if site.process.poll() is None:
        site.end(signal.SIGKILL)


def test_first_start_loads_the_demonstration_and_says_where_it_is(first_start, data):
    said = first_start.said()
    assert f"Fledge is running at {first_start.address}\n" in said
    assert f"Sign in as learner, trainer, facilitator, manager or admin: password {DEMO_PASSWORD}\n" in said
    assert str(data) in said
    assert "Traceback" not in said
    assert "Warning" not in said
    assert rows(data, "lms_courses_coursepage") >= 6
    status, page = first_start.get("learning/sign-in/")
    assert status == 200
    # Static files are hashed, there, and compressed.
    style = re.search(r'/static/(lms/css/[\w.-]+\.[0-9a-f]{12}\.css)"', page)[1]
    assert first_start.get(f"static/{style}")[0] == 200
    assert (data / "static" / f"{style}.br").exists()


def test_every_account_of_the_demonstration_signs_in(first_start, data):
    script = (
        "import django; django.setup()\n"
        "from django.contrib.auth import authenticate\n"
        f"print([bool(authenticate(username=n, password={DEMO_PASSWORD!r})) for n in {DEMO_USERNAMES!r}])"
    )
    answer = subprocess.check_output(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment(data, 0, DJANGO_SETTINGS_MODULE="fledge_site.settings.dev"),
        text=True,
    )
    assert answer.strip() == str([True] * 5)


def test_second_start_beside_the_first_names_the_first(first_start, data):
    sentence = refused(data, free_port())
    assert sentence.startswith(f"Fledge is already running at {first_start.address}:")
    assert "LMS_DATA_DIR=" in sentence


def test_database_of_another_version_is_told(tmp_path):
    template_database.copy_to(tmp_path / "fledge.sqlite3")
    with contextlib.closing(sqlite3.connect(tmp_path / "fledge.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('lms_courses', '0099_later', '2030-01-01')"
        )

    sentence = refused(tmp_path, free_port())

    assert sentence.startswith("The database was made by another version of Fledge: lms_courses.0099_later is unknown")
    assert f"remove {tmp_path} if it holds only the demonstration" in sentence


def test_port_in_use_is_told(first_start, tmp_path):
    sentence = refused(tmp_path / "other", first_start.port)
    assert sentence == (
        f"Port {first_start.port} is in use by another program: "
        f"choose another one, PORT={first_start.port + 1} make run."
    )


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "8000.5", "８０００"])
def test_port_that_is_no_port_is_told(port):
    with pytest.raises(SystemExit) as stopped:
        address_from_environment({"PORT": port})
    assert stopped.value.code == (
        f"PORT is {port!r}, but a port is a number from 1 to 65535: for example, PORT=8001 make run."
    )


def test_address_that_cannot_be_had_ends_the_start_with_a_sentence(tmp_path):
    assert refused(tmp_path / "var", "eighty").startswith("PORT is 'eighty'")
    assert refused(tmp_path / "var", free_port(), HOST="nowhere.invalid").startswith("HOST is 'nowhere.invalid'")
    assert refused(tmp_path / "var", free_port(), HOST="x" * 70).startswith("HOST is 'xxx")
    assert refused(tmp_path / "var", free_port(), HOST="192.0.2.1").startswith("Cannot listen at 192.0.2.1")


def test_a_dead_worker_is_started_again(first_start):
    pid = first_start.wait_for_worker()
    os.kill(pid, signal.SIGKILL)
    assert first_start.wait_for_worker(other_than=[pid]) != pid


def test_ctrl_c_ends_everything_cleanly(first_start):
    worker = first_start.wait_for_worker()
    assert first_start.end(signal.SIGINT) == 0
    assert "Traceback" not in first_start.said()
    assert not is_running(worker)


def test_second_start_takes_seconds_and_keeps_all_data(first_start, data):
    before = {table: rows(data, table) for table in ("auth_user", "wagtailcore_page", "wagtailcore_modellogentry")}
    with contextlib.closing(sqlite3.connect(data / "fledge.sqlite3")) as connection, connection:
        connection.execute("UPDATE auth_user SET last_name = 'Kept' WHERE username = 'learner'")
    site = Site(data, free_port(), cpu_seconds=SECOND_START)
    worker = site.wait_for_worker()
    try:
        assert "Loading" not in site.said()
        assert "Collecting" not in site.said()
        assert before == {table: rows(data, table) for table in before}
        with contextlib.closing(sqlite3.connect(data / "fledge.sqlite3")) as connection:
            name = connection.execute("SELECT last_name FROM auth_user WHERE username = 'learner'").fetchone()
        assert name == ("Kept",)
    finally:
        status = site.end(signal.SIGTERM)
    assert status == 0
    assert "Traceback" not in site.said()
    assert not is_running(worker)


def test_killed_site_leaves_no_worker_behind_and_starts_again(first_start, data):
    site = Site(data, free_port())
    worker = site.wait_for_worker()
    site.end(signal.SIGKILL)
    wait_until(lambda: not is_running(worker), explain=site.said)
    again = Site(data, free_port())
    assert again.end(signal.SIGINT) == 0
