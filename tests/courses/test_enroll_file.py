"""Enrolling people from a file: every mistake is said in its row, and nothing is written until there is none."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.enrollment.forms.people_file import TEMPLATE, PeopleFileForm
from courses.models import Enrollment
from tests.factories.courses import CoursePageFactory, CoursePrerequisiteFactory, EnrollmentFactory
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory, TrainerFactory

pytestmark = pytest.mark.django_db

URL = "/learning/enroll/file/"


@pytest.fixture
def manager(client):
    user = ManagerFactory()
    client.force_login(user)
    return user


@pytest.fixture
def course():
    return CoursePageFactory(title="First posts")


def person(manager, username, **kwargs):
    user = LearnerFactory(username=username, email=f"{username}@firm.example", **kwargs)
    return ProfileFactory(manager=manager, user=user).user


def upload(text):
    raw = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile("people.csv", raw, content_type="text/csv")


def problems(user, course, text):
    """Return the mistake of each row of a file, or of the file itself."""
    form = PeopleFileForm({"course": course.pk}, {"file": upload(text)}, user=user)
    if form.is_valid():
        return [row.problem for row in form.rows]
    return form.errors["file"]


# --- What is read -------------------------------------------------------------------------------------------------


@pytest.mark.row("L2")
@pytest.mark.parametrize(
    "text",
    [
        "username,due date\nodile,2030-05-03\nbram,\n",
        "\ufeffUsername;Due Date\r\nodile;03.05.2030\r\n\r\nBRAM;\r\n",
        "name\tdue\temail\nOdile\t2030-05-03\todile@firm.example\nBram\t\tBRAM@firm.example",
        'email,username,due_date\n"odile@firm.example","odile",2030-05-03\n,bram,',
    ],
)
def test_file_is_read_with_any_delimiter_and_header_order(manager, course, text):
    odile, bram = person(manager, "odile"), person(manager, "bram")

    form = PeopleFileForm({"course": course.pk, "due_date": "2031-01-01"}, {"file": upload(text)}, user=manager)

    assert form.is_valid(), form.errors
    assert form.due_dates() == {odile: date(2030, 5, 3), bram: date(2031, 1, 1)}


def test_template_may_be_sent_as_it_is_downloaded(client, manager, course):
    response = client.get(f"{URL}template.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode("utf-8-sig") == TEMPLATE
    person(manager, "someone"), person(manager, "someone.else")
    assert problems(manager, course, response.content) == ["", ""]


@pytest.mark.row("L2")
@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty. Start with the template."),
        (b" \r\n\r\n", "The file is empty. Start with the template."),
        (b"username\n", "There are no people below the header. Put one person in each row."),
        (b"odile\nbram\n", "Start with a header row that has a"),
        (b"username;user name\nodile;bram\n", "Two columns have the same meaning."),
        ("username\nValdés\n".encode("cp1252"), "old Windows encoding (cp1252), which would garble names"),
        ("username\nodile\n".encode("utf-16"), "This file is in UTF-16"),
        (b"username\n\x81\x8d\n", "This file is not in UTF-8"),
        (b"PK\x03\x04" + bytes(range(256)), "This is not a text file."),
        (b"username\nod\x00ile\n", "This is not a text file."),
        (b'username\n"odile\n', "A quotation mark on line"),
        (b"username\n" + b"odile\n" * 10_001, "The file has more than 10000 rows."),
        (b"username\n" + b"o" * 1024 * 1024, "The file is larger than 1 MB."),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_file_that_cannot_be_read_says_what_to_do(client, manager, course, raw, sentence):
    response = client.post(URL, {"course": course.pk, "file": upload(raw)})

    assert response.status_code == 422
    [error] = response.context["form"].errors["file"]
    assert sentence in error
    if "Windows" in sentence:
        assert "“CSV UTF-8 (comma delimited)”" in error
    assert not Enrollment.objects.exists()


@pytest.mark.row("L2")
def test_row_that_is_wrong_says_why(manager, course):
    person(manager, "odile")
    person(manager, "bram")
    person(manager, "left", is_active=False)
    person(ManagerFactory(), "theirs")
    twins = [person(manager, f"twin{number}") for number in (1, 2)]
    for twin in twins:
        twin.email = "twins@firm.example"
        twin.save()
    yesterday = timezone.localdate() - timedelta(days=1)
    rows = [
        ("odile", "", "2030-05-03", ""),
        ("", "ODILE@firm.example", "", "This is the same person as on line 2. Keep one of the two."),
        ("nobody", "", "", "None of your people has “nobody”. Check the spelling."),
        ("theirs", "", "", "None of your people has “theirs”. Check the spelling."),
        ("left", "", "", "This account is inactive. Remove the row."),
        ("bram", "odile@firm.example", "", "The username and the email address belong to two different people."),
        ("", "twins@firm.example", "", "More than one person has “twins@firm.example”. Enter the username instead."),
        ("", "", "2030-05-03", "Enter a username or an email address."),
        ("bram", "", "05/03/2030", "Enter the due date as 2030-12-31."),
        ("bram", "", "2030-02-30", "Enter the due date as 2030-12-31."),
        ("bram", "", str(yesterday), "This date has passed. Choose today or a later date."),
        ("=cmd|' /C calc'!A0", "", "", "None of your people has “=cmd|' /C calc'!A0”."),
        ("twin1", "", str(timezone.localdate()), ""),
    ]
    text = "username;email;due date\n" + "".join(f"{a};{b};{c}\n" for a, b, c, _problem in rows)

    found = problems(manager, course, text)

    assert len(found) == len(rows)
    for problem, row in zip(found, rows, strict=True):
        assert problem.startswith(row[3]) if row[3] else problem == "", row


def test_trainer_may_name_everybody(course):
    person(ManagerFactory(), "theirs")

    assert problems(TrainerFactory(), course, "username\ntheirs\n") == [""]


# --- The page -----------------------------------------------------------------------------------------------------


@pytest.mark.row("L2")
def test_file_with_a_mistake_writes_nothing_until_it_is_corrected_and_confirmed(client, manager, course):
    odile, bram = person(manager, "odile"), person(manager, "bram")

    refused = client.post(URL, {"course": course.pk, "file": upload("username\nodile\nbarm\n"), "confirm": "yes"})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "None of your people has “barm”." in html
    assert "will be enrolled" in html
    assert "username\nodile\nbarm" in html, "what was sent can be corrected in place"
    assert not Enrollment.objects.exists()

    corrected = {"course": course.pk, "text": "username\nodile\nbram\n", "due_date": "2030-05-03"}
    checked = client.post(URL, corrected)
    assert checked.status_code == 200
    assert (checked.context["needed"], checked.context["faulty"]) == (2, 0)
    assert not Enrollment.objects.exists()

    for _ in range(2):  # A double click, or a form sent again.
        assert client.post(URL, corrected | {"confirm": "yes"}).status_code == 302
    rows = Enrollment.objects.order_by("pk").values_list("learner", "source", "enrolled_by", "due_date")
    assert list(rows) == [(each.pk, "file", manager.pk, date(2030, 5, 3)) for each in (odile, bram)]


@pytest.mark.row("L2")
def test_file_confirmed_is_checked_again(client, manager, course):
    odile = person(manager, "odile")
    sent = {"course": course.pk, "text": "username\nodile\n", "confirm": "yes"}
    odile.lms_profile.manager = ManagerFactory()
    odile.lms_profile.save()

    assert client.post(URL, sent).status_code == 422
    assert client.post(URL, sent | {"course": 999}).status_code == 422
    assert client.post(URL, {"course": course.pk, "confirm": "yes"}).status_code == 422
    assert not Enrollment.objects.exists()


def test_file_shows_who_is_on_the_course_and_leaves_them_alone(client, manager, course):
    EnrollmentFactory(course=course, learner=person(manager, "odile"), due_date=date(2030, 1, 1))
    EnrollmentFactory(course=course, learner=person(manager, "bram"), completed=True)

    response = client.post(URL, {"course": course.pk, "file": upload("username;due\nodile;2031-01-01\nbram;\n")})

    assert response.status_code == 200
    html = response.content.decode()
    assert "already enrolled, no change" in html
    assert "already completed, no change" in html
    assert 'name="confirm"' not in html


def test_file_shows_formulas_and_markup_as_text(client, manager, course):
    response = client.post(URL, {"course": course.pk, "file": upload("username\n=1+1<script>alert(1)</script>\n")})

    html = response.content.decode()
    assert "=1+1&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_file_with_an_unmet_prerequisite_asks_before_passing_over_it(client, manager, course):
    CoursePrerequisiteFactory(course=course, required_course__title="Good conduct")
    person(manager, "odile")
    sent = {"course": course.pk, "text": "username\nodile\n", "confirm": "yes"}

    refused = client.post(URL, sent)
    assert refused.status_code == 422
    assert "has not completed Good conduct" in refused.content.decode()
    assert not Enrollment.objects.exists()

    assert client.post(URL, sent | {"despite": "on"}).status_code == 302
    assert Enrollment.objects.count() == 1


def test_file_of_many_rows_shows_those_with_a_mistake(client, manager, course):
    for number in range(501):
        person(manager, f"colleague{number}", password=None)
    text = "username\n" + "".join(f"colleague{number}\n" for number in range(501)) + "nobody\n"

    response = client.post(URL, {"course": course.pk, "file": upload(text)})

    [(row, _forecast)] = response.context["rows"]
    assert (row.name, row.line) == ("nobody", 503)
    assert "501 more rows are not shown." in response.content.decode()


@pytest.mark.row("L2")
def test_file_is_never_read_by_get_and_not_by_learners(client, manager, course):
    person(manager, "odile")
    assert client.get(URL, {"course": course.pk, "text": "username\nodile\n", "confirm": "yes"}).status_code == 200
    client.force_login(LearnerFactory())
    assert client.post(URL, {"course": course.pk, "text": "username\nodile\n", "confirm": "yes"}).status_code == 403
    assert client.get(reverse("lms_courses:enroll_file_template")).status_code == 403
    assert not Enrollment.objects.exists()
