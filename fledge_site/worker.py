"""Keep one background worker running beside the web server, and give it the reminders to send."""

import ctypes
import logging
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

PATIENCE = 10  # seconds that a running task gets to end
LONGEST_PAUSE = 30  # seconds between attempts of a worker that keeps dying
BETWEEN_REMINDERS = 600  # seconds


class WorkerKeeper:
    """Start `lms_worker` for Fledge's tasks, start it again when it dies or ends itself, end it with the site.

    The worker has a session of its own, so Ctrl-C reaches it through `stop()` only, after the web server has ended;
    the kernel ends it where this process is killed and cannot. What it says goes to `log_path`.
    """

    def __init__(self, *, log_path):
        self.log_path = log_path
        self.process = None
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.keep, name="worker-keeper", daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        """Let the running task end, then return; after PATIENCE seconds end it anyway (tasks may run twice)."""
        self.stopping.set()
        process = self.process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
        self.thread.join(PATIENCE)

    def keep(self):
        pause = 1
        while not self.stopping.is_set():
            began = time.monotonic()
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen(
                    self.command(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=end_with_parent,
                )
            if self.stopping.is_set():
                self.process.terminate()
            self.process.wait()
            if time.monotonic() - began > LONGEST_PAUSE:  # It has worked, so this is no crash loop.
                pause = 1
            self.stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    @staticmethod
    def command():
        alias = settings.LMS["TASK_BACKEND"]
        return [sys.executable, sys.argv[0], "lms_worker", "--backend", alias, "--no-reload", "--no-startup-delay"]


class ReminderClock:
    """Send reminders and publish what is scheduled now and again, as cron does where the site is deployed.

    Its commands are `send_reminders` and Wagtail's `publish_scheduled`.
    """

    def __init__(self):
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.tick, name="reminder-clock", daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.thread.join(PATIENCE)

    def tick(self):
        from courses.reminders.tasks import remind
        from lms.jobs.queue import enqueue

        while True:
            try:
                enqueue(remind)
                call_command("publish_scheduled")
            except DatabaseError:
                logger.exception("Not all reminders and schedules were seen to; the next round tries again.")
            finally:
                connection.close()
            if self.stopping.wait(BETWEEN_REMINDERS):
                return


def end_with_parent():
    """Ask Linux to end this process when the one that started it is gone."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1  # noqa: N806 - the kernel's name
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
