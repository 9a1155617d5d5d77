"""Streams of this process: each event is read and drawn once for a channel, then put into the queue of every viewer.

All of it lives on the event loop. Only reading leaves it, through a small pool of threads that all streams share: a
query inside each stream would pin a thread and a database connection for every viewer.
"""

import asyncio
import contextlib
import logging
import random
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from brainstorm.live.notify import listen
from brainstorm.live.updates import read_numbers, read_update
from brainstorm.sessions.models.brainstorms import Brainstorm

logger = logging.getLogger(__name__)

READERS = 4  # threads, each with one database connection
QUEUE = 64  # messages that a slow viewer may lag behind
MANY, COALESCE = 100, 0.12  # above so many viewers, what happens within so many seconds travels together
LOOK = 2  # seconds after which the hub looks by itself, should no one have woken it
REPLAY = 1  # seconds for which people who come back at once share one replay
HEARTBEAT = 15  # seconds of silence after which a beat tells proxies and the browser that the stream is alive
LIFETIME = 900  # seconds after which a browser has to come again, and with it the check who it is

_pool = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="lms-live")
_hubs = weakref.WeakKeyDictionary()  # {event loop: its hub}


def in_pool(function, *args, **kwargs):
    """Await `function` in one of the few threads that may read the database for streams."""

    def read():
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return asyncio.get_running_loop().run_in_executor(_pool, read)


def current_hub():
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


def close_hubs():
    """End all streams of this process, so that its server can end. Call it on the event loop."""
    for hub in _hubs.values():
        hub.close()


def wake_hubs(brainstorm_id):
    """Tell all hubs of this process, from any thread, that `brainstorm_id` has new events."""
    for loop, hub in list(_hubs.items()):
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(hub.wake, brainstorm_id)


class Viewer:
    """One open stream. Its queue is bounded: who cannot keep up is told to load the page again."""

    def __init__(self, reader, is_superuser=False):
        self.reader, self.is_superuser = reader, is_superuser
        self.queue = asyncio.Queue(QUEUE)

    def put(self, update, message):
        try:
            self.queue.put_nowait((update.number, message))
        except asyncio.QueueFull:
            self._empty()
            self.queue.put_nowait((update.number, resync_message(update.number)))

    def end(self):
        """Let the stream end after nothing more."""
        self._empty()
        self.queue.put_nowait(None)

    def _empty(self):
        while not self.queue.empty():
            self.queue.get_nowait()


def resync_message(number):
    return f'id: {number}\ndata: {{"number": {number}, "resync": true}}\n\n'.encode()


class Feed:
    """One channel and its viewers."""

    def __init__(self, channel):
        self.channel, self.viewers = channel, set()
        self.number = self.state = None  # unknown until the first viewer has read it
        self._is_due, self._task, self._replays, self._published = False, None, {}, 0

    def wake(self):
        """Read what is new, once the reading under way is done."""
        self._is_due = True
        if self.number is not None and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._follow())

    async def _follow(self):
        while self._is_due and self.viewers:
            if len(self.viewers) > MANY:
                await asyncio.sleep(self._published + COALESCE - time.monotonic())
            self._is_due = False
            try:
                update = await in_pool(
                    read_update, self.channel, self.number, state=self.state, viewers=len(self.viewers)
                )
            except Brainstorm.DoesNotExist:
                self.close()
                return
            except Exception:  # a database that is away for a moment must not end the stream; the hub looks again
                logger.exception("Reading events of brainstorm %s failed.", self.channel.brainstorm)
                return
            if update:
                self.publish(update)

    def publish(self, update):
        self.number, self.state = update.number, update.state
        self._published = time.monotonic()
        self._replays.clear()
        message = update.message
        for viewer in list(self.viewers):
            if update.readers is not None and not viewer.is_superuser and viewer.reader not in update.readers:
                viewer.end()
            else:
                viewer.put(update, message)

    async def replay(self, after):
        """Return the `Update` since event `after`. People who come back in the same second share one reading."""
        begun, task = self._replays.get(after, (0, None))
        if task is None or time.monotonic() - begun > REPLAY:
            task = asyncio.ensure_future(in_pool(read_update, self.channel, after))
            self._replays[after] = time.monotonic(), task
        update = await asyncio.shield(task)
        if self.number is None:
            self.number, self.state = update.number, update.state
            if self._is_due:
                self.wake()
        return update

    def close(self):
        for viewer in self.viewers:
            viewer.end()


class Hub:
    """All feeds of one event loop, and what keeps them awake."""

    def __init__(self):
        self.feeds = {}  # {channel: its feed}, of channels that someone follows
        self._watchers = []
        self._numbers = {}

    def wake(self, brainstorm_id):
        for channel, feed in self.feeds.items():
            if channel.brainstorm == brainstorm_id:
                feed.wake()

    def wake_all(self):
        for feed in self.feeds.values():
            feed.wake()

    def close(self):
        """End all streams, so that the server can end."""
        for feed in self.feeds.values():
            feed.close()

    async def stream(self, channel, viewer, after):
        """Yield server-sent events: first what `viewer` has missed since event `after`, then what happens."""
        feed = self._subscribe(channel, viewer)  # before the replay, so that nothing falls between the two
        try:
            update = await feed.replay(after)
            # Browsers that lost the connection in the same instant do not come back in the same instant.
            yield f"retry: {random.randint(500, 2500)}\n".encode() + update.message  # noqa: S311
            ends = time.monotonic() + LIFETIME * random.uniform(0.8, 1.2)  # noqa: S311
            while time.monotonic() < ends:
                try:
                    item = await asyncio.wait_for(viewer.queue.get(), HEARTBEAT)
                except TimeoutError:
                    yield b"event: beat\ndata: 1\n\n"
                    continue
                if item is None:
                    return
                number, message = item
                if number >= update.number:
                    yield message
        except Brainstorm.DoesNotExist:
            return
        finally:
            self._unsubscribe(channel, viewer)

    def _subscribe(self, channel, viewer):
        if not self.feeds:
            ways = self._look(), listen(self.wake, self.wake_all)
            self._watchers = [asyncio.create_task(way) for way in ways]
        if channel not in self.feeds:
            self.feeds[channel] = Feed(channel)
        feed = self.feeds[channel]
        feed.viewers.add(viewer)
        return feed

    def _unsubscribe(self, channel, viewer):
        feed = self.feeds[channel]
        feed.viewers.discard(viewer)
        if not feed.viewers:
            del self.feeds[channel]
        if not self.feeds:
            for watcher in self._watchers:
                watcher.cancel()
            self._watchers = []

    async def _look(self):
        """Wake feeds whose brainstorm has moved on unheard: by another process without PostgreSQL, or in a gap."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                numbers = await in_pool(read_numbers, {channel.brainstorm for channel in self.feeds})
            except Exception:
                logger.exception("Looking for events of brainstorms failed; trying again.")
                continue
            for pk in {channel.brainstorm for channel in self.feeds}:
                if numbers.get(pk) != self._numbers.get(pk):
                    self.wake(pk)
            self._numbers = numbers
