"""What learners do with their certificates: show them, close the public page, decide what new ones tell."""

from html import unescape
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from certificates.issuing.actions import issue_certificate, reissue_certificate
from certificates.learners.actions import close_page
from certificates.learners.sharing import linkedin_address
from certificates.models import Certificate, Preference
from certificates.printing.actions import render_certificate
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory, template_content
from tests.factories.courses import CoursePageFactory, EnrollmentFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db
MINE = "/learning/certificates/"


def url(name, certificate):
    return reverse(f"lms_certificates:{name}", args=[certificate.grouped_code])


@pytest.mark.row("K16")
def test_twin_says_all_that_the_sheet_says_under_real_headings(client):
    signatories = [
        {"name": "Imogen Achterberg", "role": "Head of Learning", "signature": None},
        {"name": "Wei Chen", "role": "", "signature": None},
    ]
    content = template_content(title="Well done", body="has completed {course}.", signatories=signatories)
    course = CoursePageFactory(title="First <i>posts</i>")
    course.outcomes.model.objects.create(course=course, text="find people")
    certificate = CertificateFactory(
        template=CertificateTemplateFactory(content=content, valid_months=12),
        course=course,
        learner__first_name="عائشة",
        learner__last_name="",
    )
    client.force_login(certificate.learner)
    page = BeautifulSoup(client.get(certificate.get_absolute_url()).content, "html.parser")
    sheet = page.select_one("article.lms-sheet")
    assert sheet["aria-labelledby"] == sheet.h2["id"]
    assert sheet.h2.get_text(strip=True) == "Well done"
    words = sheet.select_one(".lms-sheet__words")
    assert (words["lang"], words["dir"]) == ("en", "ltr")
    assert "has completed First <i>posts</i>." in " ".join(words.get_text().split())
    assert [skill.get_text() for skill in sheet.select("ul.lms-sheet__skills > li")] == ["find people"]
    facts = {
        row.dt.get_text(strip=True): [each.get_text(strip=True) for each in row.find_all("dd")]
        for row in sheet.select(".lms-sheet__facts > div")
    }
    assert facts["Name"] == ["عائشة"]
    assert facts["Course"] == ["First <i>posts</i>"]
    assert facts["Signed by"] == ["Imogen Achterberg,Head of Learning", "Wei Chen"]
    assert facts["Code"] == [certificate.grouped_code]
    assert facts["Valid until"] != ["without end"]
    levels = [int(heading.name[1]) for heading in page.main.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[:2] == [1, 2]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.row("K16")
def test_linkedin_gets_the_parameters_that_it_documents():
    certificate = CertificateFactory(
        course__title="Posts & “more”",
        template=CertificateTemplateFactory(valid_months=11),
        issued_at=timezone.make_aware(timezone.datetime(2026, 3, 1, 0, 30)),
    )
    address = urlsplit(linkedin_address(certificate))
    assert (address.scheme, address.netloc, address.path) == ("https", "www.linkedin.com", "/profile/add")
    assert parse_qs(address.query, strict_parsing=True) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Posts & “more”"],
        "organizationName": [certificate.snapshot["organization"]],
        "issueYear": ["2026"],
        "issueMonth": ["3"],
        "expirationYear": ["2027"],
        "expirationMonth": ["2"],
        "certUrl": [certificate.snapshot["url"]],
        "certId": [certificate.grouped_code],
    }


@pytest.mark.row("K16")
def test_page_of_a_certificate_offers_all_that_can_be_done_with_it(client):
    certificate = render_certificate(certificate=CertificateFactory())
    client.force_login(certificate.learner)
    page = client.get(certificate.get_absolute_url()).content.decode()
    for name in ("download", "verify_code", "badge", "credential_json", "credential_jwt", "ask_correction"):
        assert url(name, certificate) in page, name
    assert linkedin_address(certificate) in unescape(page)
    assert f'value="{certificate.snapshot["url"]}"' in page
    client.force_login(TrainerFactory())
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert url("download", certificate) in page
    for name in ("change_page", "ask_correction"):
        assert url(name, certificate) not in page


@pytest.mark.row("K16")
def test_learner_closes_and_opens_the_public_page(client):
    certificate = CertificateFactory()
    client.force_login(certificate.learner)
    for _ in range(2):
        response = client.post(url("change_page", certificate), {"page": "closed"}, follow=True)
    page = response.content.decode()
    certificate.refresh_from_db()
    assert certificate.is_closed
    assert "Open the public page" in page
    assert "Add to my LinkedIn profile" not in page
    client.post(url("change_page", certificate), {"page": "open"})
    certificate.refresh_from_db()
    assert not certificate.is_closed
    client.post(url("change_page", certificate), {"page": "ajar"})
    entries = [
        (entry.action, entry.user)
        for entry in registry.get_logs_for_instance(certificate).order_by("timestamp", "pk")[1:]
    ]
    assert entries == [
        ("lms_certificates.close_page", certificate.learner),
        ("lms_certificates.open_page", certificate.learner),
    ]


@pytest.mark.parametrize("factory", [LearnerFactory, TrainerFactory])
def test_nobody_else_closes_it(client, factory):
    certificate = CertificateFactory()
    client.force_login(factory())
    assert client.post(url("change_page", certificate), {"page": "closed"}).status_code == 404
    certificate.refresh_from_db()
    assert not certificate.is_closed


@pytest.mark.row("K16")
def test_preference_holds_for_certificates_issued_from_then_on(client):
    before = CertificateFactory()
    client.force_login(before.learner)
    assert "What new certificates show" in client.get(MINE).content.decode()
    for _ in range(2):
        response = client.post(f"{MINE}preference/", {"closes_pages": "on"}, follow=True)
    assert "This applies to certificates issued from now on." in response.content.decode()
    preference = Preference.objects.get()
    assert (preference.shows_scores, preference.closes_pages) == (False, True)
    after = issue_certificate(enrollment=EnrollmentFactory(learner=before.learner, completed=True))
    before.refresh_from_db()
    assert (before.is_closed, after.is_closed) == (False, True)


def test_closed_page_stays_closed_when_issued_anew():
    certificate = close_page(certificate=CertificateFactory(), by=LearnerFactory())
    anew = reissue_certificate(certificate=certificate, by=TrainerFactory(), name="Ada Lark")
    assert anew.is_closed


def test_earlier_certificates_stand_apart_and_lead_to_the_newer(client, count_queries):
    certificate = CertificateFactory(course__title="First posts")
    client.force_login(certificate.learner)
    client.get(MINE)
    one = count_queries(lambda: client.get(MINE))
    newer = reissue_certificate(certificate=certificate, by=TrainerFactory(), name="Ada Lark")
    reissue_certificate(certificate=newer, by=TrainerFactory(), name="Ada Wren")
    assert count_queries(lambda: client.get(MINE)) == one
    page = client.get(MINE).content.decode()
    assert page.index("Earlier ones") < page.index("Superseded")
    assert newer.get_absolute_url() in client.get(certificate.get_absolute_url()).content.decode()
    assert Certificate.objects.count() == 3
