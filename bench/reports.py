"""Reports at full size: a course of 30 lessons with 1,000 learners, and 100,000 enrollments over time.

`bench.pages` measures the roster and the matrix with all other pages; `python -m bench.reports` what counts the firm.
"""

import argparse
import random
from datetime import timedelta

from bench import tables
from bench.sizes import FULL, SMALL

WEEKS = 104
BATCH = 2000


class ReportWorld:
    """A course that many people are on, and a trainer who follows them."""

    def __init__(self, catalog, size):
        from tests.factories.courses import CoursePageFactory, LessonPageFactory
        from tests.factories.users import TrainerFactory

        self.size = size
        self.trainer = TrainerFactory(username="report-trainer")
        self.course = CoursePageFactory(parent=catalog, title="Course of a thousand", requirement_keys=[])
        self.lessons = [LessonPageFactory(parent=self.course, title=f"Step {n}") for n in range(size.lessons)]
        self.learners = make_learners(size.learners)
        enroll(self.course, self.learners, self.lessons)

    def cases(self, trainer):
        """Return the pages to measure, as `trainer`, a `Visitor`, sees them."""
        from bench.measure import Case

        root = f"/learning/teaching/courses/{self.course.pk}/"
        size = f"{self.size.learners:,} learners x {self.size.lessons} lessons"
        return [
            Case(f"roster, {size}", root, trainer, budget_queries=12, budget_ratio=3),
            Case(f"matrix, {size}", f"{root}lessons/", trainer, budget_queries=12, budget_ratio=3),
        ]


def make_learners(number):
    from django.contrib.auth import get_user_model

    from lms.models import Profile

    user_model = get_user_model()
    users = user_model.objects.bulk_create(
        [
            user_model(username=f"reported{n}", first_name=f"Pat{n}", last_name="Example", email=f"p{n}@firm.example")
            for n in range(number)
        ],
        batch_size=BATCH,
    )
    departments = [f"Department {n}" for n in range(12)]
    Profile.objects.bulk_create(
        [Profile(user=user, department=departments[n % 12]) for n, user in enumerate(users)], batch_size=BATCH
    )
    return users


def enroll(course, learners, lessons):
    """Enroll `learners`, each somewhere on the way: a third has finished, some are overdue."""
    from django.utils import timezone

    from courses.models import Enrollment, LessonProgress

    dice, now = random.Random(7), timezone.now()
    enrollments = []
    for n, learner in enumerate(learners):
        is_done = n % 3 == 0
        enrollments.append(
            Enrollment(
                learner=learner,
                course=course,
                status="completed" if is_done else "active",
                completed_at=now - timedelta(days=dice.randrange(300)) if is_done else None,
                due_date=timezone.localdate() + timedelta(days=dice.randrange(-20, 60)),
            )
        )
    enrollments = Enrollment.objects.bulk_create(enrollments, batch_size=BATCH)
    progress = []
    for enrollment in enrollments:
        done = len(lessons) if enrollment.completed_at else dice.randrange(len(lessons) + 1)
        for lesson in lessons[:done]:
            at = now - timedelta(days=dice.randrange(200))
            progress.append(LessonProgress(enrollment=enrollment, lesson=lesson, opened_at=at, completed_at=at))
    LessonProgress.objects.bulk_create(progress, batch_size=BATCH)


def fill_firm(catalog, size):
    """Enroll people on many courses over two years: what the page "All courses over time" counts."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from courses.models import Enrollment
    from tests.factories.courses import CoursePageFactory

    dice, now = random.Random(7), timezone.now()
    courses = [CoursePageFactory(parent=catalog, title=f"Course {n} of the firm") for n in range(size.firm_courses)]
    user_model = get_user_model()
    people = user_model.objects.bulk_create(
        [user_model(username=f"firm{n}") for n in range(size.enrollments // size.firm_courses)], batch_size=BATCH
    )
    for course in courses:
        rows = []
        for person in people:
            is_done = dice.random() < 0.6
            completed_at = now - timedelta(minutes=dice.randrange(60 * 24 * WEEKS * 7)) if is_done else None
            status = "completed" if is_done else "active"
            rows.append(Enrollment(learner=person, course=course, status=status, completed_at=completed_at))
        Enrollment.objects.bulk_create(rows, batch_size=BATCH)
    # The moment of enrolling is set by the model itself, so it is spread afterwards: a slice of rows for each week.
    ids = list(Enrollment.objects.filter(course__in=courses).order_by("pk").values_list("pk", flat=True))
    slice_size = len(ids) // WEEKS + 1
    for week, first in enumerate(range(0, len(ids), slice_size)):
        last = ids[min(first + slice_size, len(ids)) - 1]
        Enrollment.objects.filter(pk__range=(ids[first], last)).update(created_at=now - timedelta(weeks=week, days=1))


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.reports")
    parser.add_argument("--smoke", action="store_true", help="the smallest size")
    size, rounds = (SMALL, 2) if parser.parse_args().smoke else (FULL, 5)

    from bench import pages

    world = pages.make_world(size)
    from bench.measure import Case, Visitor, measure

    fill_firm(world.catalog, size)
    trainer = Visitor(ReportWorld(world.catalog, size).trainer)
    root, number = "/learning/teaching/", f"{size.enrollments:,} enrollments"
    cases = [
        *pages.build_yardsticks(world),
        Case(f"all courses over 12 weeks, {number}", f"{root}over-time/", trainer, budget_queries=14),
        Case("the same over three years", f"{root}over-time/?span=36-months", trainer, budget_queries=14),
        Case(f"trainer's home, {number}", root, trainer),
    ]
    rows = measure(cases, yardstick=pages.YARDSTICK, rounds=rounds)
    pages.show("Reports at full size", rows)
    tables.keep("reports", rows)


if __name__ == "__main__":
    main()
