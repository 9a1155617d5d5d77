"""Servers on loopback that accept connections and then keep people waiting."""

import contextlib
import socket
import threading
import time

from tests.patience import PATIENCE


class SilentServer:
    """Accepts every connection and says nothing, or one letter after the other of `drip` for ever.

    `connections` counts who has come.
    """

    def __init__(self, drip=b""):
        self.drip, self.connections, self.is_closed = drip, 0, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.accepted = []
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            if self.is_closed:
                connection.close()
                return
            self.connections += 1
            self.accepted.append(connection)
            if self.drip:
                threading.Thread(target=self._drip, args=(connection,), daemon=True).start()

    def _drip(self, connection):
        with contextlib.suppress(OSError):
            while not self.is_closed:
                for letter in self.drip:
                    connection.sendall(bytes([letter]))
                    time.sleep(0.05)

    def close(self):
        self.is_closed = True
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE):
            pass  # wakes the thread that accepts
        self.thread.join(5)
        self.listener.close()
        self.drop()

    def drop(self):
        """Close all connections."""
        while self.accepted:
            self.accepted.pop().close()
