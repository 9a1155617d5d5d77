"""R2, R14: a task whose worker was killed, or that hung, is taken up again, and ends once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lms.jobs.heartbeats import (
    LEASE,
    LONGEST_RETRYING,
    MOST_TRIES,
    RETRY_AFTER,
    WITHOUT_LEASE,
    put_back,
    renew,
    take_up_left_behind,
)
from lms.jobs.queue import report_progress, time_limit
from lms.models import WorkerHeartbeat
from tests.patience import PATIENCE, wait_until

from .waiting import hang, wait_for_word

pytestmark = [pytest.mark.row("R2"), pytest.mark.every_database]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def queue(settings):
    settings.TASKS = settings.TASKS | {"lms": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def running(*, worker="dead", tries=1, seconds=10):
    """Store a task that `worker` began so many seconds ago."""
    return DBTaskResult.objects.create(
        status="RUNNING",
        started_at=timezone.now() - timedelta(seconds=seconds),
        args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.lms.waiting.wait_for_word",
        worker_ids=[*["earlier"] * (tries - 1), worker],
        backend_name="lms",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )


def gone(worker, *, seconds=LEASE + 1):
    WorkerHeartbeat.objects.create(worker_id=worker, renewed_at=timezone.now() - timedelta(seconds=seconds))


def state_of(task):
    return DBTaskResult.objects.get(pk=task.pk).status


@pytest.mark.django_db
def test_task_of_a_dead_worker_goes_back_into_the_queue_once():
    gone("dead")
    task = running()
    assert (take_up_left_behind(backend="lms"), state_of(task)) == (1, "READY")
    assert take_up_left_behind(backend="lms") == 0


@pytest.mark.django_db
def test_task_of_a_living_worker_stays_with_it():
    renew("alive")
    task = running(worker="alive", seconds=10 * LEASE)
    gone("held up", seconds=LEASE / 2)
    other = running(worker="held up")
    assert take_up_left_behind(backend="lms") == 0
    assert (state_of(task), state_of(other)) == ("RUNNING", "RUNNING")


@pytest.mark.django_db
def test_task_of_another_queue_is_left_alone():
    gone("dead")
    task = running()
    DBTaskResult.objects.update(backend_name="firm")
    assert take_up_left_behind(backend="lms") == 0
    assert state_of(task) == "RUNNING"


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "state"), [(WITHOUT_LEASE - 60, "RUNNING"), (WITHOUT_LEASE + 60, "READY")])
def test_worker_without_a_lease_gets_an_hour(seconds, state):
    task = running(worker="of the backend itself", seconds=seconds)
    take_up_left_behind(backend="lms")
    assert state_of(task) == state


@pytest.mark.django_db
def test_task_that_kills_its_workers_is_given_up():
    gone("dead")
    task = running(tries=MOST_TRIES)
    assert take_up_left_behind(backend="lms") == 0
    task.refresh_from_db()
    assert (task.status, task.finished_at is not None) == ("FAILED", True)
    assert task.traceback.startswith("Its worker died or hung 5 times.")


@pytest.mark.django_db
def test_workers_are_forgotten_after_a_week():
    gone("long ago", seconds=8 * 24 * 3600)
    renew("alive")
    assert list(WorkerHeartbeat.objects.values_list("worker_id", flat=True)) == ["alive"]


def database_url():
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}".replace(
        f"@{found['HOST']}", "@" + str(found["HOST"]).replace("/", "%2F")
    )


def start_worker(tmp_path, *options):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "fledge_site.settings.dev",
        "DATABASE_URL": database_url(),
        "LMS_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "lms_worker", "--lease", "1.5", "--interval", "0.1", "--no-reload"]
    command += ["--no-startup-delay", *options]
    log = (tmp_path / "worker.log").open("ab")
    with log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def lines(path):
    return path.read_text().count("\n") if path.exists() else 0


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_worker_killed_mid_task_leaves_it_to_the_next_and_it_ends_once(tmp_path, queue):
    task = wait_for_word.using(backend="lms").enqueue(str(tmp_path))
    log, begun, ended = (tmp_path / name for name in ("worker.log", "begun", "ended"))
    workers = [start_worker(tmp_path)]
    try:
        wait_until(lambda: lines(begun) == 1, explain=log.read_text)
        workers[0].send_signal(signal.SIGKILL)
        workers[0].wait()
        workers.append(start_worker(tmp_path))
        wait_until(lambda: lines(begun) == 2, explain=log.read_text)
        (tmp_path / "go").touch()
        wait_until(lambda: DBTaskResult.objects.get(pk=task.id).status == "SUCCESSFUL", explain=log.read_text)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert lines(ended) == 1
    assert len(DBTaskResult.objects.get(pk=task.id).worker_ids) == 2
    assert not DBTaskResult.objects.running().exists()


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_task_that_a_second_signal_breaks_off_goes_back_into_the_queue(tmp_path, queue):
    task = wait_for_word.using(backend="lms").enqueue(str(tmp_path))
    log, begun = tmp_path / "worker.log", tmp_path / "begun"
    worker = start_worker(tmp_path)
    try:
        wait_until(lambda: lines(begun) == 1, explain=log.read_text)
        worker.send_signal(signal.SIGTERM)
        wait_until(lambda: "shutting down gracefully" in log.read_text(), explain=log.read_text)
        worker.send_signal(signal.SIGTERM)
        worker.wait(PATIENCE)
    finally:
        worker.kill()
        worker.wait()
    assert state_of(DBTaskResult.objects.get(pk=task.id)) == "READY"


@pytest.mark.alone
@pytest.mark.row("R14")
@pytest.mark.django_db(transaction=True)
def test_task_that_hangs_ends_its_worker_waits_behind_the_others_and_is_tried_again(tmp_path, queue):
    (tmp_path / "hang").mkdir()
    (tmp_path / "go").touch()
    hanging = hang.using(backend="lms").enqueue(str(tmp_path / "hang"), 2)
    other = wait_for_word.using(backend="lms").enqueue(str(tmp_path))
    log, begun = tmp_path / "worker.log", tmp_path / "hang/begun"
    for tries in (1, 2):
        worker = start_worker(tmp_path, "--task-timeout", "3")
        try:
            worker.wait(PATIENCE)
        finally:
            worker.kill()
            worker.wait()
        assert (worker.returncode, lines(begun)) == (1, tries)
        assert log.read_text().count("Timeout (0:00:03)!") == tries
        assert "waiting.py" in log.read_text()
    assert DBTaskResult.objects.get(pk=other.id).status == "SUCCESSFUL"
    worker = start_worker(tmp_path, "--task-timeout", "3")
    try:
        wait_until(lambda: DBTaskResult.objects.get(pk=hanging.id).status == "SUCCESSFUL", explain=log.read_text)
        assert worker.poll() is None
    finally:
        worker.kill()
        worker.wait()
    assert lines(begun) == 3


@pytest.mark.row("R14")
def test_progress_outside_of_a_worker_starts_no_clock():
    assert time_limit.seconds is None
    report_progress()
    assert time_limit.seconds is None


def failed(*, age, reason="lms.jobs.queue.TryLater"):
    """Store a task that was queued so long ago and has just failed."""
    task = running(tries=3)
    DBTaskResult.objects.update(
        status="FAILED", enqueued_at=timezone.now() - age, exception_class_path=reason, finished_at=timezone.now()
    )
    task.refresh_from_db()
    return task


@pytest.mark.django_db
@pytest.mark.parametrize("age", [timedelta(seconds=1), timedelta(hours=3)])
def test_task_that_asks_to_be_tried_later_waits_ever_longer(age, queue):
    task = failed(age=age)
    put_back(task.task_result)
    task.refresh_from_db()
    assert (task.status, task.finished_at, task.worker_ids) == ("READY", None, [])
    wait = max(age, RETRY_AFTER)
    assert wait - timedelta(seconds=5) < task.run_after - timezone.now() < wait + timedelta(seconds=5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "reason"),
    [(LONGEST_RETRYING, "lms.jobs.queue.TryLater"), (timedelta(seconds=1), "builtins.ValueError")],
)
def test_task_that_failed_otherwise_or_for_too_long_stays_failed(age, reason, queue):
    task = failed(age=age, reason=reason)
    put_back(task.task_result)
    assert state_of(task) == "FAILED"
