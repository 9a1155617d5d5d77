"""The demonstration's classes and who has learned what so far: some weeks behind us, some weeks to come."""

import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from courses.classes.actions import mark_attendance
from courses.classes.wall_clock import weekly_starts
from courses.enrollment.actions import enroll_learner
from courses.guidelines.actions import acknowledge_guideline
from courses.learning.actions import complete_lesson
from courses.models import (
    Attempt,
    Attendance,
    Booking,
    ClassMeeting,
    Enrollment,
    LessonPage,
    LessonProgress,
    Question,
    ScheduledClass,
)
from courses.quizzes.actions import begin_attempt, submit_attempt
from courses.quizzes.marking import rules_of

#: key: (course slug, days from today, hour, hours long, seats, place, link, title)
CLASSES = {
    "first-steps-past": ("first-steps", -21, 10, 2, 12, "Potting shed, 1st floor", "", "First steps, together"),
    "work-out-loud-past": (
        "ask-and-work-out-loud",
        -14,
        13,
        3,
        16,
        "Greenhouse hall",
        "",
        "Working out loud: class and brainstorm",
    ),
    "reading-next": ("reading-without-drowning", 2, 9, 2, 12, "", "https://meet.marlow-finch.example/reading", ""),
    "work-out-loud-next": (
        "ask-and-work-out-loud",
        5,
        13,
        3,
        16,
        "Greenhouse hall",
        "",
        "Working out loud: class and brainstorm",
    ),
    "pictures-next": ("pictures-and-third-party-services", 9, 10, 2, 4, "Tool room 3", "", ""),
    "first-steps-next": ("first-steps", 12, 15, 2, 12, "Potting shed, 1st floor", "", "First steps, together"),
    "systems-next": ("linking-systems", 19, 13, 3, 10, "", "https://meet.marlow-finch.example/systems", ""),
}

AGENDA = (
    "Welcome, and what slowed you down this week\n"
    "Practice in pairs on your own accounts\n"
    "Brainstorm: what would this be good for here?\n"
    "What we try until next time"
)


def load_classes(courses, trainer):
    """Return {key: class}; the dates are counted from today."""
    classes = {}
    for key, (slug, days, hour, hours, capacity, place, link, title) in CLASSES.items():
        scheduled_class = ScheduledClass(
            course=courses[slug], title=title, capacity=capacity, place=place, link=link, agenda=AGENDA, time_zone="UTC"
        )
        starts_at = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour)))
        scheduled_class.meetings = [ClassMeeting(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours))]
        scheduled_class.trainers = [trainer]
        if key == "systems-next":
            scheduled_class.booking_opens_at = starts_at - timedelta(days=12)
        scheduled_class.save()
        classes[key] = scheduled_class
    classes["weekly"] = weekly_class(courses["reading-without-drowning"], trainer)
    classes["today"] = class_of_today(courses["first-steps"], trainer)
    return classes


def weekly_class(course, trainer):
    """A class of four meetings, a week apart on the clocks of Berlin."""
    scheduled_class = ScheduledClass(
        course=course,
        title="Reading hour, four weeks",
        capacity=6,
        link="https://meet.marlow-finch.example/reading-hour",
        agenda="One person shows how they read\nEverybody tries it\nWhat we keep until next week",
        time_zone="Europe/Berlin",
    )
    day = timezone.localdate() + timedelta(days=8)
    first = datetime.combine(day, time(14), tzinfo=scheduled_class.zone)
    series, starts = uuid.uuid4(), [first, *weekly_starts(first, 3, scheduled_class.zone)]
    scheduled_class.meetings = [
        ClassMeeting(starts_at=at, ends_at=at + timedelta(hours=1), series=series, original_starts_at=at)
        for at in starts
    ]
    scheduled_class.trainers = [trainer]
    scheduled_class.save()
    return scheduled_class


def class_of_today(course, trainer):
    """A class that began five minutes ago, for a look at its room and at attendance."""
    scheduled_class = ScheduledClass(
        course=course, title="First steps, today", capacity=8, place="Potting shed, 1st floor", agenda=AGENDA
    )
    began = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=5)
    scheduled_class.meetings = [ClassMeeting(starts_at=began, ends_at=began + timedelta(hours=3))]
    scheduled_class.trainers = [trainer]
    scheduled_class.save()
    return scheduled_class


def seat(scheduled_class, learners):
    """Book seats as if before the class; beyond the capacity people wait."""
    for number, learner in enumerate(learners):
        Booking.objects.create(
            scheduled_class=scheduled_class,
            learner=learner,
            status=Booking.Status.BOOKED if number < scheduled_class.capacity else Booking.Status.WAITING,
            queued_at=timezone.now() - timedelta(days=30, minutes=-number),
        )


def learn(learner, course, *, lessons=None, days_ago=10, due_in=None, by=None):
    """Enroll `learner` and let them do the first `lessons` of `course` (None: all, with quizzes and guidelines).

    Returns the enrollment. Its dates lie in the past, so that lists and charts have something to show.
    """
    enrollment = enroll_learner(
        course=course,
        learner=learner,
        by=by or learner,
        source=Enrollment.Source.MANAGER if by else Enrollment.Source.SELF,
        due_date=timezone.localdate() + timedelta(days=due_in) if due_in is not None else None,
    )
    began = timezone.now() - timedelta(days=days_ago + 6)
    Enrollment.objects.filter(pk=enrollment.pk).update(created_at=began)
    pages = list(LessonPage.objects.in_course(course))
    for number, lesson in enumerate(pages[: len(pages) if lessons is None else lessons]):
        done_at = began + timedelta(days=6 * (number + 1) / len(pages))
        for each in lesson.lesson_quizzes.select_related("quiz"):
            answer_rightly(enrollment, lesson, each.quiz, done_at)
        for each in lesson.lesson_guidelines.select_related("guideline"):
            acknowledge_guideline(guideline=each.guideline, learner=learner, version=each.guideline.version)
        complete_lesson(enrollment=enrollment, lesson=lesson)
        LessonProgress.objects.filter(enrollment=enrollment, lesson=lesson).update(
            opened_at=done_at, completed_at=done_at
        )
    enrollment.refresh_from_db()
    if enrollment.is_completed:
        Enrollment.objects.filter(pk=enrollment.pk).update(completed_at=timezone.now() - timedelta(days=days_ago))
        enrollment.refresh_from_db()
    return enrollment


def answer_rightly(enrollment, lesson, quiz, at):
    where = {"enrollment": enrollment, "lesson": lesson, "quiz": quiz, "submission_key": uuid.uuid4()}
    attempt = begin_attempt(**where)
    questions = Question.objects.in_order(attempt.question_ids)
    answers = {question.pk: rules_of(question).solution(question) for question in questions}
    submit_attempt(**where, answers=answers)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=at - timedelta(minutes=3), deadline_at=None, submitted_at=at
    )


def load_learning(people, courses, classes):
    """Fill the classes and let people learn. Returns the completed enrollments."""
    trainer, manager, learner = people["trainer"], people["manager"], people["learner"]
    colleagues = [people[name] for name in sorted(people) if name.startswith("colleague")]

    seat(classes["first-steps-past"], [learner, *colleagues[:9]])
    seat(classes["work-out-loud-past"], colleagues[:12])
    seat(classes["reading-next"], [learner, *colleagues[2:7]])
    seat(classes["work-out-loud-next"], colleagues[4:12])
    seat(classes["pictures-next"], colleagues[:6])
    seat(classes["weekly"], colleagues[1:5])
    seat(classes["today"], colleagues[2:7])
    for key in ("first-steps-past", "work-out-loud-past"):
        meeting = classes[key].meetings.get()
        seated = classes[key].bookings.booked().values_list("learner_id", flat=True)
        if key == "work-out-loud-past":
            seated = list(seated)[:-2]  # Two are left for the trainer to mark.
        statuses = {pk: Attendance.Status.LATE if n == 3 else Attendance.Status.PRESENT for n, pk in enumerate(seated)}
        mark_attendance(meeting=meeting, statuses=statuses, by=trainer)

    completed = [learn(learner, courses["first-steps"], days_ago=12)]
    for number, colleague in enumerate(colleagues[:8]):
        completed.append(learn(colleague, courses["first-steps"], days_ago=18 - number))
    for number, colleague in enumerate(colleagues[3:7]):
        completed.append(learn(colleague, courses["good-conduct"], days_ago=9 - number))

    learn(learner, courses["reading-without-drowning"], lessons=2, days_ago=1, due_in=6, by=manager)
    for number, colleague in enumerate(colleagues[:5]):
        learn(
            colleague,
            courses["reading-without-drowning"],
            lessons=number,
            days_ago=3 + number,
            due_in=6 - 4 * number,
            by=manager,
        )
    for number, colleague in enumerate(colleagues[5:11]):
        learn(colleague, courses["ask-and-work-out-loud"], lessons=number % 4, days_ago=2 + number)
    for number, colleague in enumerate(colleagues[8:12]):
        learn(colleague, courses["pictures-and-third-party-services"], lessons=number, days_ago=5)
    return [enrollment for enrollment in completed if enrollment.is_completed]
