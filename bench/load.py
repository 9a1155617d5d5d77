"""Many people at once, through real HTTP: `python -m bench.load` (or with `postgres`). What it means: bench/README.md.

The site runs as `make run` starts it, in a process of its own with a data folder of its own; the people here are
threads that speak HTTP to it over loopback, each with a connection and a session.
"""

import argparse
import contextlib
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
CSRF = "x" * 32
SEATS, BOOKERS = 10, 100
LEARNERS, SAVES = 50, 10


class Person:
    """One browser: keeps its connection and its cookies, and notes how long each answer took."""

    def __init__(self, port, session):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.statuses, self.seconds = Counter(), []

    def send(self, path, fields=None, method="POST"):
        begin = time.perf_counter()
        self.connection.request(method, path, urlencode(fields or {}, doseq=True), self.headers)
        response = self.connection.getresponse()
        body = response.read()
        self.seconds.append(time.perf_counter() - begin)
        self.statuses[response.status] += 1
        return response.status, body


def at_once(people, work):
    """Let everybody of `people` do `work(person)` at the same moment; return the seconds until the last is done."""
    start = threading.Barrier(len(people) + 1)

    def live(person):
        start.wait()
        work(person)

    threads = [threading.Thread(target=live, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    start.wait()
    begin = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begin


def figures(people, elapsed):
    seconds = sorted(second for person in people for second in person.seconds)
    statuses = sum((person.statuses for person in people), Counter())
    return {
        "requests": len(seconds),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "p50_ms": round(1000 * statistics.median(seconds)),
        "p95_ms": round(1000 * seconds[int(0.95 * (len(seconds) - 1))]),
        "per_second": round(len(seconds) / elapsed),
    }


def book(port, world):
    """100 people press "Book this seat" twice each (a double click) for a class of 10 seats."""
    people = [Person(port, session) for session in world["sessions"][:BOOKERS]]

    def click_twice(person):
        for _ in range(2):
            person.send(f"/learning/classes/{world['class']}/book/", {"again": "1"})

    return figures(people, at_once(people, click_twice))


def answer(port, world):
    """50 learners save answers ten times while they think, send the quiz twice, and mark the lesson as done."""
    people = [Person(port, session) for session in world["sessions"][:LEARNERS]]
    quiz = f"/learning/lessons/{world['lesson']}/quizzes/{world['quiz']}/"

    def take_quiz(person):
        key = str(uuid.uuid4())
        fields = {"submission_key": key} | {f"question-{pk}": choice for pk, choice in world["right"].items()}
        for _ in range(SAVES):
            person.send(f"{quiz}save/", fields)
        for _ in range(2):
            person.send(quiz, fields)
        person.send(f"/learning/lessons/{world['lesson']}/done/")

    return figures(people, at_once(people, take_quiz))


def prepare():
    """Make people with sessions, a class and a quiz; print what the load needs to know. Runs in the site's settings."""
    from datetime import timedelta
    from importlib import import_module

    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction

    from tests.factories import courses as factories
    from tests.factories.users import LearnerFactory

    def sign_in(user):
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        return session.session_key

    with transaction.atomic():
        learners = LearnerFactory.create_batch(BOOKERS)
        course = factories.CoursePageFactory(title="Under load", requirement_keys=["quizzes"])
        quiz = factories.QuizFactory(questions=5, pass_percent=100)
        lesson = factories.LessonPageFactory(parent=course, body=[("quiz", {"quiz": quiz})])
        for learner in learners[:LEARNERS]:
            factories.EnrollmentFactory(learner=learner, course=course)
        other = factories.CoursePageFactory(title="Taught under load")
        scheduled_class = factories.ScheduledClassFactory(course=other, capacity=SEATS, starts_in=timedelta(days=3))
        questions = [place.question for place in quiz.quiz_questions.select_related("question")]
        world = {
            "sessions": [sign_in(learner) for learner in learners],
            "class": scheduled_class.pk,
            "lesson": lesson.pk,
            "quiz": quiz.pk,
            "right": {question.pk: question.answers.get(is_correct=True).pk for question in questions},
        }
    print(json.dumps(world))


def check(world):
    """Print what is stored after the load: who sits, who waits, what was lost or doubled."""
    import django

    django.setup()
    from courses.models import Attempt, Booking, Enrollment

    bookings = Booking.objects.filter(scheduled_class_id=world["class"])
    attempts = Attempt.objects.filter(quiz_id=world["quiz"])
    enrollments = Enrollment.objects.filter(attempts__quiz_id=world["quiz"]).distinct()
    print(
        json.dumps(
            {
                "booked": bookings.booked().count(),
                "waiting": bookings.waiting().count(),
                "attempts": attempts.count(),
                "passed": attempts.filter(is_passed=True, points=5).count(),
                "answers_kept": sum(len(attempt.answers) for attempt in attempts),
                "courses_completed": enrollments.completed().count(),
            }
        )
    )


def run_inside(environment, *arguments):
    """Run one step of this module in the site's settings and return what it printed."""
    command = [sys.executable, "-m", "bench.load", *arguments]
    return json.loads(subprocess.check_output(command, env=environment, cwd=ROOT, text=True).splitlines()[-1])


@contextlib.contextmanager
def running_site(environment, port):
    """Serve the reference site until the block ends."""
    command = [sys.executable, "manage.py", "serve"]
    site = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/learning/health/")
                if connection.getresponse().status == 200:
                    break
            if site.poll() is not None:
                sys.exit("The site did not start: try `make run`.")
            time.sleep(0.2)
        yield
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(30)


def load(database_url=None):
    """Return the figures of one database."""
    with tempfile.TemporaryDirectory(prefix="fledge-load-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {"LMS_DATA_DIR": folder, "PORT": str(port), "HOST": "127.0.0.1"}
        environment["DJANGO_SETTINGS_MODULE"] = "lms.site.settings.dev"
        if database_url:
            environment["DATABASE_URL"] = database_url
        with running_site(environment, port):
            world = run_inside(environment, "--step", "prepare")
            result = {"bookings": book(port, world), "answers": answer(port, world)}
            Path(folder, "world.json").write_text(json.dumps(world))
            result["stored"] = run_inside(environment, "--step", "check", "--world", str(Path(folder, "world.json")))
    return result


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.load")
    parser.add_argument("databases", nargs="*", help="sqlite, postgres; both without a word")
    parser.add_argument("--step", choices=["prepare", "check"], help=argparse.SUPPRESS)
    parser.add_argument("--world", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step == "prepare":
        return prepare()
    if arguments.step == "check":
        return check(json.loads(arguments.world.read_text()))

    from tests import postgres

    results = {}
    for database in arguments.databases or ["sqlite", "postgres"]:
        if database == "postgres":
            with postgres.private_cluster() as url:
                results[database] = load(url)
        else:
            results[database] = load()
        print(database, json.dumps(results[database], indent=2))
    target = Path(__file__).parent / "results" / "load.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2) + "\n")
    return None


if __name__ == "__main__":
    main()
