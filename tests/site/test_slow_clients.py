"""Slow and greedy clients stop no one else, on the server alone (row R13)."""

import contextlib
import json
import select
import signal
from uuid import uuid4

import pytest

from fledge_site import asgi
from tests.site.servers import PATIENCE, make_world, production, read_answer, serving

pytestmark = [pytest.mark.row("R13"), pytest.mark.release]
SOCKETS = 50
MB = 2**20
FOREVER = {"READ_TIMEOUT": "3600", "WRITE_TIMEOUT": "3600"}  # no limit comes to the rescue
SHORT = {"READ_TIMEOUT": "1", "WRITE_TIMEOUT": "1"}


@pytest.fixture(scope="module")
def environment(tmp_path_factory, django_db_setup):
    return production(tmp_path_factory.mktemp("slow"), MAX_BODY_MB="1", MAX_UPLOAD_MB="4")


@pytest.fixture(scope="module")
def world(environment):
    return make_world(environment)


@pytest.fixture(scope="module")
def site(environment, world):
    """The site whose limits of time no one reaches."""
    with serving(environment | FOREVER) as site:
        yield site


@pytest.fixture(scope="module")
def impatient(environment, world):
    """The site that waits a second."""
    with serving(environment | SHORT) as site:
        yield site


def head(method, path, *headers):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode()


def assert_answers(site):
    assert site.get("/learning/health/").status == 200
    page = site.get("/learning/sign-in/")
    assert page.status == 200
    assert "</html>" in page.text


def assert_is_dropped(connection):
    """Wait until the server has ended this connection; nothing is read from it."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    assert poll.poll(PATIENCE * 1000)


@pytest.mark.parametrize(
    "begun",
    [
        head("POST", "/learning/verify/", "Content-Length: 1000000") + b"0123456789",
        head("POST", "/learning/verify/", "Transfer-Encoding: chunked") + b"a\r\n0123456789\r\n",
        head("POST", "/learning/sign-in/", "Content-Length: 1000000", "Expect: 100-continue"),
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"",
    ],
    ids=["declared", "chunked", "expecting", "head", "nothing"],
)
def test_pages_answer_beside_half_sent_requests(site, begun):
    with contextlib.ExitStack() as stack:
        for _ in range(SOCKETS):
            stack.enter_context(site.connect()).sendall(begun)
        assert_answers(site)


@pytest.mark.parametrize("headers", [(), ("Range: bytes=1000-",), ("Connection: close",)])
def test_pages_answer_beside_readers_that_read_nothing(site, world, headers):
    with contextlib.ExitStack() as stack:
        for _ in range(SOCKETS):
            connection = stack.enter_context(site.connect(receive_buffer=4096))
            connection.sendall(head("GET", world["document"], *headers))
        assert_answers(site)


def test_document_arrives_whole_and_the_connection_goes_on(site, world):
    with site.connect() as connection:
        for _ in range(2):
            connection.sendall(head("GET", world["document"]))
            status, body = read_answer(connection)
            assert (status, body) == (200, "x" * 40 * MB)


def test_large_body_of_anybody_is_refused_before_it_is_sent(site):
    with site.connect() as connection:
        connection.sendall(head("POST", "/learning/verify/", f"Content-Length: {600 * MB}"))
        status, sentence = read_answer(connection)
        assert (status, sentence) == (413, "This is too large: at most 1 MB can be sent to this address at once.\n")


def test_large_body_without_a_length_is_refused_as_it_arrives(site):
    with site.connect() as connection:
        connection.sendall(head("POST", "/learning/verify/", "Transfer-Encoding: chunked"))
        for _ in range(20):  # 1.25 MB; the end is never sent
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        assert read_answer(connection)[0] == 413


def test_body_without_a_length_reaches_the_page(site):
    with site.connect() as connection:
        connection.sendall(head("POST", "/seen/", "Transfer-Encoding: chunked") + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        status, seen = read_answer(connection)
        assert (status, json.loads(seen)["size"], json.loads(seen)["CONTENT_LENGTH"]) == (200, 5, "5")


def upload(site, world, who, size):
    """Send a document of `size` bytes to Wagtail's admin; return the status."""
    boundary, token = uuid4().hex, "c" * 32
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrfmiddlewaretoken", token), ("title", "Large"), ("collection", "1"))
    ]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="large.zip"\r\n\r\n')
    body = "".join(parts).encode() + b"x" * size + f"\r\n--{boundary}--\r\n".encode()
    cookies = f"csrftoken={token}" + (f"; sessionid={world[who]}" if who else "")
    with site.connect() as connection:
        connection.sendall(
            head(
                "POST",
                "/admin/documents/add/",
                f"Content-Length: {len(body)}",
                f"Content-Type: multipart/form-data; boundary={boundary}",
                f"Cookie: {cookies}",
            )
        )
        with contextlib.suppress(ConnectionError):
            connection.sendall(body)
        return read_answer(connection)[0]


@pytest.mark.parametrize(
    ("who", "megabytes", "status"),
    [("admin", 3, 302), ("admin", 6, 413), ("learner", 3, 413), (None, 3, 413)],
)
def test_large_files_are_taken_from_those_who_may_enter_the_admin(site, world, who, megabytes, status):
    assert upload(site, world, who, megabytes * MB) == status


def test_admins_send_no_more_than_others_outside_the_admin(site, world):
    with site.connect() as connection:
        cookie = f"Cookie: sessionid={world['admin']}"
        connection.sendall(head("POST", "/learning/verify/", f"Content-Length: {3 * MB}", cookie))
        assert read_answer(connection)[0] == 413


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET http://[::1 HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"\x16\x03\x01 HTTP/1.1",
        b"GET / HTTP/1.1\r\nContent-Length: -1",
    ],
)
def test_what_is_no_request_is_answered_400(site, request_line):
    with site.connect() as connection:
        connection.sendall(request_line + b"\r\nHost: 127.0.0.1\r\n\r\n")
        assert read_answer(connection)[0] == 400
    assert "Traceback" not in site.said()


def test_header_that_would_pass_for_another_is_left_out(site):
    seen = json.loads(site.get("/seen/", X_Forwarded_For="192.0.2.1", Cookie="a=1").text)
    assert "HTTP_X_FORWARDED_FOR" not in seen
    assert (seen["HTTP_COOKIE"], seen["REMOTE_ADDR"]) == ("a=1", "127.0.0.1")


def test_head_of_a_document_has_no_body(site, world):
    with site.connect() as connection:
        connection.sendall(head("HEAD", world["document"]) + head("GET", "/learning/health/", "Connection: close"))
        answers = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    first, second = answers.split("\r\n\r\n", 1)
    assert f"content-length: {40 * MB}" in first
    assert second.startswith("HTTP/1.1 200")


@pytest.mark.parametrize(
    ("path", "is_stream"),
    [
        ("/learning/brainstorms/7/stream/", True),
        ("/learning/brainstorms/7/console/stream/", True),
        ("/learning/brainstorms/\u0667/stream/", False),
        ("/learning/brainstorms/7/stream/\n", False),
        ("/elsewhere/brainstorms/7/stream/", False),
        ("/elsewhere/learning/brainstorms/7/stream/", False),
    ],
)
def test_only_streams_leave_the_threads_of_pages(path, is_stream):
    """Two hundred pages at once in Django's own handler are two hundred threads and database connections."""
    scope = {"method": "GET", "path": path, "headers": []}
    assert bool(asgi.is_stream(scope)) == is_stream
    assert bool(asgi.is_stream(scope | {"path": f"/under{path}", "root_path": "/under"})) == is_stream


# --- limits of time and size ---


def test_body_that_does_not_arrive_is_answered_408(impatient):
    with impatient.connect() as connection:
        connection.sendall(head("POST", "/learning/verify/", "Content-Length: 1000000") + b"0123456789")
        assert read_answer(connection) == (408, "The request did not arrive in time.\n")
        assert_is_dropped(connection)


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"])
def test_head_that_does_not_arrive_ends_the_connection(impatient, begun):
    with impatient.connect() as connection:
        connection.sendall(begun)
        assert_is_dropped(connection)


def test_rest_of_a_refused_body_is_not_awaited_for_ever(impatient):
    with impatient.connect() as connection:
        connection.sendall(head("POST", "/learning/verify/", f"Content-Length: {600 * MB}"))
        assert read_answer(connection)[0] == 413
        poll = select.poll()
        poll.register(connection, select.POLLRDHUP)
        with contextlib.suppress(ConnectionError):
            while not poll.poll(20):  # a byte now and again
                connection.sendall(b"x")
        assert_is_dropped(connection)


@pytest.mark.parametrize("endless", [b"X-Long: " + b"x" * 65536, b"X: y\r\n" * 10000], ids=["one header", "headers"])
def test_endless_head_ends_the_connection(site, endless):
    with site.connect() as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + endless * 20)
        assert_is_dropped(connection)


@pytest.mark.parametrize("headers", [(), ("Connection: close",)])
def test_client_that_reads_nothing_is_dropped(impatient, world, headers):
    with impatient.connect(receive_buffer=4096) as connection:
        connection.sendall(head("GET", world["document"], *headers))
        assert_is_dropped(connection)


def test_line_ends_do_not_keep_a_connection(impatient):
    with impatient.connect() as connection:
        connection.sendall(head("GET", "/learning/health/"))
        assert read_answer(connection)[0] == 200
        connection.sendall(b"\r\n")
        assert_is_dropped(connection)


def test_requests_sent_ahead_without_end_end_the_connection(site, world):
    """Each would wait in memory for the answer to the first, which is never read."""
    with site.connect(receive_buffer=4096) as connection:
        connection.sendall(head("GET", world["document"]) + head("GET", "/learning/health/") * 1000)
        assert_is_dropped(connection)


def test_request_sent_ahead_does_not_hide_that_the_client_has_gone(site, world):
    """The document is given up at once, rather than read to its end and written to no one."""
    with site.connect(receive_buffer=4096) as connection:
        connection.sendall(head("GET", world["document"]) + head("GET", "/learning/health/"))
        assert connection.recv(12) == b"HTTP/1.1 200"
    site.wait_until(lambda: not site.has_open("/documents/large"))
    assert_answers(site)
    assert "Traceback" not in site.said()


def test_site_ends_beside_clients_that_hold_it(environment, world):
    with serving(environment | FOREVER) as site, contextlib.ExitStack() as stack:
        for request in (b"GET /", head("POST", "/", "Content-Length: 9"), head("GET", world["document"])):
            stack.enter_context(site.connect(receive_buffer=4096)).sendall(request)
        assert_answers(site)
        status, said = site.end(signal.SIGTERM)
    assert (status, "Traceback" in said) == (0, False)
