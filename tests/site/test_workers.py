"""Production in several processes: how it starts, what it refuses, and what it survives (rows R14 and U2)."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading

import pytest
import uvicorn

from fledge_site.server import Config, listening_socket
from tests import template_database
from tests.site.servers import PATIENCE, Site, free_port, make_world, production, run, serving

pytestmark = pytest.mark.release


@pytest.fixture(scope="module")
def environment(tmp_path_factory, django_db_setup):
    return production(tmp_path_factory.mktemp("workers"))


@pytest.fixture(scope="module")
def world(environment):
    return make_world(environment)


@pytest.fixture(scope="module")
def demonstration_inside(tmp_path_factory, django_db_setup):
    """The environment of a production site whose database has an account with the public password."""
    environment = production(tmp_path_factory.mktemp("demonstration"))
    template_database.copy_to(f"{environment['LMS_DATA_DIR']}/fledge.sqlite3")
    script = (
        "import django; django.setup()\n"
        "from django.contrib.auth.models import User\n"
        "User.objects.create_user('trainer', password='fledge-demo')"
    )
    assert run(environment, "-c", script).returncode == 0
    return environment


def by_uvicorn(port, *arguments):
    return ["-m", "uvicorn", "fledge_site.asgi:application", "--port", str(port), *arguments]


@pytest.mark.row("R14")
def test_three_processes_serve_and_a_killed_one_is_replaced(environment, world):
    with serving(environment, "--workers", "3") as site:
        site.wait_until(lambda: len(site.children()) == 3)
        before = site.children()
        os.kill(before[0], signal.SIGKILL)
        for _ in range(20):
            assert site.get("/learning/sign-in/").status == 200
        site.wait_until(lambda: len(site.children()) == 3 and before[0] not in site.children())
        assert site.get("/learning/health/").status == 200
        children = site.children()
        status, said = site.end(signal.SIGINT)
    assert status == 0
    assert "Traceback" not in said
    assert not any(os.path.exists(f"/proc/{child}") for child in children)


@pytest.mark.row("R14")
def test_no_process_outlives_a_killed_supervisor(environment, world):
    with serving(environment, "--workers", "2") as site:
        site.wait_until(lambda: len(site.children()) == 2)
        descriptors = [os.pidfd_open(child) for child in site.children()]
        site.end(signal.SIGKILL)
        for descriptor in descriptors:
            with os.fdopen(descriptor) as process:
                assert select.select([process], [], [], PATIENCE)[0]


@pytest.mark.row("R14")
@pytest.mark.parametrize("lifespan", ["on", "off"])
def test_uvicorn_starts_several_processes(environment, world, lifespan):
    port = free_port()
    site = Site(environment, *by_uvicorn(port, "--workers", "2", "--lifespan", lifespan), port=port)
    page = site.get("/learning/sign-in/")
    _, said = site.end()
    assert page.status == 200
    assert "SynchronousOnlyOperation" not in said


@pytest.mark.row("R14")
def test_stream_tells_what_another_process_was_sent(environment, world):
    """The stream is on one process; the ideas come on new connections, and so to all."""
    with serving(environment, "--workers", "2") as site, contextlib.ExitStack() as stack:
        streams = [stack.enter_context(open_stream(site, world)) for _ in range(4)]
        for number in range(4):
            assert send_idea(site, world, f"From another process {number}") == 302
        for stream in streams:
            read_until(stream, "From another process 3")


def open_stream(site, world):
    """Return the lines of the stream of the brainstorm."""
    connection = site.connect()
    cookie = f"Cookie: sessionid={world['learner']}"
    connection.sendall(f"GET {world['brainstorm']}stream/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n\r\n".encode())
    lines = connection.makefile("rb")
    connection.close()  # the file keeps it
    assert b" 200 " in lines.readline()
    return lines


def read_until(lines, text):
    for line in lines:
        if text.encode() in line:
            return
    raise AssertionError("the stream ended")


def send_idea(site, world, text):
    token = "c" * 32
    fields = f"kind=use_case&text={text.replace(' ', '+')}&submission_key={os.urandom(16).hex()}"
    response = site.request(
        "POST",
        f"{world['brainstorm']}ideas/",
        fields,
        **{
            "Cookie": f"sessionid={world['learner']}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    return response.status


# --- what production refuses ---


def refused(environment, *command):
    """Return what a start says that must fail by itself."""
    result = run(environment, *command)
    assert result.returncode != 0
    return result.stdout + result.stderr


@pytest.mark.row("R14", "U2")
@pytest.mark.parametrize("workers", ["1", "3"])
def test_accounts_of_the_demonstration_are_refused_by_each_server(demonstration_inside, workers):
    port = str(free_port())
    serve = refused(demonstration_inside | {"PORT": port}, "manage.py", "serve", "--workers", workers)
    assert serve.startswith("Accounts of the demonstration, whose password is public, are in this database: trainer.")
    assert serve.count("\n") == 1
    direct = run(demonstration_inside, *by_uvicorn(port, "--workers", workers))  # ends by itself
    assert "are in this database: trainer." in direct.stderr
    assert "Traceback" not in direct.stderr


@pytest.mark.row("U2")
def test_accounts_of_the_demonstration_are_refused_under_wsgi(demonstration_inside):
    """gunicorn and its like import this module and call nothing else before the first request."""
    assert "are in this database: trainer." in refused(demonstration_inside, "-c", "import fledge_site.wsgi")


@pytest.mark.row("U2")
def test_accounts_of_the_demonstration_are_refused_where_the_server_asks_nothing_at_its_start(demonstration_inside):
    port = free_port()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        command = [sys.executable, *by_uvicorn(port, "--lifespan", "off", "--fd", str(listener.fileno()))]
        server = subprocess.Popen(
            command, env=demonstration_inside, pass_fds=[listener.fileno()], stderr=subprocess.DEVNULL
        )
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(b"GET /learning/health/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 500"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def test_production_does_not_migrate_by_itself(tmp_path):
    environment = production(tmp_path, PORT=str(free_port()))
    said = refused(environment, "manage.py", "serve")
    assert said == "The database is not up to date: run manage.py migrate, then start again.\n"


def test_production_does_not_collect_static_files_by_itself(tmp_path, django_db_setup):
    template_database.copy_to(tmp_path / "fledge.sqlite3")
    environment = production(tmp_path, DJANGO_SETTINGS_MODULE="fledge_site.settings.production", PORT=str(free_port()))
    said = refused(environment, "manage.py", "serve")
    assert said == "The static files are not there: run manage.py collectstatic --noinput, then start again.\n"


@pytest.mark.parametrize("workers", ["0", "-1", "1000", "two"])
def test_number_of_processes_that_is_none_is_told(workers, tmp_path):
    said = refused(production(tmp_path), "manage.py", "serve", f"--workers={workers}")
    assert said.endswith(f"argument --workers: '{workers}' is not a number of processes from 1 to 64\n")


# --- kept connections ---


@pytest.mark.parametrize("loop", ["auto", "asyncio"])
def test_connections_send_each_answer_at_once(loop):
    """Without TCP_NODELAY, each page on a kept connection waits for the client's delayed acknowledgment."""
    with listening_socket("127.0.0.1", free_port()) as listener:
        config = Config(workers=1)
        config.app, config.loop, config.lifespan = answer_nothing, loop, "off"
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            with socket.create_connection(listener.getsockname(), timeout=PATIENCE) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                assert connection.recv(12) == b"HTTP/1.1 204"
                (protocol,) = server.server_state.connections
                accepted = protocol.transport.get_extra_info("socket")
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


async def answer_nothing(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})
