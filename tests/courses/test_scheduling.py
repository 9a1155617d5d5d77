"""Scheduling a class in the admin: hours in the class's own zone, weekly runs, clashes, and what calendars are told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.classes.actions import book_seat, cancel_class, next_free_day, schedule_again
from courses.models import Attendance, Booking, ClassMeeting, ScheduledClass
from courses.signals import class_canceled, class_changed
from lms.exceptions import RuleError
from tests.factories.courses import BookingFactory, CoursePageFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

BERLIN = ZoneInfo("Europe/Berlin")
ADD = "lms_classes:add"


def class_form(*, meetings, publish=True, trainers=(), initial=0, **fields):
    form = nested_form_data(
        {
            "title": "Tuesday class",
            "meetings": inline_formset(meetings, initial=initial),
            "place": "Room 1",
            "link": "",
            "time_zone": "Europe/Berlin",
            "capacity": "12",
            "agenda": "",
        }
        | fields
    )
    form |= {"trainers": [str(trainer.pk) for trainer in trainers]}
    return form | {"action-publish": "yes"} if publish else form


def hours(starts, ends):
    return {"starts_at": starts, "ends_at": ends}


def add(client, *, meetings, **fields):
    return client.post(
        reverse(ADD), class_form(meetings=meetings, course=str(CoursePageFactory().pk), **fields), follow=False
    )


def edit(client, scheduled_class, *, meetings, initial=None, **fields):
    form = class_form(
        meetings=meetings,
        initial=len(meetings) if initial is None else initial,
        course=str(scheduled_class.course_id),
        **fields,
    )
    return client.post(reverse("lms_classes:edit", args=[scheduled_class.pk]), form)


def row_of(meeting, **changes):
    begins, ends = (at.astimezone(meeting.scheduled_class.zone) for at in (meeting.starts_at, meeting.ends_at))
    return hours(f"{begins:%Y-%m-%d %H:%M}", f"{ends:%Y-%m-%d %H:%M}") | {"id": str(meeting.pk)} | changes


def said(response):
    return [message.message.strip() for message in get_messages(response.wsgi_request)]


# --- The form ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_hours_are_typed_and_shown_in_the_zone_of_the_class(client, trainer, settings):
    settings.TIME_ZONE = "America/New_York"
    add(
        client,
        meetings=[hours("2030-07-01 10:00", "2030-07-01 12:00")],
        booking_opens_at="2030-01-01 08:00",
        booking_closes_at="2030-06-30 20:00",
    )

    scheduled_class = ScheduledClass.objects.get()
    assert scheduled_class.live
    assert scheduled_class.meetings.get().starts_at == datetime(2030, 7, 1, 8, tzinfo=UTC)
    assert scheduled_class.booking_opens_at == datetime(2030, 1, 1, 7, tzinfo=UTC)
    html = client.get(reverse("lms_classes:edit", args=[scheduled_class.pk])).content.decode()
    for shown in ("2030-07-01 10:00", "2030-07-01 12:00", "2030-01-01 08:00", "2030-06-30 20:00"):
        assert f'value="{shown}"' in html


@pytest.mark.django_db
def test_hour_that_the_clocks_skip_is_sent_back_and_one_that_comes_twice_is_the_first(client, trainer):
    skipped = add(client, meetings=[hours("2026-03-29 02:30", "2026-03-29 04:00")])
    assert skipped.status_code == 200
    sentence = "Clocks in Europe/Berlin move forward on that day, so this time does not exist. Choose another time."
    assert sentence in skipped.content.decode()

    add(client, meetings=[hours("2026-10-25 02:30", "2026-10-25 04:00")])
    assert ClassMeeting.objects.get().starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"meetings": [hours("0001-01-01 00:00", "2030-01-01 01:00")]}, "Choose a year from 2000 to 2099."),
        (
            {"repeat_weekly": "3", "repeat_except": "Christmas"},
            "Enter dates as 2026-12-24, separated by commas",
        ),
        ({"repeat_weekly": "53"}, "less than or equal to 52"),
        (
            {"booking_opens_at": "2030-05-02 10:00", "booking_closes_at": "2030-05-02 10:00"},
            "Choose a time after booking opens.",
        ),
        ({"time_zone": "../../etc/passwd"}, "Select a valid choice."),
    ],
)
def test_class_with_a_mistake_says_what_to_do(client, trainer, fields, sentence):
    response = add(client, **({"meetings": [hours("2030-05-03 10:00", "2030-05-03 12:00")]} | fields))

    assert response.status_code == 200
    assert response.content.decode().count(sentence) == 1
    assert not ScheduledClass.objects.exists()


@pytest.mark.django_db
def test_last_meeting_repeated_weekly_across_the_change_of_the_clocks(client, trainer):
    response = add(
        client,
        meetings=[hours("2026-10-08 18:00", "2026-10-08 19:30"), hours("2026-10-15 14:00", "2026-10-15 15:30")],
        repeat_weekly="3",
        repeat_except="2026-10-22",
    )

    assert response.status_code == 302
    first, *run = ScheduledClass.objects.get().meetings.all()
    starts = [each.starts_at.astimezone(BERLIN).isoformat() for each in run]
    assert starts == [
        "2026-10-15T14:00:00+02:00",
        "2026-10-29T14:00:00+01:00",
        "2026-11-05T14:00:00+01:00",
        "2026-11-12T14:00:00+01:00",
    ]
    assert {each.ends_at - each.starts_at for each in run} == {timedelta(minutes=90)}
    assert len({each.series for each in run}) == 1
    assert first.series != run[0].series
    assert (first.original_starts_at, [each.original_starts_at for each in run]) == (
        None,
        [each.starts_at for each in run],
    )


@pytest.mark.django_db
def test_weekly_run_of_a_draft_is_kept_through_editing_and_repeated_saving(client, trainer):
    add(client, meetings=[hours("2030-05-03 10:00", "2030-05-03 12:00")], publish=False)
    draft = ScheduledClass.objects.get()
    meeting = draft.meetings.get()
    form = class_form(meetings=[row_of(meeting)], initial=1, repeat_weekly="9", course=draft.course_id, publish=False)
    url = reverse("lms_classes:edit", args=[draft.pk])
    assert client.post(url, form, headers={"accept": "application/json"}).json()["success"]
    assert draft.meetings.count() == 1, "saved by itself, while someone types"
    for _click in range(2):
        client.post(url, form | {"repeat_weekly": "2"})

    page = client.get(reverse("lms_classes:edit", args=[draft.pk]))
    forms = page.context["form"].formsets["meetings"].forms
    rows = [{name: form[name].value() or "" for name in (*form.fields, "id")} for form in forms]
    assert len(rows) == 3
    edit(client, draft, meetings=rows, initial=3)

    run = list(draft.meetings.all())
    assert [each.starts_at.day for each in run] == [3, 10, 17]
    assert run[0].pk == meeting.pk
    assert len({each.series for each in run}) == 1
    assert [each.original_starts_at for each in run] == [each.starts_at for each in run]


@pytest.mark.django_db
def test_meeting_moved_keeps_its_run_and_one_deleted_leaves_a_gap(client, trainer):
    add(client, meetings=[hours("2030-05-03 10:00", "2030-05-03 12:00")], repeat_weekly="2")
    scheduled_class = ScheduledClass.objects.get()
    first, second, third = scheduled_class.meetings.all()
    moved = row_of(second, starts_at="2030-05-11 15:00", ends_at="2030-05-11 17:00")

    edit(client, scheduled_class, meetings=[row_of(first), moved, row_of(third, DELETE="on")])

    assert [each.pk for each in scheduled_class.meetings.all()] == [first.pk, second.pk]
    again = ClassMeeting.objects.get(pk=second.pk)
    assert (again.series, again.original_starts_at) == (second.series, second.starts_at)
    assert again.starts_at == datetime(2030, 5, 11, 13, tzinfo=UTC)


@pytest.mark.django_db
def test_meeting_with_attendance_is_not_deleted(client, trainer):
    scheduled_class = ScheduledClassFactory(time_zone="Europe/Berlin")
    meeting = scheduled_class.meetings.get()
    Attendance.objects.create(meeting=meeting, learner=LearnerFactory(), status="present")
    rows = [row_of(meeting, DELETE="on"), hours("2030-05-03 10:00", "2030-05-03 12:00")]

    response = edit(client, scheduled_class, meetings=rows, initial=1)

    assert "Attendance has been marked for the meeting on" in response.content.decode()
    assert Attendance.objects.exists()


@pytest.mark.django_db
def test_trainer_who_teaches_elsewhere_at_that_time_is_named_not_refused(client, trainer):
    other = TrainerFactory(first_name="Ada", last_name="Busy")
    busy = ScheduledClassFactory(title="Posts for all", time_zone="UTC")
    busy.trainers = [other]
    busy.save()
    ClassMeeting.objects.update(
        starts_at=datetime(2030, 5, 3, 9, tzinfo=UTC), ends_at=datetime(2030, 5, 3, 11, tzinfo=UTC)
    )
    sentence = "Ada Busy also teaches “Posts for all” at that time."

    # 10:00 in Berlin is 8:00 UTC: it ends when the other begins.
    free = add(client, meetings=[hours("2030-05-03 10:00", "2030-05-03 11:00")], trainers=[other])
    clash = add(client, meetings=[hours("2030-05-03 10:00", "2030-05-03 11:01")], trainers=[other])
    assert sentence not in said(free)
    assert sentence in said(clash)
    assert ScheduledClass.objects.count() == 3


# --- What calendars are told ---------------------------------------------------------------------------------------


@pytest.fixture
def news():
    """What the signals told, in order: (signal, class, its sequence)."""
    told = []

    def changed(sender, scheduled_class, **kwargs):
        told.append(("changed", scheduled_class.pk, scheduled_class.sequence))

    def cancelled(sender, scheduled_class, **kwargs):
        told.append(("cancelled", scheduled_class.pk, scheduled_class.sequence))

    class_changed.connect(changed)
    class_canceled.connect(cancelled)
    yield told
    class_changed.disconnect(changed)
    class_canceled.disconnect(cancelled)


@pytest.mark.django_db
def test_sequence_rises_once_for_each_publication_that_calendars_must_learn_of(
    client, trainer, news, django_capture_on_commit_callbacks
):
    scheduled_class = ScheduledClassFactory(time_zone="Europe/Berlin", place="Room 1", title="Tuesday class")
    meeting = scheduled_class.meetings.get()
    meeting.starts_at, meeting.ends_at = (at.replace(second=30) for at in (meeting.starts_at, meeting.ends_at))
    meeting.save()
    row = row_of(meeting)
    moved = hours("2030-05-03 10:00", "2030-05-03 12:00") | {"id": row["id"]}

    def send(meeting, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            edit(client, scheduled_class, meetings=[meeting], **fields)
        scheduled_class.refresh_from_db()
        return scheduled_class.sequence

    # The form does not show the seconds.
    assert send(row) == 1
    assert send(row) == 1, "nothing is new"
    assert send(row, agenda="Bring a question", capacity="5") == 1, "calendars show neither"
    assert send(moved, place="Room 2", publish=False) == 1, "a draft is not told"
    assert send(moved, place="Room 2") == 2, "time and place at once"
    assert send(moved, place="Room 2", link="https://meet.firm.example/") == 3
    assert send(moved, place="Room 2", link="https://meet.firm.example/", title="Wednesday class") == 4
    assert news == [("changed", scheduled_class.pk, sequence) for sequence in (1, 2, 3, 4)]


@pytest.mark.django_db
def test_draft_published_at_first_tells_of_no_change(client, trainer, news, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add(client, meetings=[hours("2030-05-03 10:00", "2030-05-03 12:00")], publish=False)
        draft = ScheduledClass.objects.get()
        edit(client, draft, meetings=[row_of(draft.meetings.get())], place="Room 9")
    draft.refresh_from_db()
    assert (draft.live, draft.place, draft.sequence, news) == (True, "Room 9", 0, [])


# --- Cancelled -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_cancel_class_keeps_the_bookings_and_is_told_once(news, logged, django_capture_on_commit_callbacks):
    trainer, scheduled_class = TrainerFactory(), ScheduledClassFactory(capacity=1)
    seat = BookingFactory(scheduled_class=scheduled_class)
    waiting = BookingFactory(scheduled_class=scheduled_class, status="waiting")

    with django_capture_on_commit_callbacks(execute=True):
        for reason in ("The  room is flooded", "Something else"):
            cancel_class(scheduled_class=scheduled_class, reason=reason, by=trainer)

    scheduled_class.refresh_from_db()
    assert (scheduled_class.cancel_reason, scheduled_class.sequence) == ("The room is flooded", 1)
    assert timezone.now() - scheduled_class.cancelled_at < timedelta(minutes=1)
    assert set(Booking.objects.values_list("pk", "status")) == {(seat.pk, "booked"), (waiting.pk, "waiting")}
    assert news == [("cancelled", scheduled_class.pk, 1)]
    assert logged(scheduled_class) == [("lms_courses.cancel_class", trainer, {"reason": "The room is flooded"})]
    with pytest.raises(RuleError, match=r"^This class was canceled\."):
        book_seat(scheduled_class=scheduled_class, learner=LearnerFactory(), by=trainer)


@pytest.mark.django_db
def test_cancel_class_without_a_reason_or_after_it_is_over_is_refused():
    with pytest.raises(RuleError, match=r"^Give a reason"):
        cancel_class(scheduled_class=ScheduledClassFactory(), reason="  ", by=TrainerFactory())
    over = ScheduledClassFactory(starts_in=-timedelta(days=1))
    with pytest.raises(RuleError, match=r"^This class is over"):
        cancel_class(scheduled_class=over, reason="Too late", by=TrainerFactory())


@pytest.mark.django_db
def test_publishing_an_older_draft_does_not_take_a_cancellation_back(client, trainer):
    scheduled_class = ScheduledClassFactory(time_zone="Europe/Berlin")
    scheduled_class.save_revision()
    cancel_class(scheduled_class=scheduled_class, reason="The room is flooded", by=trainer)

    ScheduledClass.objects.get().get_latest_revision().publish()

    scheduled_class.refresh_from_db()
    assert (scheduled_class.cancel_reason, scheduled_class.sequence) == ("The room is flooded", 1)


@pytest.mark.django_db
def test_cancel_class_page_asks_for_the_reason(client, trainer):
    scheduled_class = ScheduledClassFactory()
    page = reverse("lms_courses:cancel_class", args=[scheduled_class.pk])

    assert "Everyone who booked will get it." in client.get(page).content.decode()
    empty = client.post(page, {"reason": ""})
    assert empty.status_code == 422
    assert "Give a reason. Everyone who booked will get it." in empty.content.decode()
    for _click in range(2):
        assert client.post(page, {"reason": "Flooded <b>"}).url == scheduled_class.get_absolute_url()

    html = client.get(scheduled_class.get_absolute_url()).content.decode()
    assert "Flooded &lt;b&gt;" in html
    assert "Book this seat" not in html


@pytest.mark.django_db
def test_class_with_bookings_is_neither_unpublished_nor_deleted(client, admin_client):
    booking = BookingFactory()
    for name in ("unpublish", "delete"):
        url = reverse(f"lms_classes:{name}", args=[booking.scheduled_class_id])
        assert admin_client.post(url).status_code == 302
    assert ScheduledClass.objects.live().get() == booking.scheduled_class


# --- Once more -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.row("C1")
def test_schedule_again_moves_everything_by_days_and_leaves_bookings_behind(client, trainer, logged):
    add(
        client,
        meetings=[hours("2026-10-08 18:00", "2026-10-08 19:30")],
        repeat_weekly="2",
        trainers=[trainer],
        booking_closes_at="2026-10-07 12:00",
    )
    scheduled_class = ScheduledClass.objects.get()
    BookingFactory(scheduled_class=scheduled_class)
    assert next_free_day(scheduled_class) == date(2026, 10, 29)

    page = reverse("lms_courses:schedule_again", args=[scheduled_class.pk])
    assert 'value="2026-10-29"' in client.get(page).content.decode()
    assert client.post(page, {"first_day": "0001-01-01"}).status_code == 422
    response = client.post(page, {"first_day": "2026-10-29"})

    copy = ScheduledClass.objects.exclude(pk=scheduled_class.pk).get()
    assert response.url == reverse("lms_classes:edit", args=[copy.pk])
    assert client.get(response.url).status_code == 200
    assert (copy.live, copy.title, copy.place, copy.bookings.count()) == (False, "Tuesday class", "Room 1", 0)
    assert list(copy.trainers.all()) == [trainer]
    starts = [each.starts_at.astimezone(BERLIN).isoformat() for each in copy.meetings.all()]
    assert starts == ["2026-10-29T18:00:00+01:00", "2026-11-05T18:00:00+01:00", "2026-11-12T18:00:00+01:00"]
    assert copy.booking_closes_at.astimezone(BERLIN).isoformat() == "2026-10-28T12:00:00+01:00"
    series = {each.series for each in copy.meetings.all()}
    assert len(series) == 1
    assert series != {each.series for each in scheduled_class.meetings.all()}
    assert logged(copy) == [("lms_courses.schedule_again", trainer, {"like": scheduled_class.pk})]


@pytest.mark.django_db
def test_schedule_again_of_a_class_without_a_date_is_refused():
    scheduled_class = ScheduledClassFactory()
    scheduled_class.meetings.all().delete()
    with pytest.raises(RuleError, match="nothing to repeat"):
        schedule_again(scheduled_class=scheduled_class, first_day=date(2030, 1, 1), by=TrainerFactory())
