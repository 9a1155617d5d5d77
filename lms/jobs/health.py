"""What a monitor is told: whether the database answers, and whether the background work is done."""

from datetime import timedelta

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Case, Max, Min, When
from django.utils import timezone

from lms.conf import lms_settings
from lms.jobs.heartbeats import LEASE
from lms.jobs.models import WorkerHeartbeat

#: Background work counts as late when a task has been waiting or running for so long.
LATE = timedelta(minutes=5)


def check_health():
    """Return what is known as a dict that JSON can hold.

    `status` is "ok"; "degraded" where pages are served and something else is wrong; or "down" without a database.
    `database` and `worker` are one or a few words each, `oldest_task_seconds` the age of the oldest task that is
    waiting or running, and `problems` a list of sentences. They name no person. Two queries.
    """
    health = {"status": "ok", "database": "ok", "worker": "none needed", "oldest_task_seconds": 0, "problems": []}
    try:
        if _has_queue():
            _check_worker(health)
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
    except DatabaseError:
        health |= {"status": "down", "database": "no answer", "worker": "unknown", "oldest_task_seconds": None}
        health["problems"] = [
            "The database does not answer, or its tables are missing. Run manage.py migrate to create them."
        ]
    return health


def _has_queue():
    """Return whether Fledge's tasks wait in the database for a worker."""
    if not apps.is_installed("django_tasks_db"):
        return False
    from django_tasks_db.backend import DatabaseBackend  # noqa: PLC0415 - a host may have another queue
    from django_tasks_db.compat import task_backends  # noqa: PLC0415 - a host may have another queue

    return isinstance(task_backends[lms_settings.TASK_BACKEND], DatabaseBackend)


def _check_worker(health):
    now = timezone.now()
    seen = WorkerHeartbeat.objects.aggregate(seen=Max("renewed_at"))["seen"]
    age = _age_of_oldest_task(now)
    health["oldest_task_seconds"] = round(age.total_seconds())
    # A host that runs `db_worker` has no leases: there the age of the tasks says enough.
    is_gone = seen is not None and seen < now - timedelta(seconds=LEASE)
    health["worker"] = "gone" if is_gone else "late" if age > LATE else "ok"
    if is_gone:
        health["problems"].append(
            "No background worker is running, so emails and certificates are waiting. Start lms_worker."
        )
    if age > LATE:
        health["problems"].append(
            f"A background task has been waiting or running for {age // timedelta(minutes=1)} minutes. "
            "Check the worker log."
        )
    if health["problems"]:
        health["status"] = "degraded"


def _age_of_oldest_task(now):
    """Return for how long the oldest task has been due and is not done: it waits, runs, or is tried again and again."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - a host may have another queue

    unfinished = DBTaskResult.objects.ready() | DBTaskResult.objects.running()
    # A task that was not deferred has a `run_after` in the far future.
    due_since = Case(When(run_after__lte=now, then="run_after"), default="enqueued_at")
    oldest = unfinished.filter(backend_name=lms_settings.TASK_BACKEND).aggregate(oldest=Min(due_since))["oldest"]
    return max(now - oldest, timedelta()) if oldest else timedelta()
