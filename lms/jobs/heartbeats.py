"""Leases, by which the task of a worker that was killed, or ended because the task hung, is taken up again.

Django's task queue in the database marks a task as running and leaves it so for ever if its worker is killed. Here a
worker renews a lease while it lives; a running task whose worker's lease has run out goes back into the queue. Every
task of Fledge is safe to run twice, so a worker that was only held up, such as by a machine that slept, does no harm.
"""

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.jobs.models import WorkerHeartbeat
from lms.jobs.queue import TryLater

logger = logging.getLogger(__name__)

LEASE = 60  # seconds
#: A lease is renewed this many times before it would run out.
RENEWALS = 6
#: A task that has killed so many workers is not given to another one.
MOST_TRIES = 5
#: A task that asks to be tried later is tried after this time, then after twice as long each time, until it is so old.
RETRY_AFTER = timedelta(minutes=1)
LONGEST_RETRYING = timedelta(days=3)
#: For how long we remember workers that are gone, in days.
REMEMBERED = 7
#: No one knows of a worker without a lease whether it lives. So long it may take for a task, in seconds.
WITHOUT_LEASE = 3600


class Lease:
    """Renews the lease of this process in a thread of its own, and takes up what dead workers left behind."""

    def __init__(self, *, worker_id, backend, seconds=LEASE):
        self.worker_id, self.backend, self.seconds = worker_id, backend, seconds
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._keep, name="worker-lease", daemon=True)

    def start(self):
        """Take the lease before the first task is claimed."""
        renew(self.worker_id)
        self.thread.start()

    def stop(self):
        """Let go: whatever still runs under this name may be taken up at once."""
        self.stopping.set()
        self.thread.join(self.seconds)
        WorkerHeartbeat.objects.filter(worker_id=self.worker_id).update(renewed_at=timezone.now() - timedelta(days=1))

    def _keep(self):
        try:
            while not self.stopping.is_set():
                try:
                    renew(self.worker_id)
                    take_up_left_behind(backend=self.backend, seconds=self.seconds)
                except DatabaseError:
                    logger.exception("The lease of this worker was not renewed; the next try follows.")
                self.stopping.wait(self.seconds / RENEWALS)
        finally:
            connection.close()


def renew(worker_id):
    now = timezone.now()
    WorkerHeartbeat.objects.update_or_create(worker_id=worker_id, defaults={"renewed_at": now})
    WorkerHeartbeat.objects.filter(renewed_at__lt=now - timedelta(days=REMEMBERED)).delete()


def take_up_left_behind(*, backend, seconds=LEASE):
    """Put running tasks of dead workers back into the queue of `backend`. Returns how many.

    One that has been tried `MOST_TRIES` times has failed: it may be what kills its workers, or hang each time. Until
    then it waits behind all others, so that they are done first.
    """
    from django_tasks_db.compat import TASK_MIN_PRIORITY  # noqa: PLC0415 - a host may have another queue
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - a host may have another queue

    now = timezone.now()
    alive = set(
        WorkerHeartbeat.objects.filter(renewed_at__gt=now - timedelta(seconds=seconds)).values_list(
            "worker_id", flat=True
        )
    )
    known = set(WorkerHeartbeat.objects.values_list("worker_id", flat=True))
    taken_up = 0
    for task in DBTaskResult.objects.running().filter(backend_name=backend):
        worker = task.worker_ids[-1] if task.worker_ids else ""
        if worker in alive:
            continue
        if worker not in known and task.started_at > now - timedelta(seconds=WITHOUT_LEASE):
            continue
        # Another worker may be at it, or the dead one may live after all: only what is still as it was changes.
        same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) >= MOST_TRIES:
            reason = _("Its worker died or hung %(n)s times. Check the worker log, then start the task again.")
            same.update(status="FAILED", finished_at=now, traceback=reason % {"n": len(task.worker_ids)})
            logger.error("Task %s was given up: its worker died or hung %s times.", task.pk, len(task.worker_ids))
        else:
            taken_up += same.update(status="READY", priority=max(task.priority - 1, TASK_MIN_PRIORITY))
            logger.warning("Task %s of worker %s is taken up again.", task.pk, worker)
    return taken_up


def put_back(task_result):
    """Put a task that raised `TryLater` back into the queue, unless it has been tried for `LONGEST_RETRYING`.

    So is one that a second SIGTERM or Ctrl-C broke off: the worker raises `SystemExit` in it.
    """
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - a host may have another queue

    paths = f"{TryLater.__module__}.{TryLater.__qualname__}", "builtins.SystemExit"
    # Earlier workers are forgotten: `MOST_TRIES` counts those that died of the task.
    failed = DBTaskResult.objects.failed().filter(pk=task_result.id, exception_class_path__in=paths)
    now = timezone.now()
    age = now - task_result.enqueued_at
    if age < LONGEST_RETRYING:
        run_after = now + max(age, RETRY_AFTER)
        failed.update(status="READY", run_after=run_after, finished_at=None, traceback="", worker_ids=[])
