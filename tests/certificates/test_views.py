from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.actions import render_certificate, revoke_certificate
from certificates.codes import ALPHABET, new_code
from certificates.models import Certificate, CertificateFile
from certificates.views import WRONG_CODES
from lms import pdf
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def url(name, certificate):
    return reverse(f"lms_certificates:{name}", args=[certificate.grouped_code])


def printed(**kwargs):
    return render_certificate(certificate=CertificateFactory(**kwargs))


def mistype(code):
    """Return `code` with another symbol in its seventh place."""
    return code[:7] + ALPHABET[(ALPHABET.index(code[7]) + 1) % 32] + code[8:]


# --- Verify ------------------------------------------------------------------------------------------------------


def test_verify_asks_for_a_code(client):
    response = client.get(reverse("lms_certificates:verify"))
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "Verification code" in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["{code}", " {lower} ", "{grouped}", "https://learning.example/learning/verify/{grouped}/"]
)
def test_verify_leads_to_the_certificate_however_it_is_typed(client, typed):
    certificate = printed()
    code = certificate.verification_code
    typed = typed.format(code=code, lower=code.lower(), grouped=certificate.grouped_code)
    response = client.get(reverse("lms_certificates:verify"), {"code": typed}, follow=True)
    assert response.status_code == 200
    assert "This certificate is valid" in response.content.decode()


def test_verify_without_a_code_says_what_to_type(client):
    response = client.get(reverse("lms_certificates:verify"), {"code": " "})
    assert response.status_code == 422
    assert "Type the code that is printed on the certificate." in response.content.decode()


def test_valid_code_tells_who_and_what_and_no_address(client, django_assert_max_num_queries):
    certificate = printed(course__title="First posts")
    client.get(url("verify_code", certificate))  # what all visitors share is kept from then on
    with django_assert_max_num_queries(3):
        response = client.get(url("verify_code", certificate))
    page = response.content.decode()
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-cache" in response["Cache-Control"]
    for words in ("This certificate is valid", "Ada Okonkwo", "First posts", certificate.grouped_code):
        assert words in page
    assert certificate.learner.email not in page
    assert "@" not in page.split("<main")[1].split("</main>")[0]


def test_certificate_being_printed_counts_already(client):
    assert "This certificate is valid" in client.get(url("verify_code", CertificateFactory())).content.decode()


def test_revoked_code_tells_the_reason(client):
    certificate = revoke_certificate(certificate=printed(), reason="Issued by mistake", by=TrainerFactory())
    response = client.get(url("verify_code", certificate))
    page = response.content.decode()
    assert response.status_code == 200
    assert "This certificate is revoked" in page
    assert "Issued by mistake" in page
    assert "This certificate is valid" not in page


def test_unknown_code_is_told_from_a_typing_error(client):
    certificate = printed()
    unknown = client.get(reverse("lms_certificates:verify_code", args=[new_code()]))
    assert unknown.status_code == 404
    assert "No certificate here has the code" in unknown.content.decode()
    mistyped = client.get(reverse("lms_certificates:verify_code", args=[mistype(certificate.grouped_code)]))
    assert mistyped.status_code == 422
    assert "There is a typing error in this code. Look again at group 2" in mistyped.content.decode()
    assert "Ada Okonkwo" not in mistyped.content.decode()


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "%00", "x" * 500, "..", "王"])
def test_nonsense_is_answered_calmly(client, typed):
    response = client.get(f"/learning/verify/{quote(typed, safe='')}/")
    assert response.status_code in {404, 422}
    assert "<script>alert(1)" not in response.content.decode()


def test_name_of_a_hostile_learner_never_becomes_markup(client):
    certificate = printed(learner__first_name="<script>alert(1)</script>", learner__last_name="")
    page = client.get(url("verify_code", certificate)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_guessing_is_stopped_and_verifying_is_not(client):
    certificate = printed()
    for _ in range(WRONG_CODES.limit * 2):
        assert client.get(url("verify_code", certificate)).status_code == 200
    for _ in range(WRONG_CODES.limit):
        assert client.get(reverse("lms_certificates:verify_code", args=[new_code()])).status_code == 404
    stopped = client.get(url("verify_code", certificate))
    assert stopped.status_code == 429
    assert stopped["Retry-After"] == "600"
    assert "Ada Okonkwo" not in stopped.content.decode()
    assert client.get(url("verify_code", certificate), REMOTE_ADDR="10.0.0.9").status_code == 200


# --- Download ----------------------------------------------------------------------------------------------------


@pytest.mark.row("K1")
def test_download_hands_out_the_frozen_bytes_and_draws_nothing(client):
    template = CertificateTemplateFactory()
    certificate = printed(template=template)
    content = bytes(CertificateFile.objects.get().content)
    template.title = "Something else"
    template.save_revision().publish()
    certificate.learner.first_name = "Somebody"
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
    assert "Printing takes longer than it should." in response.content.decode()
    enrollment = certificate.enrollment
    enrollment.completed_at = timezone.now() - timedelta(minutes=11)
    enrollment.save()
    assert "It is not there yet" in client.get(enrollment.course.url).content.decode()


def test_revoked_certificate_is_kept_from_its_owner_but_not_from_trainers(client):
    certificate = revoke_certificate(certificate=printed(), reason="By mistake", by=TrainerFactory())
    client.force_login(certificate.learner)
    assert client.get(url("download", certificate))["Location"] == url("detail", certificate)
    assert "By mistake" in client.get(url("detail", certificate)).content.decode()
    client.force_login(TrainerFactory())
    assert client.get(url("download", certificate)).status_code == 200


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
    CertificateFactory(course__title="Of somebody else")
    client.get(reverse(view))
    with CaptureQueriesContext(connection) as three:
        content = client.get(reverse(view)).content.decode()
    assert len(one) == len(three)
    assert all(title in content for title in ("First", "Second", "Third"))
    assert "Of somebody else" not in content


def test_my_certificates_without_any_show_the_first_step(client):
    client.force_login(LearnerFactory())
    content = client.get(reverse("lms_certificates:mine")).content.decode()
    assert "Complete a course and your first one is printed by itself." in content


def test_course_page_leads_to_the_certificate(client):
    certificate = printed()
    course = certificate.enrollment.course
    client.force_login(certificate.learner)
    assert url("download", certificate) in client.get(course.url).content.decode()


def test_course_page_says_when_the_certificate_comes(client):
    certificate = CertificateFactory()
    course = certificate.enrollment.course
    client.force_login(certificate.learner)
    assert "Being printed." in client.get(course.url).content.decode()
    Certificate.objects.all().delete()
    assert "Being printed." in client.get(course.url).content.decode()
    certificate.enrollment.status, certificate.enrollment.completed_at = "active", None
    certificate.enrollment.save()
    assert "your certificate is printed by itself" in client.get(course.url).content.decode()
    client.force_login(LearnerFactory())
    assert "Your certificate" not in client.get(course.url).content.decode()
