"""How the apps hand work to the background. Tasks take ids, call an action, and are safe to run twice."""

import faulthandler

from lms.conf import lms_settings


class TryLater(Exception):  # noqa: N818 - it asks for something, and is no error
    """Raised by a task that could not do all of its work now: the worker puts it back into the queue for later."""


def enqueue(job, *args):
    """Queue `job` where the site wants Fledge's work done."""
    return job.using(backend=lms_settings.TASK_BACKEND).enqueue(*args)


class TimeLimit:
    """Ends this process when a task hangs; the next worker takes the task up again (see `lms.jobs.heartbeats`).

    The clock is `faulthandler`'s: it needs neither Python's lock nor the database, so it also ends a task that hangs
    in C code or waits for a row that another one holds, and it writes to stderr where the task hangs.
    """

    def __init__(self):
        self.seconds = None  # None outside of a worker's tasks

    def begin(self, seconds):
        """Start the clock of a task, which may go on for so many seconds without progress."""
        self.seconds = seconds
        self.restart()

    def restart(self):
        if self.seconds:
            faulthandler.dump_traceback_later(self.seconds, exit=True)

    def end(self):
        self.seconds = None
        faulthandler.cancel_dump_traceback_later()


time_limit = TimeLimit()


def report_progress():
    """Say that a long task is not stuck: its time limit (`TASK_TIMEOUT`) begins anew. Does nothing elsewhere."""
    time_limit.restart()
