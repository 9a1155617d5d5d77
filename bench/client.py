"""Someone who asks a site for one page again and again, over HTTP connections that stay open.

`bench.over_http` starts it and writes one load a line, as JSON. Kept small, because it runs on the cores that the
server needs.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
LARGEST = 2**22  # bytes of one answer
SILENCE = 60  # seconds that an answer may take


@dataclass
class Load:
    """`requests` requests by `connections` connections, or as many as `seconds` allow; each connection at least one.

    With `pause`, in seconds, a connection rests before each request. Raises ValueError at an answer other than the
    page: another status, or another length than that of the first.
    """

    port: int
    path: str
    cookie: str
    connections: int
    requests: int
    seconds: float
    pause: float = 0
    waits: list = field(default_factory=list)  # seconds from request to whole answer
    length: int | None = None

    async def run(self):
        """Return the seconds that all of it took, connecting left out; `waits` holds the answers."""
        request = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n".encode()
        streams = [
            await asyncio.open_connection("127.0.0.1", self.port, limit=LARGEST) for _ in range(self.connections)
        ]
        begin = time.perf_counter()
        try:
            share = max(1, self.requests // self.connections)
            await asyncio.gather(*(self._ask(*each, request, share, begin + self.seconds) for each in streams))
            return time.perf_counter() - begin
        finally:
            for _, writer in streams:
                writer.close()

    async def _ask(self, reader, writer, request, number, end):
        for _ in range(number):
            if self.pause:
                await asyncio.sleep(self.pause)
            begin = time.perf_counter()
            writer.write(request)
            async with asyncio.timeout(SILENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
            self.waits.append(time.perf_counter() - begin)
            self._check(head, body)
            if time.perf_counter() > end:
                return

    def _check(self, head, body):
        if self.length is None and body.rstrip().endswith(b"</html>"):
            self.length = len(body)
        if not head.startswith(b"HTTP/1.1 200 ") or len(body) != self.length:
            said = head.partition(b"\r\n")[0].decode()
            raise ValueError(f"{self.path} was answered by {said!r} with {len(body)} bytes, not {self.length}.")


def main():
    for line in sys.stdin:
        load = Load(**json.loads(line))
        print(json.dumps({"seconds": asyncio.run(load.run()), "waits": load.waits}), flush=True)


if __name__ == "__main__":
    main()
