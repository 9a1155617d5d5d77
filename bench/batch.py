"""A batch of 1,000 certificates whose workers are killed on the way: `python -m bench.batch` (or with `--postgres`).

Two workers issue, print and sign. When a third, and when two thirds of the files are there, one of them is killed by
`kill -9` in the middle of its work and a new one takes its place. What the figures mean: bench/README.md.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import sites, tables
from bench.sites import ROOT

WORKERS = 2
LEASE = 5  # seconds without a sign of life after which a worker counts as dead
PATIENCE = 1800  # seconds


def prepare(number):
    """Make `number` people who have completed a course, and order their certificates. Runs in the site's settings."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    sites.migrate()
    from certificates.batches.actions import order_batch
    from certificates.batches.candidates import Candidate
    from courses.models import Enrollment
    from tests.factories.certificates import CertificateTemplateFactory
    from tests.factories.courses import CoursePageFactory
    from tests.factories.users import TrainerFactory

    users = get_user_model().objects.bulk_create(
        get_user_model()(username=f"batch-{n}", first_name="Ada", last_name=f"Okonkwo {n}", password="!")
        for n in range(number)
    )
    course = CoursePageFactory(title="Following a colleague's updates")
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(course=course, learner=user, status="completed", completed_at=timezone.now()) for user in users
    )
    candidates = [Candidate(n, f"Ada {n}", enrollment=each) for n, each in enumerate(enrollments, start=1)]
    order_batch(candidates=candidates, source="bench.csv", by=TrainerFactory(), template=CertificateTemplateFactory())
    print("{}")


def look():
    """Print what is stored. Runs in the site's settings."""
    import django

    django.setup()
    from django.db.models import Count
    from django_tasks_db.models import DBTaskResult

    from certificates.models import Batch, Certificate, CertificateFile

    twice = Certificate.objects.values("enrollment").annotate(n=Count("pk")).filter(n__gt=1).count()
    places = Certificate.objects.values_list("status_list", "status_index")
    batch = Batch.objects.get()
    tasks = {state.lower(): n for state, n in DBTaskResult.objects.values_list("status").annotate(Count("pk"))}
    files = CertificateFile.objects.values_list("content", flat=True).iterator(chunk_size=50)
    whole = [_is_whole(bytes(content)) for content in files]
    print(
        json.dumps(
            {
                "certificates": Certificate.objects.count(),
                "issued_twice": twice,
                "files": len(whole),
                "whole_and_signed": sum(whole),
                "doubled_places_of_status": len(places) - len(set(places)),
                "rows_done": batch.rows.filter(state="done").count(),
                "batch_finished": bool(batch.finished_at),
                "tasks": tasks,
                "tries_of_the_most_tried": max(len(each.worker_ids) for each in DBTaskResult.objects.all()),
            }
        )
    )


def _is_whole(content):
    return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF") and b"/ETSI.CAdES.detached" in content


def count(environment):
    """Return how many files are there and how many tasks are not done, by a look into the database alone."""
    import django

    os.environ.update(environment)
    django.setup()
    from django.db import OperationalError, connection
    from django_tasks_db.models import DBTaskResult

    from certificates.models import CertificateFile

    while True:
        try:
            return (
                CertificateFile.objects.count(),
                DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).count(),
            )
        except OperationalError:
            time.sleep(0.5)
        finally:
            connection.close()


def start_worker(environment, log):
    command = [sys.executable, "manage.py", "lms_worker", "--lease", str(LEASE), "--interval", "0.2", "--no-reload"]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)


def run_batch(environment, number, log):
    """Run workers until nothing is left to do, killing two of them on the way. Returns the figures."""
    workers = [start_worker(environment, log) for _ in range(WORKERS)]
    kill_at, killed_at = [number // 3, 2 * number // 3], []
    begin = time.monotonic()
    try:
        while True:
            time.sleep(0.5)
            files, left = count(environment)
            if not left:
                break
            if kill_at and files >= kill_at[0]:
                kill_at.pop(0)
                killed_at.append(files)
                worker = workers.pop(0)
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                workers.append(start_worker(environment, log))
            if time.monotonic() - begin > PATIENCE or all(worker.poll() is not None for worker in workers):
                sys.exit(f"{left} tasks were left. {Path(log.name).read_text()[-2000:]}")
        seconds = time.monotonic() - begin
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)
    return {"ordered": number, "killed_at": killed_at, "seconds": round(seconds)}


def batch(number, database_url=None):
    """Return the figures of one database."""
    with tempfile.TemporaryDirectory(prefix="fledge-batch-") as folder:
        environment = sites.demonstration(folder, **({"DATABASE_URL": database_url} if database_url else {}))
        sites.run_inside("bench.batch", environment, "--step", "prepare", number)
        with Path(folder, "workers.log").open("wb") as log:
            return run_batch(environment, number, log) | sites.run_inside("bench.batch", environment, "--step", "look")


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.batch")
    parser.add_argument("number", type=int, nargs="?", default=1000, help="certificates in the batch")
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL instead of SQLite")
    parser.add_argument("--smoke", action="store_true", help="the smallest size")
    parser.add_argument("--step", choices=["prepare", "look"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        return prepare(arguments.number) if arguments.step == "prepare" else look()

    from tests import postgres

    number = 6 if arguments.smoke else arguments.number
    with postgres.private_cluster() if arguments.postgres else contextlib.nullcontext() as url:
        result = {"database": "postgres" if arguments.postgres else "sqlite"} | batch(number, url)
    tables.show(
        f"A batch of {number:,} certificates whose workers are killed",
        ["", "seconds", "certificates", "issued twice", "whole, signed files", "tasks"],
        [
            [
                result["database"],
                result["seconds"],
                result["certificates"],
                result["issued_twice"],
                result["whole_and_signed"],
                ", ".join(f"{state}: {count}" for state, count in result["tasks"].items()),
            ]
        ],
    )
    tables.keep(f"batch-{result['database']}", result)
    return None


if __name__ == "__main__":
    main()
