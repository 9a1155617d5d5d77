"""Courses as files in the admin and on the command line. What is in a file: test_exchange.py."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import UploadedFile

from courses.models import CoursePage
from courses.transfer.exporting import write_course
from tests.factories.courses import CatalogPageFactory, CoursePageFactory, LessonPageFactory, QuizFactory
from tests.factories.users import FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

IMPORT, CONFIRM = reverse("lms_course_files:import"), reverse("lms_course_files:confirm")


@pytest.fixture
def course(catalog):
    course = CoursePageFactory(parent=catalog, title="First posts")
    LessonPageFactory(course=course, title="Follow", body=[("quiz", {"quiz": QuizFactory(title="Check")})])
    return course


@pytest.fixture
def content(course):
    file = io.BytesIO()
    write_course(course, file)
    return file.getvalue()


def send(client, catalog, content):
    return client.post(IMPORT, {"file": SimpleUploadedFile("a.zip", content), "catalog": catalog.pk})


def confirmation(response):
    """The form that the preview of an import offers, filled in."""
    return response.context["form"].initial


def test_course_is_exported_by_a_button_at_the_course(client, trainer, course, content):
    url = reverse("lms_course_files:export", args=[course.pk])
    assert url in client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()

    response = client.get(url)

    assert response["Content-Disposition"] == 'attachment; filename="first-posts.course.zip"'
    assert b"".join(response.streaming_content) == content


def test_course_is_imported_once_its_trainer_has_seen_what_it_holds(client, trainer, catalog, course, content):
    assert IMPORT in client.get(reverse("wagtailadmin_home")).content.decode()

    seen = send(client, catalog, content)

    html = seen.content.decode()
    found = "2 questions, the same as in the file"
    for words in ("“First posts” becomes a draft in “Courses”", "1 lesson<", "1 quiz<", found):
        assert words in html
    assert CoursePage.objects.count() == 1

    response = client.post(CONFIRM, confirmation(seen), follow=True)

    copy = CoursePage.objects.get(slug="first-posts-2")
    assert (copy.live, copy.owner) == (False, trainer)
    assert "“First posts” was imported as a draft." in response.content.decode()
    assert not UploadedFile.objects.exists()


def test_import_confirmed_twice_is_one_course(client, trainer, catalog, content):
    form = confirmation(send(client, catalog, content))

    client.post(CONFIRM, form)
    response = client.post(CONFIRM, form, follow=True)

    assert CoursePage.objects.count() == 2
    assert "This file has already been imported or discarded. Choose it again." in response.content.decode()


def test_import_of_somebody_else_is_not_confirmed(client, trainer, catalog, content):
    form = confirmation(send(client, catalog, content))
    client.force_login(TrainerFactory())

    client.post(CONFIRM, form)

    assert CoursePage.objects.count() == 1
    assert UploadedFile.objects.count() == 1


def test_file_that_is_no_course_file_is_sent_back_with_a_sentence(client, trainer, catalog):
    response = send(client, catalog, b"GIF89a")

    assert response.status_code == 422
    assert "This is not a course file. Choose the ZIP file that “Export” created." in response.content.decode()
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("factory", [LearnerFactory, ManagerFactory, FacilitatorFactory])
def test_course_files_are_for_trainers(client, course, catalog, content, factory):
    client.force_login(factory())

    assert client.get(IMPORT).status_code == 302
    assert send(client, catalog, content).status_code == 302
    assert client.post(CONFIRM, {"upload": 1, "catalog": catalog.pk}).status_code == 302
    assert client.get(reverse("lms_course_files:export", args=[course.pk])).status_code == 302
    assert CoursePage.objects.count() == 1


# --- On the command line ------------------------------------------------------------------------------------------


def test_course_goes_out_and_comes_in_by_command(course, tmp_path, capsys):
    path = tmp_path / "posts.zip"

    call_command("export_course", "first-posts", output=path)
    call_command("import_course", str(path), "--dry-run")
    assert CoursePage.objects.count() == 1
    call_command("import_course", str(path))

    assert CoursePage.objects.get(slug="first-posts-2").title == "First posts"
    said = capsys.readouterr().out
    assert f"“First posts” was exported to {path}." in said
    assert "“First posts” would be imported as a draft." in said
    assert "New: quizzes: 1, lessons: 1." in said


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["export_course", "second-posts"], "There are 0 courses called “second-posts”. Courses here: first-posts."),
        (["import_course", "{folder}/none.zip"], "{folder}/none.zip cannot be read: No such file or directory."),
        (
            ["import_course", "{folder}/some.zip"],
            "This is not a course file. Choose the ZIP file that “Export” created.",
        ),
        (["import_course", "{folder}/some.zip", "--catalog", "b"], "Name one catalog with --catalog. Catalogs here: "),
    ],
)
def test_command_that_cannot_do_it_says_why(course, tmp_path, command, sentence):
    (tmp_path / "some.zip").write_bytes(b"GIF89a")

    with pytest.raises(CommandError) as refusal:
        call_command(*[part.format(folder=tmp_path) for part in command])

    assert str(refusal.value).startswith(sentence.format(folder=tmp_path))


def test_course_is_imported_into_the_catalog_that_is_named(course, tmp_path, catalog):
    other = CatalogPageFactory(title="Other", slug="other", parent=catalog.get_parent())
    call_command("export_course", "first-posts", output=tmp_path / "posts.zip")

    call_command("import_course", str(tmp_path / "posts.zip"), catalog="other")

    assert CoursePage.objects.child_of(other).get().slug == "first-posts"
