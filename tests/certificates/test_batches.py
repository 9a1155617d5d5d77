"""Certificates for many: seen before it happens, worked off row by row, never two for one completion."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from certificates.batches import candidates
from certificates.batches import files as batch_files
from certificates.batches.actions import order_batch, process_batch
from certificates.issuing.actions import issue_certificate, revoke_certificate
from certificates.models import Batch, BatchRow, Certificate
from lms.exceptions import RuleError
from tests.factories.certificates import CertificateTemplateFactory
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("K10")]
MANY = "lms_certificate_register:batches"


@pytest.fixture
def trainer():
    return TrainerFactory()


@pytest.fixture
def course():
    return CoursePageFactory(title="Follow a colleague")


def completed(course, **names):
    learner = LearnerFactory(**names)
    done = {"status": "completed", "completed_at": timezone.now()}
    return EnrollmentFactory(learner=learner, course=course, **done)


@pytest.fixture
def past_class(course):
    """Ada and Bo have completed the course, Cy has not, Dee is not on it."""
    held = ScheduledClassFactory(course=course, starts_in=timedelta(days=-3))
    people = [
        completed(course, first_name="Ada", last_name="Adams").learner,
        completed(course, first_name="Bo", last_name="Brown").learner,
        EnrollmentFactory(learner=LearnerFactory(first_name="Cy", last_name="Clark"), course=course).learner,
        LearnerFactory(first_name="Dee", last_name="Dunn"),
    ]
    for person in people:
        BookingFactory(scheduled_class=held, learner=person)
    return held


def send(client, trainer, **data):
    client.force_login(trainer)
    return client.post(reverse(MANY), data)


def csv(text, name="people.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text, "text/csv")


def test_people_of_a_class_are_shown_with_what_stands_against_them(past_class):
    found = candidates.of_class(past_class)
    assert [(each.number, each.name, each.problem) for each in found] == [
        (1, "Ada Adams", ""),
        (2, "Bo Brown", ""),
        (3, "Cy Clark", "Has not completed the course yet. The certificate is issued automatically when they do."),
        (4, "Dee Dunn", "Not enrolled in the course “Follow a colleague”."),
    ]


def test_preview_changes_nothing_and_the_order_issues_once(client, trainer, past_class):
    page = send(client, trainer, scheduled_class=past_class.pk)
    text = page.content.decode()
    assert "2 certificates will be issued." in text
    assert "2 rows get none: see why below." in text
    assert (Certificate.objects.count(), Batch.objects.count()) == (0, 0)
    response = send(client, trainer, scheduled_class=past_class.pk, order="1")
    batch = Batch.objects.get()
    assert response.url == reverse("lms_certificate_register:batch", args=[batch.pk])
    assert ModelLogEntry.objects.filter(action="lms_certificates.order_batch", user=trainer).count() == 1
    assert [(row.number, row.state) for row in batch.rows.all()] == [
        *((number, "waiting") for number in (1, 2)),
        *((number, "failed") for number in (3, 4)),
    ]
    process_batch(batch=batch)
    process_batch(batch=batch)
    assert Certificate.objects.count() == 2
    assert BatchRow.objects.filter(state="done", certificate__isnull=False).count() == 2
    batch.refresh_from_db()
    assert batch.finished_at is not None


def test_order_sent_twice_is_one(client, trainer, past_class):
    for _ in range(2):
        send(client, trainer, scheduled_class=past_class.pk, order="1")
    assert Batch.objects.count() == 1


def test_whoever_has_one_keeps_it(trainer, course, past_class):
    ada = course.enrollments.get(learner__first_name="Ada")
    before = issue_certificate(enrollment=ada)
    found = candidates.of_class(past_class)
    assert [each.has_one for each in found[:2]] == [True, False]
    batch = order_batch(candidates=found, source="Class", by=trainer)
    process_batch(batch=batch)
    assert Certificate.objects.filter(enrollment=ada).get() == before
    assert batch.rows.get(number=1).certificate == before


def test_worker_killed_on_the_way_leaves_the_rest_to_the_next(trainer, course, past_class, monkeypatch):
    batch = order_batch(candidates=candidates.of_class(past_class), source="Class", by=trainer)
    issued = []

    def dies(**kwargs):
        if issued:
            raise KeyboardInterrupt
        issued.append(issue_certificate(**kwargs))
        return issued[0]

    monkeypatch.setattr("certificates.batches.actions.issue_or_hold", dies)
    with pytest.raises(KeyboardInterrupt):
        process_batch(batch=batch)
    monkeypatch.undo()
    assert [row.state for row in batch.rows.all()] == ["done", "waiting", "failed", "failed"]
    process_batch(batch=batch)
    assert [row.state for row in batch.rows.all()] == ["done", "done", "failed", "failed"]
    assert Certificate.objects.count() == 2


def test_batch_longer_than_one_reading_is_worked_off_to_its_end(trainer, past_class, monkeypatch):
    monkeypatch.setattr("certificates.batches.actions.ROWS_AT_ONCE", 1)
    batch = order_batch(candidates=candidates.of_class(past_class), source="Class", by=trainer)
    process_batch(batch=batch)
    assert [row.state for row in batch.rows.all()] == ["done", "done", "failed", "failed"]


def test_batch_whose_tasks_failed_is_resumed_by_hand(client, trainer, past_class, django_capture_on_commit_callbacks):
    batch = order_batch(candidates=candidates.of_class(past_class), source="Class", by=trainer)
    issue_certificate(enrollment=batch.rows.get(number=1).enrollment)  # printed by no one, as its task was lost
    url = reverse("lms_certificate_register:batch", args=[batch.pk])
    client.force_login(trainer)
    assert "Resume" not in client.get(url).content.decode()
    long_ago = timezone.now() - timedelta(minutes=11)
    Batch.objects.update(created_at=long_ago)
    Certificate.objects.update(issued_at=long_ago)
    assert "Nothing has happened for ten minutes." in client.get(url, {"fragment": ""}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url).status_code == 302
    process_batch(batch=batch)
    assert [row.state for row in batch.rows.all()] == ["done", "done", "failed", "failed"]
    assert ModelLogEntry.objects.filter(action="lms_certificates.resume_batch", user=trainer).count() == 1


def test_resuming_prints_what_was_issued_and_not_printed(
    client, trainer, past_class, django_capture_on_commit_callbacks
):
    batch = order_batch(candidates=candidates.of_class(past_class), source="Class", by=trainer)
    process_batch(batch=batch)
    assert Certificate.objects.waiting().count() == 2
    client.force_login(trainer)
    url = reverse("lms_certificate_register:batch", args=[batch.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert Batch.objects.with_progress().get().is_finished
    page = client.post(url)
    assert page.status_code == 409
    assert "This batch is finished, so there is nothing to resume." in page.content.decode()


def test_row_that_cannot_be_issued_says_why_and_the_others_go_on(trainer, course, past_class):
    batch = order_batch(candidates=candidates.of_class(past_class), source="Class", by=trainer)
    ada = course.enrollments.get(learner__first_name="Ada").learner
    type(ada).objects.filter(pk=ada.pk).update(first_name="\U0001f600", last_name="")
    process_batch(batch=batch)
    row = batch.rows.get(number=1)
    assert row.state == "failed"
    assert row.error
    assert Certificate.objects.count() == 1


def test_template_of_the_order_is_printed(trainer, past_class):
    template = CertificateTemplateFactory(name="Gold")
    batch = order_batch(candidates=candidates.of_class(past_class), source="Class", by=trainer, template=template)
    process_batch(batch=batch)
    assert {certificate.template for certificate in Certificate.objects.all()} == {template}


def test_nobody_to_issue_to_is_no_order(trainer, past_class):
    with pytest.raises(RuleError, match="It contains no one"):
        order_batch(candidates=candidates.of_class(past_class)[2:], source="Class", by=trainer)
    assert not Batch.objects.exists()


def test_file_names_people_and_each_wrong_row_is_told(client, trainer, course):
    completed(course, username="ada", first_name="Ada", last_name="Adams")
    text = "\ufeffusername;email\r\nada;\r\nnobody;\r\nada;\r\n=1+1;\r\n;\r\n"
    page = send(client, trainer, course=course.pk, file=csv(text)).content.decode()
    assert "1 certificate will be issued." in page
    assert "3 rows get none: see why below." in page
    assert "None of your people has “nobody”. Check the spelling." in page
    assert "This is the same person as on line 2. Keep one of the two." in page
    sent = {"course": course.pk, "text": text.lstrip("\ufeff"), "name": "people.csv", "order": "1"}
    assert send(client, trainer, **sent).status_code == 302
    batch = Batch.objects.get()
    assert (batch.source, batch.rows.filter(state="waiting").count()) == ("people.csv", 1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Select a class, or a file below."),
        ({"file": lambda: csv("username\nada\n")}, "Select the course that the people in the file have completed."),
        ({"file": lambda: csv(b"PK\x03\x04 a workbook"), "course": True}, "This is not a text file."),
        ({"file": lambda: csv("name\nada\n"), "course": True}, "Start with a header row that has a"),
        ({"file": lambda: csv("username\n" + "x" * 1_100_000), "course": True}, "The file is larger than 1 MB."),
        ({"file": lambda: csv("username\n\n"), "course": True}, "There are no people below the header."),
        ({"scheduled_class": "0"}, "Select a valid choice."),
    ],
)
def test_wrong_input_is_told_and_orders_nothing(client, trainer, course, data, sentence):
    sent = {name: value() if callable(value) else value for name, value in data.items()}
    if sent.get("course"):
        sent["course"] = course.pk
    response = send(client, trainer, **sent)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Batch.objects.exists()


@pytest.fixture
def printed(trainer, past_class, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        batch = order_batch(candidates=candidates.of_class(past_class), source="Class, part 1", by=trainer)
    return Batch.objects.with_progress().get(pk=batch.pk)


def test_progress_counts_what_is_printed_and_names_what_failed(client, trainer, printed):
    assert (printed.total, printed.issued, printed.printed, printed.failed) == (4, 2, 2, 2)
    client.force_login(trainer)
    url = reverse("lms_certificate_register:batch", args=[printed.pk])
    page = client.get(url).content.decode()
    assert "All is printed." in page
    assert "Dee Dunn: Not enrolled in the course “Follow a colleague”." in page
    fragment = client.get(url, {"fragment": ""}).content.decode()
    assert "data-finished" in fragment
    assert "<html" not in fragment


def test_zip_holds_the_files_as_they_were_issued(client, trainer, printed):
    client.force_login(trainer)
    response = client.get(reverse("lms_certificate_register:batch_file", args=[printed.pk, "zip"]))
    assert response.streaming
    assert f'filename="class-part-1-{timezone.localdate()}.zip"' in response["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        codes = [row.certificate.grouped_code for row in printed.rows.filter(state="done")]
        assert archive.namelist() == [f"0001 Ada Adams {codes[0]}.pdf", f"0002 Bo Brown {codes[1]}.pdf"]
        stored = [bytes(row.certificate.file.content) for row in printed.rows.filter(state="done")]
        assert [archive.read(name) for name in archive.namelist()] == stored


def test_revoked_certificates_are_not_handed_out(client, trainer, printed):
    revoke_certificate(certificate=printed.rows.get(number=1).certificate, reason="Wrong account", by=trainer)
    client.force_login(trainer)
    page = client.get(reverse("lms_certificate_register:batch", args=[printed.pk])).content.decode()
    assert "1 file as ZIP" in page
    assert "1 certificate is revoked or suspended and is left out." in page
    response = client.get(reverse("lms_certificate_register:batch_file", args=[printed.pk, "zip"]))
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        assert [name[:13] for name in archive.namelist()] == ["0001 Bo Brown"]
    revoke_certificate(certificate=printed.rows.get(number=2).certificate, reason="Wrong account", by=trainer)
    for kind in ("zip", "pdf"):
        assert client.get(reverse("lms_certificate_register:batch_file", args=[printed.pk, kind])).status_code == 404


def test_zip_never_holds_more_than_a_piece_of_itself(printed):
    pieces = list(batch_files.zip_of(printed))
    assert len(pieces) == 3
    assert all(len(piece) < 70_000 for piece in pieces)


def test_one_file_to_print_has_a_page_for_each(client, trainer, printed):
    client.force_login(trainer)
    response = client.get(reverse("lms_certificate_register:batch_file", args=[printed.pk, "pdf"]))
    with pikepdf.open(BytesIO(b"".join(response.streaming_content))) as joined:
        assert len(joined.pages) == 2


def test_batch_is_for_trainers(client, printed):
    client.force_login(LearnerFactory())
    for url in (reverse(MANY), reverse("lms_certificate_register:batch_file", args=[printed.pk, "zip"])):
        assert client.get(url).status_code == 302


def test_queries_of_the_orders_do_not_grow(client, trainer, past_class, count_queries):
    client.force_login(trainer)
    counts = []
    for number in (1, 3):
        while Batch.objects.count() < number:
            batch = order_batch(
                candidates=candidates.of_class(past_class), source=f"Class {Batch.objects.count()}", by=trainer
            )
            process_batch(batch=batch)
        counts.append(count_queries(lambda: client.get(reverse(MANY))))
        url = reverse("lms_certificate_register:batch", args=[batch.pk])
        counts.append(count_queries(lambda url=url: client.get(url)))
    assert counts[:2] == counts[2:]
