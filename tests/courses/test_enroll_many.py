"""Enrolling several people at once, by policy and due date."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.classes.actions import book_seat
from courses.enrollment.actions import (
    approve_request,
    change_due_date,
    decline_request,
    enroll_learner,
    enroll_learners,
    request_enrollment,
    withdraw_learner,
)
from courses.enrollment.exceptions import PrerequisitesError
from courses.learning.actions import complete_lesson
from courses.models import Booking, Enrollment
from lms.exceptions import RuleError
from tests.factories.courses import (
    CoursePageFactory,
    CoursePrerequisiteFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

MANAGER, TRAINER, FILE = Enrollment.Source.MANAGER, Enrollment.Source.TRAINER, Enrollment.Source.FILE


def people(number):
    return [LearnerFactory() for _ in range(number)]


# --- Many at once -------------------------------------------------------------------------------------------------


@pytest.mark.row("L2")
def test_enroll_learners_of_every_status_at_once(logged):
    course, manager = CoursePageFactory(), ManagerFactory()
    new, done, active, gone, asked, declined = people(6)
    EnrollmentFactory(course=course, learner=done, completed=True)
    EnrollmentFactory(course=course, learner=active, due_date=date(2030, 1, 1))
    for learner, status in ((gone, "withdrawn"), (asked, "requested"), (declined, "declined")):
        EnrollmentFactory(course=course, learner=learner, status=status, decision_note="Old.")
    everybody = dict.fromkeys([new, done, active, gone, asked, declined], date(2030, 5, 3))

    enrolled = enroll_learners(course=course, learners=everybody, by=manager, source=MANAGER)

    assert {each.learner for each in enrolled} == {new, gone, asked, declined}
    found = {each.learner: each for each in Enrollment.objects.all()}
    assert found[done].status == "completed"
    assert (found[active].source, found[active].due_date) == ("self", date(2030, 1, 1))
    for learner in (new, gone, asked, declined):
        row = found[learner]
        assert (row.status, row.source, row.enrolled_by) == ("active", "manager", manager)
        assert (row.due_date, row.decision_note) == (date(2030, 5, 3), "")
    [(action, user, data)] = logged(course)
    assert (action, user, data) == (
        "lms_courses.enroll",
        manager,
        {"learners": [str(each) for each in (new, gone, asked, declined)]},
    )


@pytest.mark.row("R3")
def test_enroll_learners_twice_changes_and_logs_nothing(logged):
    course, manager = CoursePageFactory(), ManagerFactory()
    learners = dict.fromkeys(people(2), date(2030, 5, 3))
    enroll_learners(course=course, learners=learners, by=manager, source=FILE)
    before = list(Enrollment.objects.values())

    assert enroll_learners(course=course, learners=learners, by=TrainerFactory(), source=TRAINER) == []

    assert list(Enrollment.objects.values()) == before
    assert len(logged(course)) == 1


@pytest.mark.row("L2")
def test_enroll_learners_asks_the_database_equally_often_for_two_and_twenty():
    course, manager = CoursePageFactory(), ManagerFactory()
    CoursePrerequisiteFactory(course=course)
    counts = []
    for number in (2, 20):
        learners = dict.fromkeys(people(number))
        with CaptureQueriesContext(connection) as queries:
            enroll_learners(course=course, learners=learners, by=manager, source=FILE, despite_prerequisites=True)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Enrollment.objects.count() == 22


def test_enroll_learners_of_whom_one_lacks_a_prerequisite_enrolls_nobody(logged):
    first, course = CoursePageFactory(title="First steps"), CoursePageFactory()
    CoursePrerequisiteFactory(course=course, required_course=first)
    ready, unready = LearnerFactory(), LearnerFactory(first_name="Odile", last_name="Pell")
    EnrollmentFactory(course=first, learner=ready, completed=True)

    with pytest.raises(PrerequisitesError) as caught:
        enroll_learners(course=course, learners=dict.fromkeys([ready, unready]), by=None, source=TRAINER)

    assert str(caught.value).startswith("Odile Pell has not completed the prerequisites: “First steps”.")
    assert not course.enrollments.exists()
    assert logged(course) == []


@pytest.mark.row("R10")
def test_enroll_learner_despite_a_prerequisite_is_noted(logged):
    first, course, trainer = CoursePageFactory(title="First steps"), CoursePageFactory(), TrainerFactory()
    CoursePrerequisiteFactory(course=course, required_course=first)
    learner = LearnerFactory()

    enroll_learner(course=course, learner=learner, by=trainer, source=TRAINER, despite_prerequisites=True)

    assert logged(course) == [
        ("lms_courses.enroll", trainer, {"learner": str(learner), "despite": {str(learner): ["First steps"]}})
    ]


def test_enroll_learner_cannot_pass_over_a_prerequisite_by_oneself():
    first, course, learner = CoursePageFactory(title="First steps"), CoursePageFactory(), LearnerFactory()
    CoursePrerequisiteFactory(course=course, required_course=first)

    with pytest.raises(
        PrerequisitesError, match=r"^Complete “First steps” first\. Then you can take this course\.$"
    ) as caught:
        enroll_learner(course=course, learner=learner, by=learner, despite_prerequisites=True)

    assert caught.value.courses == [first]
    assert not course.enrollments.exists()


# --- Due dates ----------------------------------------------------------------------------------------------------


@pytest.mark.row("L2")
def test_due_date_counts_from_enrollment_in_the_sites_time_zone(settings, monkeypatch):
    settings.TIME_ZONE = "Pacific/Auckland"
    course, trainer = CoursePageFactory(days_to_complete=10), TrainerFactory()
    evening = timezone.now().replace(year=2030, month=5, day=3, hour=20, minute=0)  # In Auckland it is the 4th.
    monkeypatch.setattr(timezone, "now", lambda: evening)
    counted, given = people(2)

    with timezone.override("America/New_York"):
        enroll_learners(course=course, learners={counted: None, given: date(2031, 1, 1)}, by=trainer, source=TRAINER)

    dates = dict(Enrollment.objects.values_list("learner", "due_date"))
    assert dates == {counted.pk: date(2030, 5, 14), given.pk: date(2031, 1, 1)}


def test_due_date_given_by_others_outlives_leaving():
    course = CoursePageFactory()
    enrollment = EnrollmentFactory(course=course, status="withdrawn", due_date=date(2020, 1, 1))

    enroll_learner(course=course, learner=enrollment.learner, by=enrollment.learner)

    assert Enrollment.objects.get().due_date == date(2020, 1, 1)


@pytest.mark.row("R10")
def test_change_due_date_is_logged_once(logged):
    enrollment, manager = EnrollmentFactory(), ManagerFactory()

    for _ in range(2):
        change_due_date(enrollment=enrollment, due_date=date(2030, 5, 3), by=manager)

    assert Enrollment.objects.get().due_date == date(2030, 5, 3)
    told = {"learner": str(enrollment.learner), "before": None, "after": "2030-05-03"}
    assert logged(enrollment.course) == [("lms_courses.change_due_date", manager, told)]


@pytest.mark.parametrize("status", ["requested", "declined", "withdrawn"])
def test_change_due_date_of_what_is_not_under_way_is_refused(status):
    with pytest.raises(RuleError, match="not in progress"):
        change_due_date(enrollment=EnrollmentFactory(status=status), due_date=date(2030, 5, 3), by=None)


# --- Leaving ------------------------------------------------------------------------------------------------------


def test_withdraw_learner_who_was_assigned_is_for_others_to_do():
    enrollment, manager = EnrollmentFactory(source=MANAGER), ManagerFactory()

    with pytest.raises(RuleError, match=r"^Someone else enrolled you in this course\."):
        withdraw_learner(enrollment=enrollment, by=enrollment.learner)
    assert Enrollment.objects.get().status == "active"

    withdraw_learner(enrollment=enrollment, by=manager)
    assert Enrollment.objects.get().status == "withdrawn"


def test_withdraw_learner_by_somebody_who_read_the_row_before_it_was_completed():
    lesson = LessonPageFactory()
    enrollment = EnrollmentFactory(course=lesson.get_course())
    stale = Enrollment.objects.get()
    complete_lesson(enrollment=enrollment, lesson=lesson)

    with pytest.raises(RuleError, match=r"^This person has completed the course, so you cannot remove them from it\.$"):
        withdraw_learner(enrollment=stale, by=ManagerFactory())

    assert Enrollment.objects.get().status == "completed"


# --- Approval -----------------------------------------------------------------------------------------------------


@pytest.mark.row("L2")
def test_request_is_approved(logged):
    course = CoursePageFactory(enrollment_policy="approval", days_to_complete=7)
    learner, manager = LearnerFactory(), ManagerFactory()

    for _ in range(2):
        request_enrollment(course=course, learner=learner)
    waiting = Enrollment.objects.get()
    assert (waiting.status, list(Enrollment.objects.in_force())) == ("requested", [])
    for _ in range(2):
        approve_request(enrollment=waiting, by=manager, note="Enjoy it.")

    enrollment = Enrollment.objects.get()
    assert (enrollment.status, enrollment.source, enrollment.enrolled_by) == ("active", "self", manager)
    assert enrollment.due_date == timezone.localdate() + timedelta(days=7)
    assert logged(course) == [
        ("lms_courses.request", learner, {"learner": str(learner)}),
        ("lms_courses.approve", manager, {"learner": str(learner), "note": "Enjoy it."}),
    ]


@pytest.mark.row("L2")
def test_request_is_declined_and_may_be_made_again(logged):
    course, learner = CoursePageFactory(enrollment_policy="approval"), LearnerFactory()
    enrollment = request_enrollment(course=course, learner=learner)

    for _ in range(2):
        decline_request(enrollment=enrollment, by=TrainerFactory(), note="Not before May.")
    declined = Enrollment.objects.get()
    assert (declined.status, declined.decision_note) == ("declined", "Not before May.")
    with pytest.raises(RuleError, match="already declined"):
        approve_request(enrollment=enrollment, by=TrainerFactory())

    request_enrollment(course=course, learner=learner)
    assert (Enrollment.objects.get().status, Enrollment.objects.get().decision_note) == ("requested", "")
    actions = [action for action, _user, _data in logged(course)]
    assert actions == ["lms_courses.request", "lms_courses.decline", "lms_courses.request"]


def test_request_is_not_answered_by_its_own_learner():
    course, trainer = CoursePageFactory(enrollment_policy="approval"), TrainerFactory()
    enrollment = request_enrollment(course=course, learner=trainer)

    with pytest.raises(RuleError, match="You cannot answer your own request"):
        approve_request(enrollment=enrollment, by=trainer)


def test_request_taken_back_is_not_answered_any_more():
    course, learner = CoursePageFactory(enrollment_policy="approval"), LearnerFactory()
    enrollment = request_enrollment(course=course, learner=learner)
    withdraw_learner(enrollment=enrollment, by=learner)

    with pytest.raises(RuleError, match="was withdrawn"):
        approve_request(enrollment=enrollment, by=TrainerFactory())
    assert Enrollment.objects.get().status == "withdrawn"


def test_request_approved_without_what_came_to_be_asked_says_so():
    course, learner = CoursePageFactory(enrollment_policy="approval"), LearnerFactory()
    enrollment = request_enrollment(course=course, learner=learner)
    CoursePrerequisiteFactory(course=course, required_course__title="First steps")

    with pytest.raises(PrerequisitesError, match="“First steps”"):
        approve_request(enrollment=enrollment, by=TrainerFactory())

    approve_request(enrollment=enrollment, by=TrainerFactory(), despite_prerequisites=True)
    assert Enrollment.objects.get().status == "active"


@pytest.mark.row("L2")
@pytest.mark.parametrize(
    ("policy", "sentence"), [("approval", "requires approval"), ("assigned", "Only trainers and manag")]
)
def test_policy_is_kept_by_whoever_comes_by_themselves(policy, sentence):
    course, learner = CoursePageFactory(enrollment_policy=policy), LearnerFactory()
    scheduled_class = ScheduledClassFactory(course=course)

    with pytest.raises(RuleError, match=sentence):
        enroll_learner(course=course, learner=learner, by=learner)
    with pytest.raises(RuleError, match=sentence):
        book_seat(scheduled_class=scheduled_class, learner=learner, by=learner)
    assert not Enrollment.objects.exists()
    assert not Booking.objects.exists()

    book_seat(scheduled_class=scheduled_class, learner=learner, by=TrainerFactory())
    assert Enrollment.objects.get().source == "trainer"
    # Who is let in books like everyone else.
    book_seat(scheduled_class=ScheduledClassFactory(course=course), learner=learner, by=learner)
    assert Booking.objects.count() == 2


@pytest.mark.parametrize("policy", ["open", "assigned"])
def test_request_for_a_course_that_needs_none_says_what_to_do(policy):
    course = CoursePageFactory(enrollment_policy=policy)

    with pytest.raises(RuleError):
        request_enrollment(course=course, learner=LearnerFactory())

    assert not Enrollment.objects.exists()
