"""The classes that trainers keep in the admin, and what they only read there."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.models import Booking, Enrollment, ScheduledClass
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory

pytestmark = pytest.mark.django_db


def class_form(course, *, starts="2030-05-03 10:00", ends="2030-05-03 12:00", meetings=None, trainers=(), **fields):
    rows = [{"starts_at": starts, "ends_at": ends}] if meetings is None else meetings
    form = nested_form_data(
        {
            "course": str(course.pk),
            "title": "Tuesday class",
            "meetings": inline_formset(rows),
            "place": "Room 1",
            "link": "",
            "time_zone": "UTC",
            "capacity": "12",
            "agenda": "",
        }
        | fields
    )
    return form | {"trainers": [str(trainer.pk) for trainer in trainers]}


# --- Classes ------------------------------------------------------------------------------------------------------


def test_class_scheduled_by_a_trainer(client, trainer):
    course = CoursePageFactory()
    assert client.get(reverse("lms_classes:add")).status_code == 200

    response = client.post(reverse("lms_classes:add"), class_form(course, trainers=[trainer]))

    assert response.status_code == 302
    scheduled_class = ScheduledClass.objects.get()
    assert not scheduled_class.live
    assert (scheduled_class.course, scheduled_class.capacity) == (course, 12)
    assert list(scheduled_class.trainers.all()) == [trainer]
    meeting = scheduled_class.meetings.get()
    assert (meeting.starts_at.isoformat(), meeting.ends_at.isoformat()) == (
        "2030-05-03T10:00:00+00:00",
        "2030-05-03T12:00:00+00:00",
    )


@pytest.mark.parametrize("ends", ["2030-05-03 09:00", "2030-05-03 10:00"])
def test_class_that_ends_before_it_starts_says_what_to_choose(client, trainer, ends):
    response = client.post(reverse("lms_classes:add"), class_form(CoursePageFactory(), ends=ends))

    assert response.status_code == 200
    assert response.content.decode().count("Choose an end after the start.") == 1
    assert not ScheduledClass.objects.exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"capacity": "0"}, "capacity"), ({"time_zone": "Mars/Base"}, "time_zone"), ({"link": "javascript:x"}, "link")],
)
def test_class_with_a_broken_field_is_sent_back(client, trainer, fields, name):
    response = client.post(reverse("lms_classes:add"), class_form(CoursePageFactory(), **fields))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    assert not ScheduledClass.objects.exists()


def test_class_without_a_meeting_is_not_published(client, trainer):
    form = class_form(CoursePageFactory(), meetings=[]) | {"action-publish": "yes"}
    response = client.post(reverse("lms_classes:add"), form)

    assert response.status_code == 200
    assert not ScheduledClass.objects.exists()


def edit_form(scheduled_class, **fields):
    """What the editor of a class with one meeting sends."""
    row = {"id": str(scheduled_class.meetings.get().pk), "starts_at": "2030-05-03 10:00", "ends_at": "2030-05-03 12:00"}
    form = class_form(scheduled_class.course, meetings=[], **fields)
    return form | nested_form_data({"meetings": inline_formset([row], initial=1)})


def test_class_given_more_seats_moves_those_who_wait_up_once_published(
    client, trainer, django_capture_on_commit_callbacks
):
    scheduled_class = ScheduledClassFactory(capacity=1)
    BookingFactory(scheduled_class=scheduled_class)
    first, second = (BookingFactory(scheduled_class=scheduled_class, status="waiting") for _ in range(2))
    meeting = scheduled_class.meetings.get()
    url = reverse("lms_classes:edit", args=[scheduled_class.pk])
    assert client.get(url).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, edit_form(scheduled_class, capacity="2"))
    assert list(Booking.objects.waiting()) == [first, second], "a draft promotes no one"

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, edit_form(scheduled_class, capacity="2") | {"action-publish": "yes"})
    assert response.status_code == 302
    assert list(Booking.objects.waiting()) == [second]
    assert scheduled_class.meetings.get().pk == meeting.pk


def test_class_offers_those_who_may_teach_by_name_and_keeps_those_who_did(client, trainer):
    root = AdminFactory(first_name="Ada", last_name="Admin")
    former = LearnerFactory(first_name="Bo", last_name="Before")
    LearnerFactory()
    trainer.first_name, trainer.last_name = "Tamar", "Trainer"
    trainer.save()
    scheduled_class, other = ScheduledClassFactory.create_batch(2)
    for each, teaches in ((scheduled_class, former), (other, trainer)):
        each.trainers.add(teaches)
        each.save()

    form = client.get(reverse("lms_classes:edit", args=[scheduled_class.pk])).context["form"]

    offered = [(choice[0].value, choice[1]) for choice in form.fields["trainers"].choices]
    assert offered == [(root.pk, "Ada Admin"), (former.pk, "Bo Before"), (trainer.pk, "Tamar Trainer")]
    listed = client.get(reverse("lms_classes:list"), {"trainers": former.pk})
    assert [row.pk for row in listed.context["object_list"]] == [scheduled_class.pk]


def test_class_list_in_the_admin_shows_dates_and_seats(client, trainer):
    scheduled_class = ScheduledClassFactory(title="Tuesday class", capacity=5)
    BookingFactory.create_batch(2, scheduled_class=scheduled_class)

    html = client.get(reverse("lms_classes:list")).content.decode()

    assert "Tuesday class" in html
    assert "2 / 5" in html
    assert reverse("lms_classes:edit", args=[scheduled_class.pk]) in html
    assert reverse("lms_courses:roster", args=[scheduled_class.pk]) in html


def test_class_list_in_the_admin_begins_with_the_latest(client, trainer):
    soon, late, past = (ScheduledClassFactory(starts_in=timedelta(days=days)) for days in (1, 9, -4))

    response = client.get(reverse("lms_classes:list"))

    assert list(response.context["object_list"]) == [late, soon, past]


def test_class_with_learners_is_not_deleted_by_trainers(client, trainer):
    scheduled_class = ScheduledClassFactory()

    assert client.post(reverse("lms_classes:delete", args=[scheduled_class.pk])).status_code == 302
    assert ScheduledClass.objects.filter(pk=scheduled_class.pk).exists()


def test_course_with_enrollments_is_not_deleted_by_accident():
    enrollment = EnrollmentFactory()

    with pytest.raises(ProtectedError):
        enrollment.course.delete()


# --- What trainers only read --------------------------------------------------------------------------------------


def test_enrollments_are_read_but_not_written_by_trainers(client, trainer):
    learner = LearnerFactory(first_name="Odile", last_name="Marchetti")
    enrollment = EnrollmentFactory(learner=learner, due_date=timezone.localdate() + timedelta(days=3))

    html = client.get(reverse("lms_enrollments:index")).content.decode()

    assert "Odile Marchetti" in html
    for name, args in (("add", []), ("edit", [enrollment.pk]), ("delete", [enrollment.pk])):
        assert client.post(reverse(f"lms_enrollments:{name}", args=args), {}).status_code == 302, name
    assert Enrollment.objects.get() == enrollment


def test_enrollments_exported_as_csv(client, trainer):
    enrollment = EnrollmentFactory(learner=LearnerFactory(username="odile"))

    response = client.get(reverse("lms_enrollments:index") + "?export=csv")
    text = b"".join(response.streaming_content).decode()

    assert f"odile,{enrollment.course.title}" in text


def test_people_are_kept_by_administrators_only(client, trainer):
    assert client.get(reverse("lms_people:index")).status_code == 302

    client.force_login(AdminFactory())
    assert client.get(reverse("lms_people:index")).status_code == 200
    person = LearnerFactory()
    response = client.post(
        reverse("lms_people:add"), {"user": person.pk, "manager": person.pk, "department": "Workshop"}
    )
    assert "Choose someone else. People cannot be their own manager." in response.content.decode()
    boss = ManagerFactory()
    client.post(reverse("lms_people:add"), {"user": person.pk, "manager": boss.pk, "department": "Workshop"})
    assert boss.lms_reports.get().user == person


def test_menu_of_the_admin_names_teaching_for_trainers_only(client, trainer):
    assert reverse("lms_classes:list") in client.get("/admin/").content.decode()

    client.force_login(FacilitatorFactory())
    assert reverse("lms_classes:list") not in client.get("/admin/").content.decode()


def test_admin_is_closed_to_learners_and_managers(client):
    for factory in (LearnerFactory, ManagerFactory):
        client.force_login(factory())
        assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["lms_classes:list", "lms_enrollments:index"])
def test_admin_list_asks_the_database_equally_often_for_one_and_three(client, trainer, count_queries, name):
    counts = []
    for _number in (1, 2, 3):
        EnrollmentFactory(course=ScheduledClassFactory().course)
        counts.append(count_queries(lambda: client.get(reverse(name))))

    assert counts[2] == counts[0]
