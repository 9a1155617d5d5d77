"""The page for monitors and load balancers: no longer "ok" while the background work stands still."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lms.jobs.heartbeats import LEASE, renew
from lms.models import WorkerHeartbeat

pytestmark = [pytest.mark.django_db, pytest.mark.row("R14")]
LATER = datetime(9999, 1, 1, tzinfo=UTC)
OK = {"status": "ok", "database": "ok", "worker": "ok", "oldest_task_seconds": 0, "problems": []}


@pytest.fixture
def queue(settings):
    settings.TASKS = settings.TASKS | {"lms": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def ask(client):
    response = client.get("/learning/health/")
    assert "no-store" in response["Cache-Control"]
    return response.status_code, response.json()


def store(*, minutes, status="READY", run_after=LATER, backend="lms"):
    """Store a task that was queued so many minutes ago."""
    task = DBTaskResult.objects.create(
        status=status,
        started_at=timezone.now() if status == "RUNNING" else None,
        args_kwargs={"args": ["ada@firm.example"], "kwargs": {}},
        task_path="tests.lms.waiting.wait_for_word",
        backend_name=backend,
        run_after=run_after,
        exception_class_path="",
        traceback="",
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutes))


def test_site_without_a_queue_needs_no_worker(client):
    with CaptureQueriesContext(connection) as queries:
        status, health = ask(client)
    assert (status, health) == (200, OK | {"worker": "none needed"})
    assert [query["sql"] for query in queries] == ["SELECT 1"]


def test_site_with_a_worker_is_ok_by_two_queries(client, queue, django_assert_num_queries):
    renew("alive")
    store(minutes=90, status="SUCCESSFUL")
    store(minutes=90, status="FAILED")
    store(minutes=90, backend="firm")
    store(minutes=90, run_after=timezone.now() + timedelta(minutes=1))
    with django_assert_num_queries(2):
        assert ask(client) == (200, OK)


def test_site_whose_worker_was_never_started_is_ok_until_work_waits(client, queue):
    assert ask(client) == (200, OK)
    store(minutes=6)
    status, health = ask(client)
    assert (status, health["status"], health["worker"]) == (200, "degraded", "late")


def test_worker_that_died_is_reported(client, queue):
    WorkerHeartbeat.objects.create(worker_id="dead", renewed_at=timezone.now() - timedelta(seconds=LEASE + 5))
    assert ask(client) == (
        200,
        OK
        | {
            "status": "degraded",
            "worker": "gone",
            "problems": ["No background worker is running, so emails and certificates are waiting. Start lms_worker."],
        },
    )


@pytest.mark.parametrize("state", ["READY", "RUNNING"])
def test_worker_that_lives_and_makes_no_progress_is_reported(client, queue, state):
    renew("alive")
    store(minutes=1)
    store(minutes=12, status=state)
    status, health = ask(client)
    assert (status, health["status"], health["worker"]) == (200, "degraded", "late")
    assert health["oldest_task_seconds"] in range(720, 780)
    assert health["problems"] == ["A background task has been waiting or running for 12 minutes. Check the worker log."]
    assert "ada" not in str(health)


def test_task_that_waited_for_its_time_is_late_from_then_on(client, queue):
    renew("alive")
    store(minutes=90, run_after=timezone.now() - timedelta(minutes=2))
    status, health = ask(client)
    assert (status, health["status"]) == (200, "ok")
    assert health["oldest_task_seconds"] in range(120, 180)


def test_site_without_its_database_is_down(client, queue):
    def refuse(*arguments):
        raise OperationalError("connection refused for user fledge")

    with connection.execute_wrapper(refuse):
        assert ask(client) == (
            503,
            {
                "status": "down",
                "database": "no answer",
                "worker": "unknown",
                "oldest_task_seconds": None,
                "problems": [
                    "The database does not answer, or its tables are missing. Run manage.py migrate to create them."
                ],
            },
        )
