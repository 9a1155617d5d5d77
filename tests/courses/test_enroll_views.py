"""Enrolling others and answering requests, on the pages of trainers and managers; asking and leaving, on the course."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from courses.enrollment.actions import REQUESTS, request_enrollment
from courses.models import Enrollment
from tests.factories.courses import CoursePageFactory, CoursePrerequisiteFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory, TrainerFactory

pytestmark = pytest.mark.django_db

URL = "/learning/enroll/"
TODAY = timezone.localdate


@pytest.fixture
def manager(client):
    user = ManagerFactory()
    client.force_login(user)
    return user


def person(manager, last_name="Pell", department="Workshop", **kwargs):
    user = LearnerFactory(first_name="Sunniva", last_name=last_name, **kwargs)
    return ProfileFactory(manager=manager, user=user, department=department).user


def found(response):
    return [person.last_name for person in response.context["people"]]


# --- Choosing -----------------------------------------------------------------------------------------------------


@pytest.mark.row("L2")
def test_trainer_finds_people_by_name_department_and_group(client, trainer):
    person(None, "Pell", "Sales"), person(None, "Quist", "Workshop"), person(None, "Gone", is_active=False)
    night = Group.objects.create(name="Night shift")
    night.user_set.add(person(None, "Owl", "Sales"))

    assert found(client.get(URL, {"q": "sunniva qui"})) == ["Quist"]
    assert found(client.get(URL, {"department": "Sales"})) == ["Owl", "Pell"]
    assert found(client.get(URL, {"group": night.pk, "department": "Sales"})) == ["Owl"]
    assert found(client.get(URL, {"q": "gone"})) == []
    assert found(client.get(URL, {"department": "Nowhere"})) == []


@pytest.mark.row("L2")
def test_trainer_enrolls_a_whole_department(client, trainer):
    course = CoursePageFactory()
    sales = [person(None, f"Seller{number}", "Sales") for number in range(3)]
    person(None, "Other", "Workshop")

    review = client.get(URL, {"course": course.pk, "department": "Sales", "review": "everyone"})
    assert review.context["needed"] == 3
    assert not Enrollment.objects.exists(), "looking changes nothing"

    sent = {"course": course.pk, "people": review.context["ids"], "by_group": "on", "due_date": "2030-05-03"}
    for _ in range(2):
        response = client.post(URL, sent)
        assert response.url == reverse("lms_courses:course_learners", args=[course.pk])
    rows = Enrollment.objects.values_list("learner", "source", "enrolled_by", "due_date")
    assert set(rows) == {(each.pk, "group", trainer.pk, date(2030, 5, 3)) for each in sales}


@pytest.mark.row("L2")
def test_manager_enrolls_the_people_ticked(client, manager):
    course = CoursePageFactory(title="First posts")
    first, second = person(manager), person(manager, "Quist")
    EnrollmentFactory(course=course, learner=second)

    review = client.get(URL, {"course": course.pk, "people": [first.pk, second.pk], "review": "chosen"})
    assert "already enrolled, no change" in review.content.decode()
    response = client.post(URL, {"course": course.pk, "people": review.context["ids"]}, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "1 person is now enrolled in “First posts”.",
        "1 person was already enrolled in “First posts”. Nothing changed for them.",
    ]
    assert Enrollment.objects.get(learner=first).source == "manager"


@pytest.mark.row("C8")
def test_manager_cannot_enroll_people_of_another_team(client, manager):
    course, mine, theirs = CoursePageFactory(), person(manager), person(ManagerFactory(), "Theirs")

    assert found(client.get(URL)) == ["Pell"]
    for answer in (
        client.get(URL, {"course": course.pk, "people": [theirs.pk], "review": "chosen"}),
        client.post(URL, {"course": course.pk, "people": f"{mine.pk},{theirs.pk}"}),
    ):
        assert answer.status_code == 422
        assert "no longer one of your people" in answer.content.decode()
        assert "Theirs" not in answer.content.decode()
    assert not Enrollment.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": ""}, "Choose at least one person."),
        ({"people": str(10**18)}, "no longer one of your people"),
        ({"people": "9" * 19}, "Choose at least one person."),
        ({"people": "x,-1,;"}, "Choose at least one person."),
        ({"course": ""}, "Choose a course."),
        ({"course": "999999"}, "This course is not published."),
        ({"course": "9" * 30}, "This course is not published."),
        ({"due_date": "3.5.2030"}, "Enter the due date as 2030-12-31."),
        ({"due_date": "2020-01-01"}, "This date has passed. Choose today or a later date."),
    ],
)
def test_enrolling_with_a_mistake_says_what_to_do(client, manager, change, sentence):
    sent = {"course": CoursePageFactory().pk, "people": person(manager).pk, "due_date": ""} | change

    response = client.post(URL, sent)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Enrollment.objects.exists()


@pytest.mark.row("L3")
def test_enrolling_despite_a_prerequisite_is_a_decision(client, manager):
    course = CoursePrerequisiteFactory(required_course__title="Good conduct").course
    sent = {"course": course.pk, "people": person(manager).pk, "due_date": "2030-05-03"}

    refused = client.post(URL, sent)
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "Sunniva Pell has not completed the prerequisites: “Good conduct”." in html
    assert 'name="despite"' in html
    assert 'value="2030-05-03"' in html, "what was typed is kept"
    assert not Enrollment.objects.exists()

    assert client.post(URL, sent | {"despite": "on"}).status_code == 302
    assert Enrollment.objects.get().status == "active"


def test_choosing_asks_the_database_equally_often_for_one_and_three(client, manager, count_queries):
    course, team, counts = CoursePrerequisiteFactory().course, [], []
    for number in (1, 2, 3):
        team.append(person(manager, f"Pell{number}").pk)
        query = f"?course={course.pk}&" + "&".join(f"people={pk}" for pk in team[:number])
        urls = [f"{URL}{query}", f"{URL}{query}&review=chosen"]
        counts.append([count_queries(lambda url=url: client.get(url)) for url in urls])

    assert counts[2] == counts[0]


# --- Asking and answering -----------------------------------------------------------------------------------------


def asked(learner=None, **kwargs):
    course = LessonPageFactory(course=CoursePageFactory(enrollment_policy="approval", **kwargs)).get_course()
    return request_enrollment(course=course, learner=learner or LearnerFactory())


@pytest.mark.row("L2")
def test_learner_asks_waits_and_takes_it_back(client):
    course = LessonPageFactory(course=CoursePageFactory(enrollment_policy="approval")).get_course()
    learner = LearnerFactory()
    client.force_login(learner)
    assert "Request enrollment" in client.get(course.url).content.decode()
    assert client.post(reverse("lms_courses:enroll", args=[course.pk])).status_code == 409

    for _ in range(2):
        assert client.post(reverse("lms_courses:ask", args=[course.pk])).status_code == 302
    assert Enrollment.objects.get().status == "requested"
    assert "Waiting for approval since" in client.get(course.url).content.decode()
    assert "Waiting for approval since" in client.get("/learning/").content.decode()
    lesson = course.get_children().get()
    assert client.get(lesson.url).url == course.url, "its lessons stay closed"

    client.post(reverse("lms_courses:withdraw", args=[course.pk]))
    assert Enrollment.objects.get().status == "withdrawn"


@pytest.mark.row("L2")
@pytest.mark.row("R18")
def test_asking_and_taking_back_again_and_again_has_to_wait(client):
    """Each request is mailed to the manager."""
    course = CoursePageFactory(enrollment_policy="approval")
    client.force_login(LearnerFactory())
    ask, withdraw = (reverse(f"lms_courses:{name}", args=[course.pk]) for name in ("ask", "withdraw"))
    for _number in range(REQUESTS.limit):
        assert client.post(ask).status_code == 302
        client.post(withdraw)
    refused = client.post(ask)
    assert refused.status_code == 429
    assert "Too many attempts. Try again in " in refused.content.decode()
    assert Enrollment.objects.get().status == "withdrawn"


def test_request_is_answered_by_the_learners_manager_or_a_trainer(client, manager):
    mine, theirs = asked(person(manager)), asked(person(ManagerFactory(), "Theirs"))
    queue = reverse("lms_courses:requests")
    assert [row.enrollment for row in client.get(queue).context["rows"]] == [mine]
    assert client.get("/learning/").context["dashboard"].next_step.url == queue

    refused = client.post(reverse("lms_courses:answer_request", args=[theirs.pk]), {"answer": "approve"})
    assert refused.status_code == 404
    for _ in range(2):
        assert (
            client.post(reverse("lms_courses:answer_request", args=[mine.pk]), {"answer": "approve"}).status_code == 302
        )
    mine.refresh_from_db()
    assert (mine.status, mine.enrolled_by) == ("active", manager)

    client.force_login(TrainerFactory())
    assert client.get("/learning/").context["dashboard"].next_step.url == queue
    answer = {"answer": "decline", "note": "Not before May."}
    assert client.post(reverse("lms_courses:answer_request", args=[theirs.pk]), answer).status_code == 302
    client.force_login(theirs.learner)
    html = client.get(theirs.course.url).content.decode()
    assert "Your request was declined. Not before May." in html
    assert "Request enrollment again" in html


def test_request_declined_without_a_word_is_sent_back(client, trainer):
    enrollment = asked()

    response = client.post(
        reverse("lms_courses:answer_request", args=[enrollment.pk]), {"answer": "decline", "note": " "}
    )

    assert response.status_code == 422
    assert "Give a reason. The person will see it." in response.content.decode()
    enrollment.refresh_from_db()
    assert enrollment.status == "requested"


def test_request_answered_twice_in_two_tabs_says_what_stands(client, trainer):
    enrollment = asked()
    url = reverse("lms_courses:answer_request", args=[enrollment.pk])
    client.post(url, {"answer": "approve"})

    response = client.post(url, {"answer": "decline", "note": "No."})

    assert response.status_code == 409
    assert "This request was already approved." in response.content.decode()
    enrollment.refresh_from_db()
    assert enrollment.status == "active"


def test_trainer_does_not_answer_their_own_request(client, trainer):
    own = asked(trainer)

    assert client.get(reverse("lms_courses:requests")).context["rows"] == []
    assert client.post(reverse("lms_courses:answer_request", args=[own.pk]), {"answer": "approve"}).status_code == 404


def test_requests_ask_the_database_equally_often_for_one_and_three(client, trainer, count_queries):
    counts = []
    for number in (1, 2, 3):
        enrollment = asked(person(ManagerFactory(), f"Pell{number}"))
        CoursePrerequisiteFactory(course=enrollment.course)
        counts.append(count_queries(lambda: client.get(reverse("lms_courses:requests"))))

    assert counts[2] == counts[0]


def test_course_assigned_by_others_offers_no_way_in_and_none_out(client, manager):
    course = LessonPageFactory(course=CoursePageFactory(enrollment_policy="assigned")).get_course()
    learner = person(manager)
    client.post(URL, {"course": course.pk, "people": learner.pk})
    client.force_login(learner)

    assert "Leave this course" not in client.get(course.url).content.decode()
    assert client.post(reverse("lms_courses:withdraw", args=[course.pk])).status_code == 409
    client.force_login(LearnerFactory())
    assert "Only trainers and managers can enroll people in this course." in client.get(course.url).content.decode()


# --- Changing an enrollment ---------------------------------------------------------------------------------------


@pytest.mark.row("L2")
def test_due_date_is_changed_and_taken_away(client, manager):
    enrollment = EnrollmentFactory(learner=person(manager))
    url = reverse("lms_courses:change_due_date", args=[enrollment.pk])
    assert client.get(url).status_code == 200

    for sent, kept in (("2030-05-03", date(2030, 5, 3)), ("", None)):
        response = client.post(f"{url}?next=//evil.example/", {"due_date": sent})
        assert response.url == reverse("lms_courses:person", args=[enrollment.learner_id])
        enrollment.refresh_from_db()
        assert enrollment.due_date == kept

    assert client.post(url, {"due_date": str(TODAY() - timedelta(days=1))}).status_code == 422
    Enrollment.objects.update(status="withdrawn")
    assert client.post(url, {"due_date": "2030-05-03"}).status_code == 409


@pytest.mark.row("L2")
def test_person_is_taken_off_a_course_but_not_off_a_completed_one(client, manager):
    active = EnrollmentFactory(learner=person(manager), source="manager")
    done = EnrollmentFactory(learner=active.learner, completed=True)

    assert client.get(reverse("lms_courses:take_off", args=[active.pk])).status_code == 200
    for _ in range(2):
        assert client.post(reverse("lms_courses:take_off", args=[active.pk])).status_code == 302
    assert client.post(reverse("lms_courses:take_off", args=[done.pk])).status_code == 409
    assert dict(Enrollment.objects.values_list("pk", "status")) == {active.pk: "withdrawn", done.pk: "completed"}


@pytest.mark.row("C8")
@pytest.mark.parametrize("name", ["change_due_date", "take_off"])
def test_enrollment_of_another_team_is_not_there(client, manager, name):
    theirs = EnrollmentFactory(learner=person(ManagerFactory()))
    own = EnrollmentFactory(learner=manager)

    for enrollment in (theirs, own):
        url = reverse(f"lms_courses:{name}", args=[enrollment.pk])
        assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
    assert set(Enrollment.objects.values_list("status", flat=True)) == {"active"}


def test_trainer_changes_an_enrollment_from_the_admin(client, trainer):
    enrollment = EnrollmentFactory()
    listing = client.get(reverse("lms_enrollments:index")).content.decode()
    assert URL in listing
    page = reverse("lms_enrollments:inspect", args=[enrollment.pk])

    url = reverse("lms_courses:take_off", args=[enrollment.pk]) + f"?next={page}"
    assert url in client.get(page).content.decode()
    assert client.post(url).url == page
    assert Enrollment.objects.get().status == "withdrawn"
