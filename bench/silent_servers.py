"""A mail server that accepts connections and says nothing: `python -m bench.silent_servers`.

The site runs under its production settings with such a server as `EMAIL_HOST`. Eight people ask for a new password at
once; then mails are queued in front of other work; then a task hangs. What the figures mean: bench/README.md.
"""

import argparse
import contextlib
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import sites
from bench.load import Person, at_once
from tests.silent_server import SilentServer

PEOPLE = 8
LONGEST_ANSWER = 30  # seconds for which a person waits for a page
LONGEST_QUEUE = 60  # seconds for the queue behind the mails
LONGEST_HANGING = 150  # seconds for the task that hangs
TASK_TIMEOUT = 15  # seconds, in the place of the site's five minutes
HEALTH_TIMEOUT = 5  # seconds that a monitor waits


def run_step(environment, *arguments):
    """Run one step of this module in the site's settings and return what it printed."""
    return sites.run_inside("bench.silent_servers", environment, "--step", *arguments)


@contextlib.contextmanager
def kept_worker(environment):
    """Run a background worker until the block ends, and start it again when it ends itself, as systemd does."""
    command = [sys.executable, "manage.py", "lms_worker", "--no-reload", "--no-startup-delay"]
    stopping, running = threading.Event(), []

    def keep():
        with Path(environment["LMS_DATA_DIR"], "worker.log").open("wb") as log:
            while not stopping.is_set():
                running[:] = [subprocess.Popen(command, env=environment, cwd=sites.ROOT, stdout=log, stderr=log)]
                running[0].wait()
                stopping.wait(1)

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        while thread.is_alive():
            for worker in running:
                worker.kill()
            thread.join(1)


def step(name, path):
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django_tasks_db.models import DBTaskResult

    from courses.calendars.tasks import tell_learner
    from courses.enrollment.notices import tell_of_enrollments
    from courses.models import Enrollment
    from lms.jobs.queue import enqueue
    from tests.factories.courses import CoursePageFactory, EnrollmentFactory
    from tests.lms.waiting import hang

    users = get_user_model().objects
    if name == "people":
        sites.migrate()
        sites.collect_static_files()
        for number in range(PEOPLE):
            users.create_user(f"person-{number}", f"person-{number}@firm.example", "a password of theirs")
    elif name == "mails":
        # The worker is working through the resets.
        course, manager = CoursePageFactory(title="Mails"), users.get(username="person-0")
        for learner in users.filter(username__startswith="person").exclude(pk=manager.pk):
            enrollment = EnrollmentFactory(course=course, learner=learner)
            Enrollment.objects.filter(pk=enrollment.pk).update(enrolled_by=manager)
            enqueue(tell_of_enrollments, [enrollment.pk])
        enqueue(tell_learner, 0)  # work without a mail, behind them
    elif name == "hang":
        enqueue(hang, path, 1)
    # What is tried again later because the mail server was silent has a time of its own.
    left = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"], run_after__year=9999)
    hung = DBTaskResult.objects.filter(task_path="tests.lms.waiting.hang").values_list("status", "worker_ids")
    print(json.dumps({"left": left.count(), "hung": [[state, len(workers)] for state, workers in hung]}))


class Monitor:
    """Asks for the site's health twice a second."""

    def __init__(self, port):
        self.port, self.seconds, self.unanswered, self.statuses = port, [], 0, set()
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._ask, daemon=True)

    def _ask(self):
        while not self.stopping.wait(0.5):
            begin = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HEALTH_TIMEOUT)
            try:
                connection.request("GET", "/learning/health/")
                self.statuses.add(json.loads(connection.getresponse().read())["status"])
                self.seconds.append(time.perf_counter() - begin)
            except OSError:
                self.unanswered += 1
            finally:
                connection.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.stopping.set()
        self.thread.join()

    def figures(self):
        return {
            "health_answers": len(self.seconds),
            "health_unanswered": self.unanswered,
            "health_slowest_ms": round(1000 * max(self.seconds, default=0)),
            "health_statuses": sorted(self.statuses),
        }


def ask_for_passwords(port):
    """Everyone asks for a new password at the same moment."""
    people = [Person(port, "") for _ in range(PEOPLE)]
    for number, person in enumerate(people):
        person.connection.timeout, person.email = LONGEST_ANSWER, f"person-{number}@firm.example"

    def ask(person):
        with contextlib.suppress(OSError):
            person.send("/admin/password_reset/", {"email": person.email})

    with Monitor(port) as monitor:
        at_once(people, ask)
    seconds = [second for person in people for second in person.seconds]
    return {
        "answered": len(seconds),
        "statuses": sorted({status for person in people for status in person.statuses}),
        "slowest_s": round(max(seconds), 2) if seconds else None,
    } | monitor.figures()


def wait_for_queue(environment, port, longest):
    """Return the seconds until nothing is left to do, and what the health page said meanwhile."""
    begin = time.perf_counter()
    with Monitor(port) as monitor:
        while (seen := run_step(environment, "look"))["left"]:
            if time.perf_counter() - begin > longest:
                break
            time.sleep(1)
    return {"seconds": round(time.perf_counter() - begin, 1)} | seen | monitor.figures()


def attack(*, only_resets=False):
    """Return the figures of the three attacks."""
    server = SilentServer()
    with tempfile.TemporaryDirectory(prefix="fledge-silent-") as folder:
        port = sites.free_port()
        environment = sites.production(
            folder,
            PORT=str(port),
            LOG_LEVEL="ERROR",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(server.port),
            TASK_TIMEOUT=str(TASK_TIMEOUT),
        )
        try:
            run_step(environment, "people")
            with sites.serving(["manage.py", "serve"], environment, port), kept_worker(environment):
                resets = ask_for_passwords(port)
                print("resets", resets)
                if only_resets:
                    return {"resets": resets}
                run_step(environment, "mails")
                queue = wait_for_queue(environment, port, LONGEST_QUEUE)
                print("queue", queue)
                server.drop()  # what still waits for the mail server goes on
                run_step(environment, "hang", folder)
                hanging = wait_for_queue(environment, port, LONGEST_HANGING)
        finally:
            server.close()
    return {"resets": resets, "queue": queue, "hanging": hanging}


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.silent_servers")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--smoke", action="store_true", help="only password resets, to see that it runs")
    arguments = parser.parse_args()
    if arguments.step:
        return step(*arguments.step, *[""][len(arguments.step) - 1 :])
    result = attack(only_resets=arguments.smoke)
    print(json.dumps(result, indent=2))
    target = Path(__file__).parent / "results" / "silent_servers.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n")
    return None


if __name__ == "__main__":
    main()
