"""Fledge on a host with its own users, without names and with UUIDs as keys, and its own images and documents."""

import io
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.models import CoursePage, Enrollment
from courses.transfer.actions import import_course
from courses.transfer.archive import CourseArchive
from courses.transfer.entries import CourseFileError
from courses.transfer.exporting import write_course
from courses.transfer.host_fields import empty_host_fields
from lms.files.image_model import image_model_dependency
from lms.models import Brand
from lms.notices.mails import mailbox_of
from tests.factories.certificates import CertificateFactory
from tests.factories.courses import CatalogPageFactory, CoursePageFactory, LessonPageFactory
from tests.factories.files import DocumentFactory, ImageFactory
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def test_models_are_the_hosts_own():
    fields = {field.name for field in get_user_model()._meta.get_fields()}

    assert not fields & {"username", "first_name", "last_name", "date_joined"}
    assert isinstance(LearnerFactory().pk, uuid.UUID)
    for model in (CoursePage._meta.get_field("image"), Brand._meta.get_field("logo")):
        assert model.related_model is get_image_model()
    assert (get_image_model()._meta.label, get_document_model()._meta.label) == ("variant.Picture", "variant.Paper")


def test_migrations_come_after_the_one_that_makes_images_though_it_is_not_the_first():
    assert image_model_dependency() == ("variant", "0002_media")


@pytest.mark.row("U8")
def test_host_is_asked_for_nothing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    assert [each for each in run_checks() if each.id.startswith("lms")] == []


@pytest.mark.row("U8")
@pytest.mark.parametrize(
    ("key", "status"), [("its own", 200), ("6fa459ea-ee8a-3ca4-894e-db77e160355e", 404), ("12", 404), ("x" * 40, 404)]
)
def test_page_of_a_person_is_found_by_a_uuid(client, key, status):
    manager, person = ManagerFactory(), LearnerFactory(email="ada.byron@firm.example")
    ProfileFactory(user=person, manager=manager)
    client.force_login(manager)

    response = client.get(reverse("lms_courses:person", args=[person.pk if key == "its own" else key]))

    assert response.status_code == status
    assert ("<h1>ada.byron</h1>" in response.content.decode()) == (status == 200)


@pytest.mark.row("U8")
def test_people_are_enrolled_from_a_list_and_from_a_file(client):
    client.force_login(TrainerFactory())
    course, (ada, bo, cleo) = CoursePageFactory(), [LearnerFactory(email=f"{name}@firm.example") for name in "abc"]

    chosen = {"course": course.pk, "people": f"{ada.pk},{bo.pk},no one"}
    assert client.get("/learning/enroll/", chosen | {"q": "a@firm", "review": "chosen"}).status_code == 200
    assert client.post("/learning/enroll/", chosen).status_code == 302
    file = SimpleUploadedFile("people.csv", b"username\nC@firm.example\n")
    sent = {"course": course.pk, "file": file, "confirm": "on"}
    assert client.post(reverse("lms_courses:enroll_file"), sent).status_code == 302

    assert set(Enrollment.objects.filter(course=course).values_list("learner", flat=True)) == {ada.pk, bo.pk, cleo.pk}


@pytest.mark.row("U8")
def test_people_sign_in_with_an_address(client):
    person = LearnerFactory(email="ada@firm.example")
    sent = {"username": person.email, "password": "wrong"}
    assert client.post(reverse("lms:sign_in"), sent).status_code == 200

    response = client.post(reverse("lms:sign_in"), sent | {"password": "a-long-passphrase"}, follow=True)

    assert response.redirect_chain == [(reverse("lms:dashboard"), 302)]
    assert "<h1>Hello, ada</h1>" in response.content.decode()


def test_names_of_people_without_one_give_no_address_away():
    person = LearnerFactory(email="ada.byron@firm.example")

    assert mailbox_of(person) == ("ada.byron", "ada.byron@firm.example")
    assert CertificateFactory(learner=person).snapshot["learner"] == "ada.byron"


def course_file(**pictures):
    course = CoursePageFactory(title="First posts", image=ImageFactory(title="Cover", credit="Ada", **pictures))
    paper = DocumentFactory(title="Checklist", department="Workshop")
    LessonPageFactory(course=course, body=[("download", {"document": paper, "title": "", "description": ""})])
    file = io.BytesIO()
    write_course(course, file)
    get_image_model().objects.all().delete()
    get_document_model().objects.all().delete()
    course.get_parent().specific.delete()
    return CourseArchive(file)


@pytest.mark.row("U8")
def test_course_file_fills_the_hosts_own_libraries_and_says_what_is_left_to_fill_in():
    archive = course_file()

    report = import_course(archive=archive, catalog=CatalogPageFactory())

    assert report.course.image == get_image_model().objects.get(title="Cover", credit="")
    assert get_document_model().objects.filter(title="Checklist", department="").exists()
    assert report.notes == [
        "“Cover” has no “credit”, which a course file does not contain. Add it later.",
        "“Checklist” has no “department”, which a course file does not contain. Add it later.",
    ]


def test_file_that_the_database_would_refuse_is_refused_in_a_sentence():
    paper = get_document_model()(title="Checklist", department=None)

    with pytest.raises(CourseFileError) as refusal:
        empty_host_fields(paper)

    assert str(refusal.value) == (
        "This site needs “department” for “Checklist”, which a course file does not contain. Upload it first."
    )
