"""The web server: uvicorn in one process or several, on one listening socket, with the limits that uvicorn lacks."""

import contextlib
import errno
import socket
import struct
import sys

import uvicorn
from django.conf import settings
from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

from fledge_site.worker import end_with_parent

GRACE = 5  # seconds that open requests get to end
HEAD_BYTES = 64 * 1024
PIPELINED = 16  # requests that may wait on one connection for the answer to an earlier one
NO_LINGER = struct.pack("ii", 1, 0)  # throw away what was not sent
START_SECONDS = 60  # for which the first worker is waited for


class Protocol(HttpToolsProtocol):
    """One connection, which a client cannot keep by doing nothing.

    uvicorn waits without limit for the rest of a head, for a body that the application refused, and for a client to
    read its answer; and it keeps a head of any size in memory. Here each has its limit, and its end is the end of the
    connection. How a body may arrive that the application does take is the business of `fledge_site.pages`.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.reading = self.writing = None  # timers
        self.unused_bytes = 0
        self.answered = None  # the cycle of the request that is answered now; `cycle` is that of the last one sent

    def connection_made(self, transport):
        super().connection_made(transport)
        self.wait_for_request()

    def connection_lost(self, exc):
        self.stop_waiting()
        self.writable()
        super().connection_lost(exc)
        self.pipeline.clear()
        if self.answered:  # uvicorn tells the last request only, and an earlier one would be answered to no one
            self.answered.disconnected = True
            self.answered.message_event.set()

    def _start_asgi_task(self, cycle, app):
        self.answered = cycle
        super()._start_asgi_task(cycle, app)

    # --- reading ---

    def wait_for_request(self):
        if self.reading is None:
            self.reading = self.loop.call_later(settings.REQUEST_LIMITS["READ_SECONDS"], self.transport.close)

    def stop_waiting(self):
        if self.reading is not None:
            self.reading.cancel()
            self.reading = None

    def data_received(self, data):
        self.unused_bytes += len(data)
        super().data_received(data)
        if self.unused_bytes > HEAD_BYTES + len(data):
            self.transport.close()  # an endless head, or an endless trailer
        elif self.cycle and self.cycle.response_complete:
            # The rest of a refused body is thrown away, and so are line ends before a request, but not for ever.
            self.wait_for_request()

    def on_message_begin(self):
        super().on_message_begin()
        self.wait_for_request()

    def on_headers_complete(self):
        self.stop_waiting()
        super().on_headers_complete()
        self.unused_bytes = 0
        if len(self.pipeline) > PIPELINED:
            self.transport.abort()
            raise ConnectionAbortedError  # which ends the parsing of what has arrived

    def on_body(self, body):
        self.unused_bytes = 0
        super().on_body(body)

    def on_message_complete(self):
        self.stop_waiting()
        self.unused_bytes = 0
        super().on_message_complete()

    def _unsupported_upgrade_warning(self):
        """Log nothing: any client can ask for a WebSocket, and there is none to be had."""

    # --- writing ---

    def pause_writing(self):
        super().pause_writing()
        self.wait_for_reader()

    def resume_writing(self):
        self.writable()
        super().resume_writing()

    def on_response_complete(self):
        super().on_response_complete()
        if self.transport.get_write_buffer_size():  # too little for `pause_writing`, but perhaps never read either
            self.wait_for_reader()

    def wait_for_reader(self):
        if self.writing is None:
            self.writing = self.loop.call_later(settings.REQUEST_LIMITS["WRITE_SECONDS"], self.drop_reader)

    def writable(self):
        if self.writing is not None:
            self.writing.cancel()
            self.writing = None

    def drop_reader(self):
        self.writing = None
        if self.transport.get_write_buffer_size():
            # `close` would wait for the client to read, and without NO_LINGER so would the kernel.
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            self.transport.abort()

    # --- the end of the server ---

    def shutdown(self):
        """End the streams first: each would hold the server until its grace is over. Who holds it then is dropped."""
        from brainstorm.live.hub import close_hubs

        close_hubs()
        super().shutdown()
        self.loop.call_later(GRACE - 1, self.transport.abort)


class Config(uvicorn.Config):
    """How the site is served, by one process or by several, which get this object from their parent."""

    def __init__(self, **kwargs):
        super().__init__(
            "fledge_site.asgi:application",
            http=Protocol,
            ws="none",
            access_log=False,
            log_config=None,  # Django's settings say what is logged, and how
            # Who the client is, is for Django's settings to say: `REMOTE_ADDR` is always who connected.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            **kwargs,
        )

    def load(self):
        if self.workers > 1:
            end_with_parent()
        super().load()


class Server(uvicorn.Server):
    """uvicorn in this process, which says where it is once it answers."""

    def __init__(self, config, *, say):
        super().__init__(config)
        self.say = say

    async def startup(self, sockets=None):
        await super().startup(sockets)
        if self.started:
            self.say()


class Supervisor(Multiprocess):
    """uvicorn in several processes, each of which is started again when it dies or hangs."""

    def __init__(self, config, sockets, *, say):
        super().__init__(config, sockets)
        self.say = say

    def init_processes(self):
        super().init_processes()
        if self.processes[0].wait_until_ready(START_SECONDS, self.should_exit):
            self.say()


def serve(listener, *, workers, say):
    """Answer requests until Ctrl-C or SIGTERM; call `say` once the site answers."""
    config = Config(workers=workers)
    if workers > 1:
        supervisor = Supervisor(config, [listener], say=say)
        supervisor.run()
        if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
            sys.exit(STARTUP_FAILURE)
    else:
        server = Server(config, say=say)
        server.run(sockets=[listener])
        if not server.started:
            sys.exit(STARTUP_FAILURE)


@contextlib.contextmanager
def listening_socket(host, port):
    """Take the port before the long preparations; a port or host that cannot be had ends with a sentence.

    The socket names its protocol, which `socket.create_server` leaves out: connections of a socket without one do not
    get `TCP_NODELAY` from asyncio, and an answer on a kept connection then waits 40 ms for the client's delayed
    acknowledgment.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):  # of a label that no host name has
        sys.exit(f"HOST is {host!r}, which is not an address of this machine: leave it out, or HOST=0.0.0.0 make run.")
    with socket.socket(family, kind, socket.IPPROTO_TCP) as listener:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
        except PermissionError:
            sys.exit(f"Port {port} is kept for the administrator of this machine: PORT=8001 make run.")
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                free = port + 1 if port < 65535 else 8001
                sys.exit(f"Port {port} is in use by another program: choose another one, PORT={free} make run.")
            sys.exit(f"Cannot listen at {host}, port {port} ({error.strerror}): HOST=127.0.0.1 PORT=8001 make run.")
        yield listener
