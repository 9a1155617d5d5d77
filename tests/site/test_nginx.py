"""Debian's nginx with the very configuration of docs/how-to/nginx.conf, before the site in production (row R13)."""

import contextlib
import datetime
import http.client
import json
import os
import pwd
import re
import ssl
import subprocess
import tempfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fledge_site.bootstrap import ROOT, find_program
from tests.site.servers import PATIENCE, free_port, make_world, production, read_answer, serving

NGINX = find_program("nginx")
pytestmark = [
    pytest.mark.release,
    pytest.mark.row("R13"),
    pytest.mark.skipif(not NGINX, reason="nginx is not installed: sudo apt-get install nginx-light"),
]
CONFIGURATION = Path(ROOT, "docs/how-to/nginx.conf")
HOST = "learn.example.com"
MB = 2**20

# What Debian's /etc/nginx/nginx.conf says around the file, with every path below the folder of the test.
FRAME = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    log_format upstream "$request_method $request_uri $status $upstream_addr";
    access_log {folder}/access.log upstream;
    {temporary}
    include {folder}/fledge.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def certificate(folder):
    """Write a certificate for HOST, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    built = builder.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(built.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def put(text, old, new):
    """Replace what the configuration must contain."""
    assert old in text, old
    return text.replace(old, str(new))


class Proxy:
    """nginx on ports of its own before `site`, with everything it writes in `folder`."""

    def __init__(self, folder, site, data):
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        certificate(folder)
        text = CONFIGURATION.read_text()
        text = put(text, "server 127.0.0.1:8000;", f"server 127.0.0.1:{site.port};")
        text = put(text, "listen 80;", f"listen 127.0.0.1:{self.plain_port};")
        text = put(text, "listen 443 ssl http2;", f"listen 127.0.0.1:{self.port} ssl http2;")
        text = put(text, "/etc/letsencrypt/live/learn.example.com/", f"{folder}/")
        text = put(text, "/srv/fledge/data/", f"{data}/")
        (folder / "fledge.conf").write_text(text)
        temporary = "\n".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
        (folder / "nginx.conf").write_text(FRAME.format(folder=folder, temporary=temporary))
        command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        unprivileged = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            unprivileged = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for path in (folder, *folder.iterdir()):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=PATIENCE, **unprivileged)
        assert tried.returncode == 0, tried.stderr
        self.process = subprocess.Popen(command, **unprivileged)
        self.tls = ssl.create_default_context(cafile=folder / "fullchain.pem")
        self.tls.check_hostname = False
        site.wait_until(self.answers)

    def answers(self):
        with contextlib.suppress(OSError):
            return self.request("GET", "/learning/health/").status == 200
        return False

    def connect(self):
        """Return a new encrypted connection."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.tls)
        connection.connect()
        return connection.sock

    def request(self, method, path, body=None, **headers):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.tls)
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Host": HOST, **headers})
            response = connection.getresponse()
            response.text = response.read().decode(errors="replace")
            return response

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def folder():
    """A folder that nginx, which is no one, may enter; those of pytest are closed."""
    with tempfile.TemporaryDirectory(prefix="fledge-nginx-") as folder:
        for path in (Path(folder), Path(folder, "data"), Path(folder, "nginx")):
            path.mkdir(exist_ok=True)
            path.chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def environment(folder, django_db_setup):
    """Production behind HTTPS: what is asked by plain HTTP is sent to https."""
    return production(folder / "data", INSECURE_HTTP="")


@pytest.fixture(scope="module")
def world(environment):
    return make_world(environment)


@pytest.fixture(scope="module")
def site(environment, world):
    with serving(environment) as site:
        yield site


@pytest.fixture(scope="module")
def proxy(folder, environment, site):
    proxy = Proxy(folder / "nginx", site, environment["LMS_DATA_DIR"])
    yield proxy
    proxy.end()


def test_pages_pass(proxy):
    page = proxy.request("GET", "/learning/sign-in/")
    assert page.status == 200
    assert page.getheader("Strict-Transport-Security")
    assert "</html>" in page.text


def test_plain_http_is_sent_to_https(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain_port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", "/learning/?a=1", headers={"Host": HOST})
        response = connection.getresponse()
        assert (response.status, response.getheader("Location")) == (301, f"https://{HOST}/learning/?a=1")


def test_forwarded_headers_arrive_and_cannot_be_forged(proxy):
    forged = {
        "X-Forwarded-For": "192.0.2.1, 192.0.2.2",
        "X_Forwarded_For": "192.0.2.3",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "192.0.2.4",
        "Forwarded": "for=192.0.2.5",
    }
    seen = json.loads(proxy.request("GET", "/seen/", **forged).text)
    about_the_client = {key for key in seen if re.search("FORWARDED|REAL_IP", key)}
    assert about_the_client == {"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"}
    assert (seen["HTTP_X_FORWARDED_FOR"], seen["HTTP_X_FORWARDED_PROTO"]) == ("127.0.0.1", "https")
    assert seen["HTTP_HOST"] == HOST


def test_bodies_within_the_limit_pass_and_larger_ones_are_refused_by_nginx(proxy):
    passed = proxy.request("POST", "/seen/", b"x" * (10 * MB))
    assert (passed.status, json.loads(passed.text)["size"]) == (200, 10 * MB)
    with proxy.connect() as connection:
        connection.sendall(f"POST /seen/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {600 * MB}\r\n\r\n".encode())
        status, page = read_answer(connection)
    assert (status, "nginx" in page) == (413, True)


def test_upload_of_an_admin_passes_and_that_of_a_stranger_is_refused(proxy, world):
    boundary, token = "b" * 20, "c" * 32
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nVideo\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="video.mp4"\r\n\r\n'
    ).encode() + b"x" * (15 * MB)
    body += f"\r\n--{boundary}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "X-CSRFToken": token,
        "Referer": f"https://{HOST}/admin/documents/add/",
    }
    cookie = f"csrftoken={token}; sessionid={world['admin']}"
    assert proxy.request("POST", "/admin/documents/add/", body, Cookie=cookie, **headers).status == 302
    with proxy.connect() as connection:
        request = f"POST /admin/documents/add/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(request.encode())  # and not a byte of the body
        assert read_answer(connection)[0] == 413


def test_half_sent_posts_never_reach_the_site(proxy, site):
    begun = f"POST /learning/verify/?half HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\nten bytes."
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(proxy.connect()).sendall(begun.encode())
        assert proxy.request("GET", "/learning/sign-in/").status == 200

    def half_sent():
        log = (proxy.folder / "access.log").read_text().splitlines()
        return [line for line in log if line.startswith("POST /learning/verify/?half ")]

    site.wait_until(lambda: len(half_sent()) == 50)
    assert {line.rsplit(" ", 1)[1] for line in half_sent()} == {"-"}  # handed on to no one


def test_stream_comes_as_it_happens(proxy, world):
    with proxy.connect() as connection:
        cookie = f"Cookie: sessionid={world['learner']}"
        request = f"GET {world['brainstorm']}stream/ HTTP/1.1\r\nHost: {HOST}\r\n{cookie}\r\n\r\n"
        connection.sendall(request.encode())
        lines = connection.makefile("rb")
        assert b" 200 " in lines.readline()
        assert next(line for line in lines if line.startswith(b"retry: "))
        token = "c" * 32
        sent = proxy.request(
            "POST",
            f"{world['brainstorm']}ideas/",
            f"kind=use_case&text=Through+the+proxy&submission_key={'a' * 32}",
            **{
                "Cookie": f"sessionid={world['learner']}; csrftoken={token}",
                "X-CSRFToken": token,
                "Referer": f"https://{HOST}/",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        assert sent.status == 302
        assert next(line for line in lines if b"Through the proxy" in line)


def test_pictures_are_served_and_nothing_else_of_the_folder(proxy, environment):
    media = Path(environment["LMS_DATA_DIR"], "media")
    for name in ("images", "documents"):
        (media / name).mkdir(parents=True, exist_ok=True)
        (media / name / "file.png").write_bytes(b"picture")
    for folder in (media.parent, media, media / "images"):
        folder.chmod(0o755)
    picture = proxy.request("GET", "/media/images/file.png")
    assert (picture.status, picture.text, picture.getheader("Content-Type")) == (200, "picture", "image/png")
    assert picture.getheader("X-Content-Type-Options") == "nosniff"
    for path in ("documents/file.png", "images/../documents/file.png", "images/..%2fdocuments/file.png"):
        assert proxy.request("GET", f"/media/{path}").status in (400, 404)
