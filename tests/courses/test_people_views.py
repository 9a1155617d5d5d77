"""A manager's own people: who is learning what, and no one of another team."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attendance, Enrollment, Note, Reflection
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

URL = "/learning/people/"
DAY = timedelta(days=1)


@pytest.fixture
def manager(db, client):
    user = ManagerFactory()
    client.force_login(user)
    return user


def person(manager, last_name, **kwargs):
    user = LearnerFactory(first_name="Pat", last_name=last_name)
    return ProfileFactory(manager=manager, user=user, **kwargs).user


def page_of(person):
    return reverse("lms_courses:person", args=[person.pk])


@pytest.mark.row("C8", "R5")
def test_people_shows_only_those_who_report_to_one_directly(client, manager):
    course = CoursePageFactory(title="First posts")
    mine = EnrollmentFactory(course=course, learner=person(manager, "Mine"))
    below = ManagerFactory(first_name="Pat", last_name="Between")
    ProfileFactory(user=below, manager=manager)
    strangers = [person(ManagerFactory(), "Theirs"), person(below, "Indirect"), LearnerFactory(last_name="Nobodys")]
    for stranger in strangers:
        EnrollmentFactory(course=course, learner=stranger, due_date=timezone.localdate() - DAY)
    EnrollmentFactory(course=course, learner=person(manager, "Left"), status="withdrawn")
    gone = person(manager, "Gone")
    gone.is_active = False
    gone.save()
    EnrollmentFactory(course=course, learner=gone)

    response = client.get(URL)

    assert list(response.context["page_obj"]) == [mine]
    assert [profile.user.last_name for profile in response.context["people"]] == ["Between", "Left"]
    assert (response.context["overdue"], response.context["waiting"]) == (0, 0)
    html = response.content.decode()
    for name in ("Theirs", "Indirect", "Nobodys", "Gone"):
        assert name not in html
    for stranger in [*strangers, gone, manager]:
        assert client.get(page_of(stranger)).status_code == 404
    # The manager between sees those below, and not those beside them.
    client.force_login(below)
    assert [row.learner.last_name for row in client.get(URL).context["page_obj"]] == ["Indirect"]
    assert client.get(page_of(mine.learner)).status_code == 404


@pytest.mark.row("C8")
def test_people_who_need_a_word_stand_on_top_and_what_is_overdue_is_told(client, manager):
    course, today = LessonPageFactory().get_course(), timezone.localdate()
    done = EnrollmentFactory(course=course, learner=person(manager, "Done"), completed=True)
    on_time = EnrollmentFactory(course=course, learner=person(manager, "Time"), due_date=today)
    late = EnrollmentFactory(course=course, learner=person(manager, "Late"), due_date=today - DAY)
    asks = EnrollmentFactory(course=course, learner=person(manager, "Asks"), status="requested")

    response = client.get(URL)

    assert list(response.context["page_obj"]) == [late, on_time, done]
    html = response.content.decode()
    assert "1 course is overdue." in html
    assert "1 is waiting for your approval" in html
    assert list(Enrollment.objects.led_by(manager).overdue()) == [late]
    assert client.get("/learning/").context["dashboard"].next_step.title == asks.course.title


@pytest.mark.row("C8")
def test_people_are_filtered_and_sorted_by_the_address(client, manager):
    first, second = CoursePageFactory(title="Alpha"), CoursePageFactory(title="Beta")
    pell, quist = person(manager, "Pell", department="Sales"), person(manager, "Quist", department="Workshop")
    late = EnrollmentFactory(course=second, learner=quist, due_date=timezone.localdate() - DAY)
    a, b = EnrollmentFactory(course=first, learner=quist), EnrollmentFactory(course=second, learner=pell)

    def rows(**query):
        return list(client.get(URL, query).context["page_obj"])

    assert rows(course=first.pk) == [a]
    assert rows(department="Sales") == [b]
    assert rows(overdue="on") == [late]
    assert rows(overdue="on", department="Sales") == []
    assert rows(sort="name") == [b, a, late]
    assert rows(sort="course") == [a, b, late]
    assert rows(sort="due") == [late, b, a]
    # What does not exist is left out.
    assert len(rows(course="9" * 30, department="Nowhere", sort="x")) == 3


def test_people_of_a_manager_without_a_team_says_what_to_do(client, manager):
    assert "No one reports to you here yet" in client.get(URL).content.decode()
    assert "No one reports to you here yet" in client.get("/learning/enroll/").content.decode()


def test_people_come_fifty_a_page_and_keep_their_filter(client, manager):
    course = CoursePageFactory()
    for number in range(51):
        EnrollmentFactory(course=course, learner=person(manager, f"Nr{number:03}"))

    first, second = client.get(URL, {"sort": "name"}), client.get(URL, {"sort": "name", "page": 2})

    assert [len(page.context["page_obj"].object_list) for page in (first, second)] == [50, 1]
    assert second.context["page_obj"][0].learner.last_name == "Nr050"
    assert "?sort=name&amp;page=2" in first.content.decode()
    assert client.get(URL, {"page": "nonsense"}).context["page_obj"].number == 1


@pytest.mark.row("C8")
def test_person_shows_courses_classes_and_certificates_but_nothing_private(client, manager):
    pat = person(manager, "Pell")
    lesson = LessonPageFactory(course=CoursePageFactory(title="First posts"))
    active = EnrollmentFactory(course=lesson.get_course(), learner=pat, due_date=timezone.localdate() - DAY)
    EnrollmentFactory(course__title="Requested", learner=pat, status="requested")
    EnrollmentFactory(course__title="Left behind", learner=pat, status="withdrawn")
    held = ScheduledClassFactory(title="Tuesday class", starts_in=-DAY)
    BookingFactory(scheduled_class=held, learner=pat)
    Attendance.objects.create(meeting=held.meetings.get(), learner=pat, status="late")
    Note.objects.create(learner=pat, lesson=lesson, text="Note of Pat")
    Reflection.objects.create(learner=pat, lesson=lesson, block_id=uuid.uuid4(), text="Thought of Pat", is_shared=True)
    CertificateTemplateFactory(is_default=True)
    CertificateFactory(learner=pat, course=CoursePageFactory(title="Good conduct"))

    response = client.get(page_of(pat))

    html = response.content.decode()
    for words in ("First posts", "overdue", "Requested", "Tuesday class", "Late", "Good conduct", "Issued on"):
        assert words in html, words
    for words in ("Left behind", "Note of Pat", "Thought of Pat"):
        assert words not in html, words
    assert reverse("lms_courses:change_due_date", args=[active.pk]) in html


def test_person_on_no_course_says_what_to_do(client, manager):
    assert (
        "Not enrolled in any course yet. Enroll them in one."
        in client.get(page_of(person(manager, "Pell"))).content.decode()
    )


def test_people_ask_the_database_equally_often_for_one_and_three(client, manager, count_queries):
    pat, counts = person(manager, "Pell"), []
    for number in (1, 2, 3):
        course = LessonPageFactory().get_course()
        EnrollmentFactory(course=course, learner=person(manager, f"Nr{number}", department=f"D{number}"))
        person(manager, f"Idle{number}")
        EnrollmentFactory(course=course, learner=pat)
        BookingFactory(scheduled_class=ScheduledClassFactory(course=course), learner=pat)
        counts.append([count_queries(lambda url=url: client.get(url)) for url in (URL, page_of(pat))])

    assert counts[2] == counts[0]
