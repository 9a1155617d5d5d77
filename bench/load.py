"""Many people at once, through real HTTP: `python -m bench.load`. What the figures mean: bench/README.md.

The site runs as `make run` starts it, in a process of its own with a data folder of its own; the people here are
threads that speak HTTP to it over loopback, each with a connection and a session.
"""

import argparse
import http.client
import json
import statistics
import tempfile
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from bench import sites, tables
from bench.sites import CSRF

PEOPLE, SEATS = 100, 10
SAVES = 10


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
    """Let everyone of `people` do `work(person)` at the same moment; return the seconds until the last is done."""
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
    """All press "Book this seat" twice each (a double click) for a class of 10 seats."""
    people = [Person(port, session) for session in world["sessions"]]

    def click_twice(person):
        for _ in range(2):
            person.send(f"/learning/classes/{world['class']}/book/", {"again": "1"})

    return figures(people, at_once(people, click_twice))


def answer(port, world):
    """Half of them save answers ten times while they think, send the quiz twice, and mark the lesson as done."""
    people = [Person(port, session) for session in world["sessions"][: world["learners"]]]
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


def prepare(people):
    """Make people with sessions, a class and a quiz; print what the load needs to know. Runs in the site's settings."""
    from datetime import timedelta

    import django

    django.setup()
    from django.db import transaction

    from tests.factories import courses as factories
    from tests.factories.users import LearnerFactory

    sites.migrate()
    sites.collect_static_files()
    with transaction.atomic():
        learners = LearnerFactory.create_batch(people, password=None)
        course = factories.CoursePageFactory(title="Under load", requirement_keys=["quizzes"])
        quiz = factories.QuizFactory(questions=5, pass_percent=100)
        lesson = factories.LessonPageFactory(parent=course, body=[("quiz", {"quiz": quiz})])
        for learner in learners[: people // 2]:
            factories.EnrollmentFactory(learner=learner, course=course)
        other = factories.CoursePageFactory(title="Taught under load")
        scheduled_class = factories.ScheduledClassFactory(course=other, capacity=SEATS, starts_in=timedelta(days=3))
        questions = [place.question for place in quiz.quiz_questions.select_related("question")]
        world = {
            "sessions": [sites.sign_in(learner) for learner in learners],
            "learners": people // 2,
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


def load(people, database_url=None):
    """Return the figures of one database."""
    with tempfile.TemporaryDirectory(prefix="fledge-load-") as folder:
        port = sites.free_port()
        environment = sites.demonstration(folder, PORT=str(port))
        if database_url:
            environment["DATABASE_URL"] = database_url
        world = sites.run_inside("bench.load", environment, "--step", "prepare", "--people", people)
        kept = Path(folder, "world.json")
        kept.write_text(json.dumps(world))
        with sites.serving(["manage.py", "serve"], environment, port):
            result = {"bookings": book(port, world), "answers": answer(port, world)}
        return result | {"stored": sites.run_inside("bench.load", environment, "--step", "check", "--world", kept)}


def show(results):
    rows = []
    for database, result in results.items():
        for kind in ("bookings", "answers"):
            figure = result[kind]
            statuses = ", ".join(f"{status}: {count}" for status, count in figure["statuses"].items())
            times = (figure[name] for name in ("p50_ms", "p95_ms", "per_second"))
            rows.append([f"{database}, {kind}", figure["requests"], statuses, *times])
    tables.show("Many people at once", ["", "requests", "statuses", "p50 ms", "p95 ms", "requests/s"], rows)
    for database, result in results.items():
        print(f"Stored by {database}: {result['stored']}")


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.load")
    parser.add_argument("databases", nargs="*", help="sqlite, postgres; both without a word")
    parser.add_argument("--smoke", action="store_true", help="the smallest size, on SQLite")
    parser.add_argument("--step", choices=["prepare", "check"], help=argparse.SUPPRESS)
    parser.add_argument("--people", type=int, default=PEOPLE, help="an even number")
    parser.add_argument("--world", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step == "prepare":
        return prepare(arguments.people)
    if arguments.step == "check":
        return check(json.loads(arguments.world.read_text()))

    from tests import postgres

    people = 4 if arguments.smoke else arguments.people
    results = {}
    for database in arguments.databases or (["sqlite"] if arguments.smoke else ["sqlite", "postgres"]):
        if database == "postgres":
            with postgres.private_cluster() as url:
                results[database] = load(people, url)
        else:
            results[database] = load(people)
    show(results)
    tables.keep("load", results)
    return None


if __name__ == "__main__":
    main()
