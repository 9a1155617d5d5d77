from hashlib import sha256
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, Site

from certificates.issuing.actions import issue_certificate, make_default, reinstate_certificate, revoke_certificate
from certificates.models import Certificate, CertificateFile, CertificateTemplate
from certificates.printing.actions import render_certificate
from courses.enrollment.actions import enroll_learner
from courses.learning.actions import complete_lesson
from courses.models import Enrollment
from lms.exceptions import RuleError
from lms.models import Brand
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory, template_content
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.users import AdminFactory, LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def logged(instance):
    """Return `(action, user, data)` of every audit entry of `instance`, oldest first."""
    entries = registry.get_logs_for_instance(instance).order_by("timestamp", "pk")
    return [(entry.action, entry.user, entry.data) for entry in entries]


# --- Issue -------------------------------------------------------------------------------------------------------


def test_issue_freezes_everything_printed():
    site_course = CoursePageFactory(title="Follow a colleague", level="advanced")
    for number, text in enumerate(["find people", "choose", "answer", "build", "a fifth"]):
        site_course.outcomes.model.objects.create(course=site_course, text=text, sort_order=number)
    brand = Brand.for_site(Site.objects.get(is_default_site=True))
    brand.organization_name, brand.accent_color = "Northwind Works", "#7a1f5c"
    brand.save()
    template = CertificateTemplateFactory(
        design="modern",
        content=template_content(
            title="Well done",
            body="knows {course}, {level}.",
            signatories=[{"name": "Imogen", "role": "Head", "signature": None}],
        ),
    )
    enrollment = EnrollmentFactory(
        course=site_course,
        learner=LearnerFactory(first_name="Ada", last_name="Okonkwo"),
        status="completed",
        completed_at=timezone.make_aware(timezone.datetime(2026, 3, 20, 12)),
    )

    certificate = issue_certificate(enrollment=enrollment, template=template)

    shown = certificate.snapshot
    assert {key: shown[key] for key in ("learner", "course", "level", "completed_on", "organization", "accent")} == {
        "learner": "Ada Okonkwo",
        "course": "Follow a colleague",
        "level": "Advanced",
        "completed_on": "March 20, 2026",
        "organization": "Northwind Works",
        "accent": "#7a1f5c",
    }
    blocks = dict(shown["blocks"])
    assert blocks["body"] == [
        ["", "knows "],
        ["course", "Follow a colleague"],
        ["", ", "],
        ["level", "Advanced"],
        ["", "."],
    ]
    assert shown["outcomes"] == ["find people", "choose", "answer", "build"]
    assert (shown["design"], shown["title"]) == ("modern", "Well done")
    assert [(each["name"], each["role"]) for each in blocks["signatories"]] == [("Imogen", "Head")]
    assert shown["url"] == f"http://127.0.0.1:8000/learning/verify/{certificate.grouped_code}/"
    assert shown["code"] == certificate.verification_code
    assert (certificate.learner, certificate.template, certificate.issued_by) == (enrollment.learner, template, None)


@pytest.mark.row("K9")
def test_issue_twice_gives_the_same_certificate():
    enrollment = EnrollmentFactory(completed=True)
    first = issue_certificate(enrollment=enrollment)
    second = issue_certificate(enrollment=Enrollment.objects.get(pk=enrollment.pk), by=TrainerFactory())
    assert first == second
    assert Certificate.objects.count() == 1
    assert [action for action, _user, _data in logged(first)] == ["lms_certificates.issue"]


def test_issue_again_after_revoking_gives_the_revoked_one():
    certificate = CertificateFactory()
    revoke_certificate(certificate=certificate, reason="Taken by someone else", by=TrainerFactory())
    again = issue_certificate(enrollment=certificate.enrollment)
    assert again == certificate
    assert again.is_revoked


def test_issue_after_completing_anew_gives_a_second_certificate():
    certificate = CertificateFactory()
    enrollment = certificate.enrollment
    enrollment.completed_at = timezone.now()
    enrollment.save()
    assert issue_certificate(enrollment=enrollment) != certificate
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize("status", ["active", "withdrawn"])
def test_issue_before_completion_is_refused(status):
    with pytest.raises(RuleError) as caught:
        issue_certificate(enrollment=EnrollmentFactory(status=status))
    assert str(caught.value) == "The course is not completed yet. The certificate is issued automatically when it is."
    assert not Certificate.objects.exists()


def test_issue_with_a_draft_template_is_refused():
    with pytest.raises(RuleError, match="drafts are not printed"):
        issue_certificate(enrollment=EnrollmentFactory(completed=True), template=CertificateTemplateFactory(live=False))


def test_issue_without_a_name_is_refused():
    learner = LearnerFactory(username="...", first_name="", last_name="")
    with pytest.raises(RuleError, match="There is no name to print"):
        issue_certificate(enrollment=EnrollmentFactory(completed=True, learner=learner))


def test_issue_without_full_name_prints_the_username():
    learner = LearnerFactory(username="ada.o", first_name="", last_name="")
    certificate = issue_certificate(enrollment=EnrollmentFactory(completed=True, learner=learner))
    assert certificate.learner_name == "ada.o"


def test_issue_takes_the_default_template_and_else_the_first_published():
    CertificateTemplateFactory(live=False)
    first, other = CertificateTemplateFactory(), CertificateTemplateFactory(design="plain")
    assert CertificateFactory().template == first
    make_default(template=other, by=AdminFactory())
    assert CertificateFactory().template == other


@pytest.mark.parametrize(
    ("hostname", "port", "base_url", "expected"),
    [
        ("learn.firm.example", 443, "https://other.example", "https://learn.firm.example/learning/verify/"),
        ("learn.firm.example", 8001, None, "http://learn.firm.example:8001/learning/verify/"),
        ("localhost", 80, "https://learn.firm.example/", "https://learn.firm.example/learning/verify/"),
        ("localhost", 8001, None, "http://localhost:8001/learning/verify/"),
    ],
)
def test_issue_prints_the_address_of_the_site(settings, hostname, port, base_url, expected):
    enrollment = EnrollmentFactory(completed=True)
    Site.objects.update(hostname=hostname, port=port)
    Site.clear_site_root_paths_cache()
    if base_url:
        settings.WAGTAILADMIN_BASE_URL = base_url
    else:
        del settings.WAGTAILADMIN_BASE_URL
    assert issue_certificate(enrollment=enrollment).snapshot["url"].startswith(expected)


def test_issue_without_any_template_prints_a_plain_text():
    certificate = CertificateFactory()
    assert certificate.template is None
    assert certificate.snapshot["title"] == "Certificate of completion"
    assert certificate.snapshot["design"] == "classic"


@pytest.mark.django_db(transaction=True)
def test_issue_at_the_same_moment_gives_one_certificate():
    enrollment = EnrollmentFactory(completed=True)
    barrier, issued, failed = Barrier(4), [], []

    def work():
        try:
            own = Enrollment.objects.get(pk=enrollment.pk)
            barrier.wait()
            issued.append(issue_certificate(enrollment=own).pk)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(issued) == 4
    assert set(issued) == {Certificate.objects.get().pk}
    assert CertificateFile.objects.count() == 1


# --- Print -------------------------------------------------------------------------------------------------------


def test_render_stores_bytes_and_checksum():
    certificate = render_certificate(certificate=CertificateFactory())
    content = bytes(certificate.file.content)
    assert content.startswith(b"%PDF-1.7")
    assert certificate.sha256 == sha256(content).hexdigest()
    assert certificate.state == Certificate.State.VALID


def test_render_again_keeps_the_frozen_bytes_whatever_was_edited():
    template = CertificateTemplateFactory()
    certificate = render_certificate(certificate=CertificateFactory(template=template))
    before = bytes(certificate.file.content)

    template.content = template_content(title="Something else")
    template.save()
    learner = certificate.learner
    learner.first_name = "Someone"
    learner.save()
    course = certificate.enrollment.course
    course.title = "Renamed"
    course.save_revision().publish()

    certificate = render_certificate(certificate=Certificate.objects.get(pk=certificate.pk))
    assert bytes(certificate.file.content) == before
    assert certificate.sha256 == sha256(before).hexdigest()
    assert certificate.learner_name == "Ada Okonkwo"


def test_render_by_two_workers_keeps_the_first():
    certificate = CertificateFactory()
    late = Certificate.objects.get(pk=certificate.pk)
    first = render_certificate(certificate=certificate)
    assert render_certificate(certificate=late).printed_at == first.printed_at
    assert CertificateFile.objects.count() == 1


# --- Completion --------------------------------------------------------------------------------------------------


def test_completing_a_course_issues_and_prints(django_capture_on_commit_callbacks):
    course = CoursePageFactory(requirement_keys=[])
    lesson = LessonPageFactory(course=course)
    learner = LearnerFactory(first_name="Ada", last_name="Okonkwo")
    enrollment = enroll_learner(course=course, learner=learner, by=learner)
    with django_capture_on_commit_callbacks(execute=True):
        complete_lesson(enrollment=enrollment, lesson=lesson)
    certificate = Certificate.objects.get()
    assert (certificate.enrollment, certificate.learner_name) == (enrollment, "Ada Okonkwo")
    assert certificate.is_printed
    with django_capture_on_commit_callbacks(execute=True):
        complete_lesson(enrollment=enrollment, lesson=lesson)
    assert Certificate.objects.count() == 1


# --- Revoke and reinstate ----------------------------------------------------------------------------------------


def test_revoke_keeps_record_and_file_and_says_who_and_why():
    trainer = TrainerFactory()
    certificate = render_certificate(certificate=CertificateFactory())
    certificate = revoke_certificate(certificate=certificate, reason=" Taken by \n someone else ", by=trainer)
    assert certificate.state == Certificate.State.REVOKED
    assert (certificate.revoked_reason, certificate.revoked_by) == ("Taken by someone else", trainer)
    assert certificate.file.content
    assert logged(certificate)[-1] == ("lms_certificates.revoke", trainer, {"reason": "Taken by someone else"})


def test_revoke_twice_keeps_the_first_reason():
    certificate = CertificateFactory()
    revoke_certificate(certificate=certificate, reason="First", by=TrainerFactory())
    assert revoke_certificate(certificate=certificate, reason="Second", by=TrainerFactory()).revoked_reason == "First"
    assert ModelLogEntry.objects.filter(action="lms_certificates.revoke").count() == 1


def test_revoke_without_reason_is_refused():
    certificate = CertificateFactory()
    with pytest.raises(RuleError, match="Give a reason"):
        revoke_certificate(certificate=certificate, reason="  ", by=TrainerFactory())
    certificate.refresh_from_db()
    assert not certificate.is_revoked


def test_reinstate_makes_valid_again_and_the_log_keeps_why():
    trainer = TrainerFactory()
    certificate = render_certificate(certificate=CertificateFactory())
    revoke_certificate(certificate=certificate, reason="A mistake", by=trainer)
    for _ in range(2):
        certificate = reinstate_certificate(certificate=certificate, by=trainer)
    assert certificate.state == Certificate.State.VALID
    assert certificate.revoked_reason == ""
    assert logged(certificate)[1:] == [
        ("lms_certificates.revoke", trainer, {"reason": "A mistake"}),
        ("lms_certificates.reinstate", trainer, {"reason": "A mistake"}),
    ]


def test_record_outlives_learner_and_enrollment():
    certificate = render_certificate(certificate=CertificateFactory())
    certificate.learner.delete()
    certificate.refresh_from_db()
    assert (certificate.learner, certificate.enrollment) == (None, None)
    assert certificate.learner_name == "Ada Okonkwo"
    assert certificate.state == Certificate.State.VALID


# --- Templates ---------------------------------------------------------------------------------------------------


def test_make_default_leaves_one_default():
    first, second = CertificateTemplateFactory(), CertificateTemplateFactory()
    admin = AdminFactory()
    for template in (first, second, second):
        make_default(template=template, by=admin)
    assert list(CertificateTemplate.objects.filter(is_default=True)) == [second]
    assert [entry[:2] for entry in logged(second)] == [("lms_certificates.make_default", admin)]


def test_make_default_of_a_draft_is_refused():
    with pytest.raises(RuleError, match="Publish the template first"):
        make_default(template=CertificateTemplateFactory(live=False), by=AdminFactory())


def test_publishing_an_old_draft_keeps_the_default():
    template = CertificateTemplateFactory()
    template.name = "Draft name"
    draft = template.save_revision()
    make_default(template=template, by=AdminFactory())
    draft.publish()
    template.refresh_from_db()
    assert (template.name, template.is_default) == ("Draft name", True)
