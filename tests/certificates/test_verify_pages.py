"""What a stranger sees: by code, by the address in the QR code, and by the file."""

from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certificates.issuing.actions import issue_certificate, reissue_certificate, revoke_certificate, suspend_certificate
from certificates.learners.actions import close_page
from certificates.models import Certificate, CertificateFile
from certificates.printing import badges
from certificates.printing.actions import render_certificate
from certificates.records.codes import ALPHABET, new_code
from certificates.verification.forms import FileForm
from certificates.verification.views.verifying import FILES, WRONG_CODES
from tests.factories.certificates import CertificateFactory
from tests.factories.users import TrainerFactory

from . import signed_files

pytestmark = pytest.mark.django_db
VERIFY = "/learning/verify/"


def url(certificate):
    return reverse("lms_certificates:verify_code", args=[certificate.grouped_code])


def printed(**kwargs):
    return render_certificate(certificate=CertificateFactory(**kwargs))


def mistype(code):
    """Return `code` with another symbol in its seventh place."""
    return code[:7] + ALPHABET[(ALPHABET.index(code[7]) + 1) % 32] + code[8:]


def main_of(response):
    return response.content.decode().split("<main")[1].split("</main>")[0]


def send(client, content, name="certificate.pdf", **extra):
    return client.post(VERIFY, {"file": SimpleUploadedFile(name, content)}, **extra)


# --- By code -----------------------------------------------------------------------------------------------------


@pytest.mark.row("K7")
def test_verify_asks_for_a_code_or_a_file(client):
    response = client.get(VERIFY)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    page = main_of(response)
    assert 'name="code"' in page
    assert 'enctype="multipart/form-data"' in page
    assert "<script" not in page


@pytest.mark.row("K7")
@pytest.mark.parametrize(
    "typed", ["{code}", " {lower} ", "{grouped}", "{read}", "https://learning.example/learning/verify/{grouped}/"]
)
def test_verify_leads_to_the_certificate_however_it_is_typed(client, typed):
    certificate = CertificateFactory()
    code = certificate.verification_code
    read = code.replace("0", "o").replace("1", "I")
    typed = typed.format(code=code, lower=code.lower(), grouped=certificate.grouped_code, read=read)
    response = client.get(VERIFY, {"code": typed}, follow=True)
    assert response.status_code == 200
    assert "This certificate is valid" in response.content.decode()


def test_verify_without_a_code_says_what_to_type(client):
    response = client.get(VERIFY, {"code": " "})
    assert response.status_code == 422
    assert "Enter the code that is printed on the certificate." in response.content.decode()


@pytest.mark.row("K7")
def test_valid_code_tells_who_and_what_and_no_address(client, django_assert_max_num_queries):
    certificate = printed(course__title="First posts")
    Certificate.objects.update(expires_at=timezone.make_aware(timezone.datetime(2040, 5, 3, 12)))
    address = urlsplit(certificate.snapshot["url"]).path  # what the QR code says
    client.get(address)  # what all visitors share is kept from then on
    with django_assert_max_num_queries(3):
        response = client.get(address)
    page = main_of(response)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-cache" in response["Cache-Control"]
    for words in ("This certificate is valid", "Ada Okonkwo", "First posts", certificate.grouped_code, "May 3, 2040"):
        assert words in page
    assert certificate.learner.email not in page
    assert "@" not in page


def test_certificate_being_printed_counts_already(client):
    assert "This certificate is valid" in client.get(url(CertificateFactory())).content.decode()


@pytest.mark.row("K7")
@pytest.mark.parametrize(
    ("state", "headline", "words"),
    [
        ("revoked", "This certificate is revoked", "Issued by mistake"),
        ("suspended", "This certificate is suspended", "A doubt"),
        ("expired", "This certificate has expired", "It was valid until"),
        ("superseded", "This certificate has been replaced", "a newer certificate has replaced it"),
    ],
)
def test_each_state_is_told_in_clear_words(client, state, headline, words):
    certificate, trainer = CertificateFactory(), TrainerFactory()
    match state:
        case "revoked":
            revoke_certificate(certificate=certificate, reason="Issued by mistake", by=trainer)
        case "suspended":
            suspend_certificate(certificate=certificate, reason="A doubt", by=trainer)
        case "expired":
            Certificate.objects.update(expires_at=timezone.now() - timedelta(days=1))
        case "superseded":
            reissue_certificate(certificate=certificate, by=trainer, name="Ada O.")
    page = main_of(client.get(url(certificate)))
    assert headline in page
    assert words in page
    assert "is valid" not in page
    assert "Ada Okonkwo" in page


@pytest.mark.row("K7")
@pytest.mark.row("K9")
def test_superseded_code_leads_to_the_newer_one_only_while_that_is_open(client, django_assert_max_num_queries):
    certificate = CertificateFactory()
    newer = reissue_certificate(certificate=certificate, by=TrainerFactory(), name="Ada O.")
    client.get(url(certificate))
    with django_assert_max_num_queries(3):
        assert url(newer) in main_of(client.get(url(certificate)))
    close_page(certificate=newer, by=newer.learner)
    page = main_of(client.get(url(certificate)))
    assert newer.grouped_code not in page
    assert "This certificate has been replaced" in page


@pytest.mark.row("K16")
def test_closed_page_tells_that_it_counts_but_not_whose_it_is(client):
    certificate = CertificateFactory(course__title="First posts")
    close_page(certificate=certificate, by=certificate.learner)
    response = client.get(url(certificate))
    page = response.content.decode()
    assert response.status_code == 200
    assert "This certificate is valid" in page
    assert "The name and course are not shown" in page
    assert "Ada" not in page
    assert "First posts" not in page
    revoke_certificate(certificate=certificate, reason="Ada left", by=TrainerFactory())
    page = client.get(url(certificate)).content.decode()
    assert "This certificate is revoked" in page
    assert "Ada" not in page


@pytest.mark.row("K7")
def test_unknown_code_is_told_from_a_typing_error(client):
    certificate = CertificateFactory()
    unknown = client.get(reverse("lms_certificates:verify_code", args=[new_code()]))
    assert unknown.status_code == 404
    assert "No certificate here has the code" in unknown.content.decode()
    mistyped = client.get(reverse("lms_certificates:verify_code", args=[mistype(certificate.grouped_code)]))
    assert mistyped.status_code == 422
    assert "This code has a typo. Check group 2" in mistyped.content.decode()
    assert mistype(certificate.grouped_code) in mistyped.content.decode()
    assert "Ada Okonkwo" not in mistyped.content.decode()


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "%00", "x" * 500, "..", "王"])
def test_nonsense_is_answered_calmly(client, typed):
    response = client.get(f"{VERIFY}{quote(typed, safe='')}/")
    assert response.status_code in {404, 422}
    assert "<script>alert(1)" not in response.content.decode()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "عائشة بنت يوسف"])
def test_names_in_any_script_are_words_and_never_markup(client, name):
    certificate = CertificateFactory(learner__first_name=name, learner__last_name="")
    page = client.get(url(certificate)).content.decode()
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"<bdi>{shown}</bdi>" in page
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


@pytest.mark.row("K7")
def test_hundred_wrong_codes_are_stopped_and_verifying_is_not(client):
    certificate = CertificateFactory()
    for _ in range(WRONG_CODES.limit * 2):
        assert client.get(url(certificate)).status_code == 200
    tried = [client.get(reverse("lms_certificates:verify_code", args=[new_code()])).status_code for _ in range(100)]
    assert tried == [404] * WRONG_CODES.limit + [429] * (100 - WRONG_CODES.limit)
    stopped = client.get(reverse("lms_certificates:verify_code", args=["7QK2"]))
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 600
    assert "Too many attempts. Try again in " in main_of(stopped)
    assert "Ada Okonkwo" in main_of(client.get(url(certificate)))  # a neighbor's wrong codes stop no right one
    elsewhere = client.get(reverse("lms_certificates:verify_code", args=[new_code()]), REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 404


# --- By file -----------------------------------------------------------------------------------------------------


@pytest.mark.row("K7")
def test_file_dropped_is_verified_in_five_queries_and_without_a_token(django_assert_max_num_queries):
    from django.test import Client

    certificate = printed(course__title="First posts")
    content = bytes(certificate.file.content)
    client = Client(enforce_csrf_checks=True)
    send(client, content)
    with django_assert_max_num_queries(5):  # two of them count the files of this address
        response = send(client, content, name="mine <b>.pdf")
    page = main_of(response)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    for words in ("This file is genuine and valid", "Ada Okonkwo", "First posts", certificate.grouped_code):
        assert words in page
    assert "mine &lt;b&gt;.pdf" in page
    assert url(certificate) in page


@pytest.mark.row("K7")
def test_file_of_a_closed_or_revoked_certificate_tells_how_it_stands(client):
    certificate = printed()
    content = bytes(certificate.file.content)
    close_page(certificate=certificate, by=certificate.learner)
    page = main_of(send(client, content))
    assert "This file is genuine and valid" in page
    assert url(certificate) not in page
    revoke_certificate(certificate=certificate, reason="Ada left", by=TrainerFactory())
    page = main_of(send(client, content))
    assert "This file is genuine, but revoked" in page
    assert "Ada left" not in page


@pytest.mark.row("K7")
@pytest.mark.parametrize(
    ("kind", "headline"),
    [
        ("altered", "This file was altered"),
        ("truncated", "This file is incomplete"),
        ("foreign", "This file is not a certificate from this site"),
        ("text", "This file is not a certificate from this site"),
        ("forged badge", "This file was altered"),
    ],
)
def test_false_file_gets_a_sentence_and_tells_nothing_that_it_says(client, kind, headline):
    certificate = printed()
    content = bytes(certificate.file.content)
    middle = len(content) // 3
    signed = certificate.file.credential.rpartition(".")[0]
    content = {
        "altered": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "truncated": content[:-2000],
        "foreign": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "text": b"Ada Okonkwo has completed the course.",
        "forged badge": badges.bake(badges.draw(certificate.snapshot), f"{signed}.{'A' * 86}").encode(),
    }[kind]
    response = send(client, content)
    assert response.status_code == 422
    page = main_of(response)
    assert headline in page
    assert "Ada Okonkwo" not in page


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (None, 422, "Select the PDF file of the certificate first."),
        (b"", 422, "This file is empty."),
        (b"%PDF" + b"x" * FileForm.LARGEST, 422, "Certificates are never larger than 2 MB."),
        (b"%PDF" + b"x" * (FileForm.LARGEST + 200_000), 413, "Certificates are never larger than 2 MB."),
    ],
    ids=["none", "empty", "large", "too large to be read"],
)
def test_file_that_cannot_be_one_is_refused_with_a_sentence(client, content, status, words):
    response = client.post(VERIFY) if content is None else send(client, content)
    assert response.status_code == status
    assert words in main_of(response)


@pytest.mark.row("K7")
def test_sending_files_is_limited(client):
    for number in range(FILES.limit):
        assert send(client, b"nothing", REMOTE_ADDR="10.0.0.1").status_code == 422, number
    assert send(client, signed_files.signed_file(), REMOTE_ADDR="10.0.0.1").status_code == 429
    assert send(client, b"nothing", REMOTE_ADDR="10.0.0.2").status_code == 422


@pytest.mark.row("K9")
def test_both_files_of_a_renewed_certificate_stay_verifiable(client):
    certificate = printed()
    enrollment = certificate.enrollment
    enrollment.completed_at = timezone.now()
    enrollment.save()
    render_certificate(certificate=issue_certificate(enrollment=enrollment))
    headlines = [
        "superseded"
        if "This file is genuine, but has been replaced" in main_of(send(client, bytes(content)))
        else "other"
        for content in CertificateFile.objects.order_by("pk").values_list("content", flat=True)
    ]
    assert headlines == ["superseded", "other"]
