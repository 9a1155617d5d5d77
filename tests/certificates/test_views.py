from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, CertificateFile
from certificates.printing.actions import render_certificate
from certificates.records.codes import ALPHABET, new_code
from lms.pdf import printing as pdf
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory, template_content
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def url(name, certificate):
    return reverse(f"lms_certificates:{name}", args=[certificate.grouped_code])


def printed(**kwargs):
    return render_certificate(certificate=CertificateFactory(**kwargs))


def mistype(code):
    """Return `code` with another symbol in its seventh place."""
    return code[:7] + ALPHABET[(ALPHABET.index(code[7]) + 1) % 32] + code[8:]


# --- Download ----------------------------------------------------------------------------------------------------


@pytest.mark.row("K1")
def test_download_hands_out_the_frozen_bytes_and_draws_nothing(client):
    template = CertificateTemplateFactory()
    certificate = printed(template=template)
    content = bytes(CertificateFile.objects.get().content)
    template.content = template_content(title="Something else")
    template.save_revision().publish()
    certificate.learner.first_name = "Someone"
    certificate.learner.save()
    course = certificate.enrollment.course
    course.title = "Renamed"
    course.save_revision().publish()
    pdf._forget()
    client.force_login(certificate.learner)

    response = client.get(url("download", certificate))

    assert response.content == content
    assert sha256(response.content).hexdigest() == certificate.sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["ETag"] == f'"{certificate.sha256}"'
    assert response["Cache-Control"] == "private, no-cache"
    assert "attachment" in response["Content-Disposition"]
    again = client.get(url("download", certificate), headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert pdf._engine.cache_info().misses == 0


@pytest.mark.parametrize(
    ("factory", "status"),
    [
        (TrainerFactory, 200),
        (AdminFactory, 200),
        (LearnerFactory, 404),
        (ManagerFactory, 404),
        (FacilitatorFactory, 404),
    ],
)
@pytest.mark.parametrize("view", ["detail", "download"])
def test_other_peoples_certificates_are_for_trainers_only(client, factory, status, view):
    certificate = printed()
    client.force_login(factory())
    assert client.get(url(view, certificate)).status_code == status


@pytest.mark.parametrize("view", ["detail", "download"])
def test_strangers_are_asked_to_sign_in_whether_the_code_exists_or_not(client, view):
    certificate = printed()
    for code in (certificate.grouped_code, new_code(), "nonsense"):
        response = client.get(reverse(f"lms_certificates:{view}", args=[code]))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("lms:sign_in"))


@pytest.mark.parametrize("view", ["detail", "download"])
def test_unknown_and_mistyped_codes_are_not_found(client, view):
    certificate = printed()
    client.force_login(certificate.learner)
    for code in (new_code(), mistype(certificate.grouped_code), "nonsense"):
        assert client.get(reverse(f"lms_certificates:{view}", args=[code])).status_code == 404


def test_waiting_page_looks_again_until_printed(client):
    certificate = CertificateFactory()
    client.force_login(certificate.learner)
    assert client.get(url("download", certificate))["Location"] == url("detail", certificate)
    waiting = client.get(url("detail", certificate))
    assert waiting["Refresh"] == "3"
    assert "Your certificate is being printed." in waiting.content.decode()
    render_certificate(certificate=certificate)
    ready = client.get(url("detail", certificate))
    assert "Refresh" not in ready
    assert url("download", certificate) in ready.content.decode()


def test_late_certificate_is_admitted_and_the_page_stops_looking(client):
    certificate = CertificateFactory()
    Certificate.objects.update(issued_at=timezone.now() - timedelta(minutes=11))
    client.force_login(certificate.learner)
    response = client.get(url("detail", certificate))
    assert "Refresh" not in response
    assert "Printing is taking longer than expected." in response.content.decode()
    enrollment = certificate.enrollment
    enrollment.completed_at = timezone.now() - timedelta(minutes=11)
    enrollment.save()
    assert "Your certificate is not here yet" in client.get(enrollment.course.url).content.decode()


# --- Lists and panels --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["lms_certificates:mine", "lms:dashboard"])
def test_my_certificates_take_the_same_queries_for_one_and_three(client, view):
    learner = LearnerFactory()
    CertificateFactory(learner=learner, course__title="First")
    client.force_login(learner)
    client.get(reverse(view))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(view))
    for title in ("Second", "Third"):
        CertificateFactory(learner=learner, course__title=title)
    CertificateFactory(course__title="Of someone else")
    client.get(reverse(view))
    with CaptureQueriesContext(connection) as three:
        content = client.get(reverse(view)).content.decode()
    assert len(one) == len(three)
    assert all(title in content for title in ("First", "Second", "Third"))
    assert "Of someone else" not in content


def test_my_certificates_without_any_show_the_first_step(client):
    client.force_login(LearnerFactory())
    content = client.get(reverse("lms_certificates:mine")).content.decode()
    assert "Complete a course to get your first certificate." in content


def test_course_page_leads_to_the_certificate(client):
    certificate = printed()
    course = certificate.enrollment.course
    client.force_login(certificate.learner)
    assert url("download", certificate) in client.get(course.url).content.decode()


def test_course_page_says_when_the_certificate_comes(client):
    certificate = CertificateFactory()
    course = certificate.enrollment.course
    client.force_login(certificate.learner)
    assert "Your certificate is being printed." in client.get(course.url).content.decode()
    Certificate.objects.all().delete()
    assert "Your certificate is being printed." in client.get(course.url).content.decode()
    certificate.enrollment.status, certificate.enrollment.completed_at = "active", None
    certificate.enrollment.save()
    assert "you will get your certificate" in client.get(course.url).content.decode()
    client.force_login(LearnerFactory())
    assert "Your certificate" not in client.get(course.url).content.decode()
