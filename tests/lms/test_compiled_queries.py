"""Queries written once: the same answers as the ORM gives, for any id, however often and by whomever they are asked."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from brainstorm.models import Idea
from courses.models import Booking, Enrollment
from lms.caching.compiled_queries import CompiledQuery
from tests.factories.brainstorm import IdeaFactory
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def enrollments_of(learner):
    return Enrollment.objects.filter(learner=learner).order_by("pk")


def test_rows_are_those_of_the_queryset_with_values_of_their_types():
    enrollment = EnrollmentFactory(due_date=timezone.localdate())
    EnrollmentFactory()
    columns = ("pk", "status", "due_date", "created_at", "completed_at", "learner__is_active")
    prepared = CompiledQuery(lambda learner: enrollments_of(learner).values_list(*columns))

    rows = prepared.rows(enrollment.learner_id)

    assert rows == [list(row) for row in enrollments_of(enrollment.learner).values_list(*columns)]
    assert [type(value).__name__ for value in rows[0]] == ["int", "str", "date", "datetime", "NoneType", "bool"]


def test_first_is_the_object_with_its_annotations():
    learner = LearnerFactory()
    EnrollmentFactory.create_batch(2, learner=learner)
    prepared = CompiledQuery(
        lambda pk: get_user_model().objects.filter(pk=pk).annotate(courses=Count("lms_enrollments"), twice=Count("pk"))
    )

    found = prepared.first(learner.pk)

    assert (found, found.get_username(), found.last_login) == (learner, learner.get_username(), None)
    assert (found.courses, found.twice) == (2, 2)
    assert found._state.db == "default"
    assert not found._state.adding
    found.first_name = "Ada"
    found.save()
    assert get_user_model().objects.get(pk=learner.pk).first_name == "Ada"


def test_nothing_found_is_none_and_no_rows():
    prepared = CompiledQuery(enrollments_of)

    for pk in (0, -1, 10**6, None):
        assert prepared.first(pk) is None
        assert prepared.rows(pk) == []


def test_sql_is_written_once_and_what_is_stored_is_read_each_time(django_assert_num_queries):
    built = []
    learner, other = LearnerFactory(), LearnerFactory()

    def build(pk):
        built.append(pk)
        return Enrollment.objects.filter(learner=pk).order_by("pk").values_list("pk", "status")

    prepared = CompiledQuery(build)
    assert prepared.rows(learner.pk) == []

    mine, theirs = EnrollmentFactory(learner=learner), EnrollmentFactory(learner=other)
    with django_assert_num_queries(3):
        assert prepared.rows(learner.pk) == [[mine.pk, "active"]]
        assert prepared.rows(other.pk) == [[theirs.pk, "active"]]
        Enrollment.objects.filter(pk=mine.pk).update(status="withdrawn")
    assert prepared.rows(learner.pk) == [[mine.pk, "withdrawn"]]
    assert len(built) == 1


def test_ids_take_their_own_places():
    learner, course = LearnerFactory(), CoursePageFactory()
    wanted = EnrollmentFactory(learner=learner, course=course)
    EnrollmentFactory(course=course)
    EnrollmentFactory(learner=learner)
    prepared = CompiledQuery(lambda course, learner: Enrollment.objects.filter(learner=learner, course=course), takes=2)

    assert prepared.first(course.pk, learner.pk) == wanted
    assert prepared.first(wanted.pk + 10**6, learner.pk) is None


def test_one_id_may_be_asked_for_in_several_places():
    learner = LearnerFactory()
    prepared = CompiledQuery(
        lambda pk: get_user_model().objects.filter(pk=pk).annotate(n=Count("lms_enrollments", filter=Q(pk=pk)))
    )
    EnrollmentFactory(learner=learner)

    assert prepared.first(learner.pk).n == 1


@pytest.mark.parametrize("ids", [(), (1, 2)])
def test_ids_must_be_as_many_as_were_named(ids):
    with pytest.raises(ValueError, match=r"zip\(\)"):
        CompiledQuery(enrollments_of).rows(*ids)


def test_constants_of_the_query_stay_though_they_equal_an_id():
    """Only placeholders are replaced, by what they are: a 1 that the query itself brings is not an id."""
    learner = LearnerFactory()
    enrollment = EnrollmentFactory(learner=learner)
    prepared = CompiledQuery(lambda pk: Enrollment.objects.filter(learner=pk, pk=enrollment.pk))

    assert prepared.first(learner.pk) == enrollment
    assert prepared.first(enrollment.pk + 10**6) is None


@pytest.mark.parametrize("text", ["plain", "' OR '1'='1", "%s", "100 %", "ключ", ""])
def test_texts_are_parameters_never_sql(text):
    session = Session.objects.create(
        session_key=text, session_data="x", expire_date=datetime(2051, 1, 2, 3, tzinfo=UTC)
    )
    Session.objects.create(session_key="another", session_data="y", expire_date=timezone.now())
    prepared = CompiledQuery(lambda key: Session.objects.filter(session_key=key))

    found = prepared.first(text)

    assert (found, found.expire_date) == (session, session.expire_date)
    assert len(prepared.rows(text)) == 1


def test_uuids_are_found_and_come_back_as_uuids():
    idea = IdeaFactory(submission_key=uuid.uuid4())
    IdeaFactory()
    prepared = CompiledQuery(lambda key: Idea.objects.filter(submission_key=key))

    assert prepared.first(idea.submission_key) == idea
    assert prepared.first(idea.submission_key).submission_key == idea.submission_key
    assert prepared.first(uuid.uuid4()) is None


def test_what_a_transaction_takes_back_is_not_remembered():
    prepared, learner = CompiledQuery(enrollments_of), LearnerFactory()
    with transaction.atomic():
        EnrollmentFactory(learner=learner)
        assert prepared.first(learner.pk)
        transaction.set_rollback(True)

    assert prepared.first(learner.pk) is None


@pytest.mark.django_db(transaction=True)
def test_threads_share_one_prepared_query_and_get_their_own_rows():
    bookings = [BookingFactory() for _number in range(4)]
    prepared = CompiledQuery(lambda learner: Booking.objects.filter(learner=learner).values_list("pk", "queued_at"))
    start, wrong = threading.Barrier(len(bookings)), []

    def ask(booking):
        try:
            start.wait()
            for _round in range(25):
                (row,) = prepared.rows(booking.learner_id)
                if row[0] != booking.pk or abs(row[1] - booking.queued_at) > timedelta(seconds=1):
                    wrong.append(row)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(booking,)) for booking in bookings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
