"""Many people at once, on threads with connections of their own: on SQLite's file and on PostgreSQL alike."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from courses.classes.actions import book_seat, cancel_booking, check_in, move_booking
from courses.enrollment.actions import enroll_learner
from courses.learning.actions import complete_lesson
from courses.models import Attempt, Attendance, Booking, Enrollment, LessonProgress, ScheduledClass
from courses.quizzes.actions import begin_attempt, save_answers, submit_attempt
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, TrainerFactory
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs):
    """Call all `jobs` at the same moment, each on a thread; return what they returned, in their order."""
    barrier = Barrier(len(jobs), timeout=PATIENCE)

    def work(job):
        try:
            barrier.wait()
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=PATIENCE) for future in [pool.submit(work, job) for job in jobs]]


def booking_of(scheduled_class, learner):
    # Each thread reads the class for itself, as each request does.
    return lambda: book_seat(
        scheduled_class=ScheduledClass.objects.get(pk=scheduled_class.pk), learner=learner, by=learner
    )


@pytest.mark.row("C2")
def test_book_seat_by_a_hundred_at_once_gives_ten_seats_and_ninety_places_in_line(monkeypatch):
    # On a busy machine a hundred people wait longer for one lock than a site may let them. Each thread connects anew.
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        patient = options["options"].replace("lock_timeout=20s", "lock_timeout=120s")
        monkeypatch.setitem(options, "options", patient)

    scheduled_class = ScheduledClassFactory(capacity=10)
    people = LearnerFactory.create_batch(100)

    at_once([booking_of(scheduled_class, person) for person in people])

    assert scheduled_class.bookings.booked().count() == 10
    assert scheduled_class.bookings.waiting().count() == 90
    assert set(Booking.objects.values_list("learner_id", flat=True)) == {person.pk for person in people}
    assert Enrollment.objects.filter(course=scheduled_class.course).count() == 100
    last_seat = max(scheduled_class.bookings.booked().values_list("queued_at", flat=True))
    assert last_seat <= scheduled_class.bookings.waiting().first().queued_at


def test_book_and_cancel_at_once_fill_every_seat_and_lose_nobody():
    scheduled_class = ScheduledClassFactory(capacity=5)
    first, second = LearnerFactory.create_batch(8), LearnerFactory.create_batch(8)
    given = [booking_of(scheduled_class, person)() for person in first]
    leaving = [
        lambda booking=booking: cancel_booking(booking=Booking.objects.get(pk=booking.pk), by=booking.learner)
        for booking in given[:4]
    ]

    at_once(leaving + [booking_of(scheduled_class, person) for person in second])

    assert scheduled_class.bookings.booked().count() == 5
    assert scheduled_class.bookings.waiting().count() == 7
    assert Booking.objects.filter(status="cancelled").count() == 4
    # Those who waited first were seated before anyone who came later.
    assert set(scheduled_class.bookings.booked().values_list("learner_id", flat=True)) >= {
        person.pk for person in first[4:]
    }


def test_moves_in_opposite_directions_neither_block_each_other_nor_lose_anybody():
    course, trainer = CoursePageFactory(), TrainerFactory()
    classes = [ScheduledClassFactory(course=course, capacity=10) for _ in range(2)]
    people = LearnerFactory.create_batch(8)
    bookings = [booking_of(classes[number % 2], person)() for number, person in enumerate(people)]

    def move(number, booking):
        # Each thread reads for itself, as each request does.
        to = ScheduledClass.objects.get(pk=classes[1 - number % 2].pk)
        return move_booking(booking=Booking.objects.get(pk=booking.pk), to=to, by=trainer)

    moved = at_once([lambda n=n, booking=booking: move(n, booking) for n, booking in enumerate(bookings)])

    assert [booking.status for booking in moved] == ["booked"] * 8
    assert [each.bookings.booked().count() for each in classes] == [4, 4]
    assert {booking.learner_id for booking in Booking.objects.booked()} == {booking.learner_id for booking in bookings}


def test_check_in_clicked_five_times_at_once_is_one_attendance():
    scheduled_class = ScheduledClassFactory(starts_in=-timedelta(minutes=1))
    learner = BookingFactory(scheduled_class=scheduled_class).learner
    meeting = scheduled_class.meetings.get()

    at_once([lambda: check_in(meeting=meeting, learner=learner)] * 5)

    assert Attendance.objects.get().learner == learner


def test_book_seat_clicked_five_times_at_once_is_one_booking():
    scheduled_class, learner = ScheduledClassFactory(), LearnerFactory()

    bookings = at_once([booking_of(scheduled_class, learner)] * 5)

    assert {booking.pk for booking in bookings} == {Booking.objects.get().pk}
    assert Enrollment.objects.count() == 1


def test_enroll_learner_clicked_five_times_at_once_is_one_enrollment():
    course, learner = CoursePageFactory(), LearnerFactory()

    enrollments = at_once([lambda: enroll_learner(course=course, learner=learner, by=learner)] * 5)

    assert {enrollment.pk for enrollment in enrollments} == {Enrollment.objects.get().pk}


def test_complete_lesson_clicked_five_times_at_once_completes_once(completed):
    lesson = LessonPageFactory()
    enrollment = EnrollmentFactory(course=lesson.get_course())

    at_once([lambda: complete_lesson(enrollment=Enrollment.objects.get(), lesson=lesson)] * 5)

    assert LessonProgress.objects.count() == 1
    assert Enrollment.objects.get().status == "completed"
    assert completed == [enrollment]


def test_submit_attempt_sent_five_times_at_once_is_one_attempt():
    quiz = QuizFactory(questions=1)
    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz})])
    enrollment = EnrollmentFactory(course=lesson.get_course())
    question = quiz.quiz_questions.get().question
    right = {question.pk: [answer.pk for answer in question.answers.all() if answer.is_correct]}
    key = uuid.uuid4()

    def send():
        return submit_attempt(
            enrollment=Enrollment.objects.get(pk=enrollment.pk),
            lesson=lesson,
            quiz=quiz,
            answers=right,
            submission_key=key,
        )

    attempts = at_once([send] * 5)

    assert {attempt.pk for attempt in attempts} == {Attempt.objects.get().pk}
    assert Attempt.objects.get().points == 1


@pytest.mark.row("R1")
def test_fifty_learners_saving_then_sending_at_once_lose_nothing_and_double_nothing():
    quiz = QuizFactory(questions=2, attempt_limit=1, pass_percent=100)
    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz})])
    enrollments = EnrollmentFactory.create_batch(50, course=lesson.get_course())
    questions = [place.question for place in quiz.quiz_questions.all()]
    right = {question.pk: [question.answers.get(is_correct=True).pk] for question in questions}

    def where(enrollment, key):
        own = Enrollment.objects.get(pk=enrollment.pk)
        return {"enrollment": own, "lesson": lesson, "quiz": quiz, "submission_key": key}

    def save(enrollment, key):
        begin_attempt(**where(enrollment, key))
        for answers in ({questions[0].pk: right[questions[0].pk]}, right):
            save_answers(**where(enrollment, key), answers=answers)
        return Attempt.objects.get(enrollment=enrollment).answers

    def send_twice(enrollment, key):
        return {submit_attempt(**where(enrollment, key), answers=right).pk for _click in range(2)}

    keys = [(enrollment, uuid.uuid4()) for enrollment in enrollments]
    saved = at_once([lambda pair=pair: save(*pair) for pair in keys])
    sent = at_once([lambda pair=pair: send_twice(*pair) for pair in keys])

    assert saved == [{str(pk): chosen for pk, chosen in right.items()}] * 50
    assert [len(pks) for pks in sent] == [1] * 50
    assert Attempt.objects.count() == Attempt.objects.submitted().filter(points=2, is_passed=True).count() == 50


def test_begin_clicked_five_times_at_once_is_one_of_the_attempts_left():
    quiz = QuizFactory(questions=1, attempt_limit=1)
    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz})])
    enrollment = EnrollmentFactory(course=lesson.get_course())

    def begin():
        own = Enrollment.objects.get(pk=enrollment.pk)
        return begin_attempt(enrollment=own, lesson=lesson, quiz=quiz, submission_key=uuid.uuid4())

    assert set(at_once([begin] * 5)) == {Attempt.objects.get()}
