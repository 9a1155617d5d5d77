"""Pages inside an ASGI server: a WSGI application on a few lasting threads, which no client can hold.

A thread is busy only while a page is made. The body of a request is taken before, into a file where it is large; the
answer is sent afterwards, files by short reads in threads of their own. So half a body, or an answer that no one
reads, costs a socket and a coroutine, never a thread. `bench/README.md` has the figures.
"""

import asyncio
import contextlib
import sys
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from urllib.parse import unquote_to_bytes

from django.conf import settings

THREADS, FILE_THREADS = 8, 4
MEMORY = 1024 * 1024  # bytes of one body or answer that stay in memory
CHUNK = 64 * 1024  # bytes of a file that are read and sent at a time


class RefusedError(Exception):
    """A request that is answered without asking the application: `status` and one sentence."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class File:
    """The `wsgi.file_wrapper`: marks an answer as a file, which is sent outside the threads of pages."""

    def __init__(self, file, block_size=None):
        self.file = file


class Pages:
    """An ASGI application that serves the WSGI application `application`.

    most_bytes: called in a thread, with the WSGI environment of a request whose body is larger than
    `REQUEST_LIMITS["BODY_BYTES"]`, for the number of bytes that this sender may send.
    """

    def __init__(self, application, *, most_bytes):
        self.application, self.most_bytes = application, most_bytes
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")
        self.file_threads = ThreadPoolExecutor(FILE_THREADS, thread_name_prefix="files")

    async def __call__(self, scope, receive, send):
        loop = asyncio.get_running_loop()
        with SpooledTemporaryFile(MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as body:
            environ = build_environ(scope, body)
            try:
                await self.take_body(environ, receive)
            except RefusedError as refusal:
                status, headers, answer = plain_answer(refusal)
            except ConnectionError:
                return
            else:
                status, headers, answer = await loop.run_in_executor(self.threads, self.respond, environ)
        is_file = not isinstance(answer, bytes)
        try:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body"})
            elif is_file:
                await self.send_file(answer, receive, send)
            else:
                await send({"type": "http.response.body", "body": answer})
        finally:
            if is_file:
                await loop.run_in_executor(self.file_threads, answer.close)

    async def take_body(self, environ, receive):
        """Write the body into `wsgi.input` and its size into the environment.

        Raises:
            RefusedError: it is larger than its sender may send, or does not arrive.
            ConnectionError: the client has gone.
        """
        limits, body = settings.REQUEST_LIMITS, environ["wsgi.input"]
        most, declared = limits["BODY_BYTES"], environ.get("CONTENT_LENGTH", "")
        # What is declared too large is not read at all; without a declaration, bytes count as they arrive.
        size, expected, is_last = 0, int(declared) if declared.isdecimal() else 0, False
        while True:
            if max(size, expected) > most:
                most = await asyncio.get_running_loop().run_in_executor(self.threads, self.most_bytes, environ)
                if max(size, expected) > most:
                    raise RefusedError(
                        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                        f"This is too large: at most {most // 2**20} MB can be sent to this address at once.",
                    )
            if is_last:
                break
            try:
                async with asyncio.timeout(limits["READ_SECONDS"]):
                    message = await receive()
            except TimeoutError:
                raise RefusedError(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time.") from None
            if message["type"] == "http.disconnect":
                raise ConnectionError
            chunk, is_last = message.get("body", b""), not message.get("more_body", False)
            body.write(chunk)
            size += len(chunk)
        body.seek(0)
        environ["CONTENT_LENGTH"] = str(size)

    def respond(self, environ):
        """Run the application in this thread; return status, headers and the answer: bytes, or a file to send."""
        head = []

        def start_response(status, headers, exc_info=None):
            head[:] = [
                int(status.split(" ", 1)[0]),
                [(name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers],
            ]

        parts = self.application(environ, start_response)
        if isinstance(parts, File):
            return *head, parts.file
        spool = SpooledTemporaryFile(MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - closed when it is sent
        try:
            for part in parts:
                spool.write(part)
            size = spool.tell()
            spool.seek(0)
        except BaseException:
            spool.close()
            raise
        finally:
            parts.close()
        if size > MEMORY:
            return *head, spool
        with spool:
            return *head, spool.read()

    async def send_file(self, file, receive, send):
        """Send `file` as fast as the client takes it, until it is through or the client has gone."""
        loop = asyncio.get_running_loop()
        gone = asyncio.ensure_future(receive())  # nothing comes after the body but the end of the connection
        try:
            is_last = False
            while not (is_last or gone.done()):
                chunk = await loop.run_in_executor(self.file_threads, file.read, CHUNK)
                is_last = not chunk
                await send({"type": "http.response.body", "body": chunk, "more_body": not is_last})
        finally:
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await gone


def plain_answer(refusal):
    sentence = f"{refusal.sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(sentence)).encode())]
    return refusal.status, headers, sentence


def build_environ(scope, body):
    """Return the WSGI environment of an ASGI request whose body will be in the file `body`."""
    root = scope.get("root_path", "")
    path = unquote_to_bytes(scope["raw_path"]) if scope.get("raw_path") else scope["path"].encode()
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root.encode().decode("latin1"),
        "PATH_INFO": path.removeprefix(root.encode()).decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": File,
    }
    for name, value in scope["headers"]:
        # `X_Real_IP` would pass for the `X-Real-IP` of a proxy.
        if b"_" in name:
            continue
        key = name.decode("latin1").upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin1")
        separator = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{separator}{text}" if key in environ else text
    return environ
