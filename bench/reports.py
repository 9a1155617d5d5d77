"""Reports at full size: a course of 30 lessons with 1,000 learners, and 100,000 enrollments over time.

`make bench` measures the roster and the matrix with all other pages; `python -m bench.reports` what counts the firm.
"""

import os
import random
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

LEARNERS = 1000
LESSONS = 30
ENROLLMENTS = 100_000
COURSES = 20
WEEKS = 104
BATCH = 2000


class ReportWorld:
    """A course that many people are on, and a trainer who follows them."""

    def __init__(self, catalog):
        from tests.factories.courses import CoursePageFactory, LessonPageFactory
        from tests.factories.users import TrainerFactory

        self.trainer = TrainerFactory(username="report-trainer")
        self.course = CoursePageFactory(parent=catalog, title="Course of a thousand", requirement_keys=[])
        self.lessons = [LessonPageFactory(parent=self.course, title=f"Step {n}") for n in range(LESSONS)]
        self.learners = make_learners(LEARNERS)
        enroll(self.course, self.learners, self.lessons)

    def cases(self, trainer):
        """Return the pages to measure, as `trainer`, a `Visitor`, sees them."""
        from bench.measure import Case

        root = f"/learning/teaching/courses/{self.course.pk}/"
        size = f"{LEARNERS} learners x {LESSONS}"
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


def fill_firm(catalog, number=ENROLLMENTS):
    """Enroll people on many courses over two years: what the page "All courses over time" counts."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from courses.models import Enrollment
    from tests.factories.courses import CoursePageFactory

    dice, now = random.Random(7), timezone.now()
    courses = [CoursePageFactory(parent=catalog, title=f"Course {n} of the firm") for n in range(COURSES)]
    user_model = get_user_model()
    people = user_model.objects.bulk_create(
        [user_model(username=f"firm{n}") for n in range(number // COURSES)], batch_size=BATCH
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


def show(rows):
    from bench.__main__ import against

    for row in rows:
        queries, ratio = (against(row[key], row[f"budget_{key}"]) for key in ("queries", "ratio"))
        print(f"{row['name']:34}{queries:>12}{row['cpu_ms']:>9}{ratio:>12}")


def main():
    from bench.__main__ import YARDSTICK, build_yardsticks, make_world
    from bench.measure import Case, Visitor, measure

    world = make_world()
    fill_firm(world.catalog)
    trainer = Visitor(ReportWorld(world.catalog).trainer)
    cases = [
        *build_yardsticks(world),
        Case("over time, 100,000 enrollments", "/learning/teaching/over-time/", trainer, budget_queries=14),
        Case("over time, three years", "/learning/teaching/over-time/?span=36-months", trainer, budget_queries=14),
        Case("teaching, 100,000 enrollments", "/learning/teaching/", trainer),
    ]
    show(measure(cases, yardstick=YARDSTICK, rounds=5))


if __name__ == "__main__":
    main()
