"""How tests wait: for what they need, never for a time, and long enough for a machine that is busy elsewhere."""

import random
import socket
import time

#: Seconds. What takes a moment on a quiet machine takes so long only when it has failed.
PATIENCE = 120
#: Seconds for the first start of a site, which loads the demonstration: half a minute of one processor.
START_PATIENCE = 600


def wait_until(happened, *, explain=lambda: "", seconds=PATIENCE):
    """Return what `happened()` returns as soon as that is true; after `seconds` fail with what `explain()` returns."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)
    return found


def free_port():
    """Return a port for a server that is told its port.

    It lies below those that the system gives to whoever asks for any, so that no connection takes it meanwhile, and is
    drawn at random, so that two runs of the suite do not meet.
    """
    while True:
        port = random.randint(20_000, 30_000)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
