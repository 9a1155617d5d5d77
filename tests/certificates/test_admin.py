from io import BytesIO

import openpyxl
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.actions import render_certificate, revoke_certificate
from certificates.models import Certificate, CertificateTemplate
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory
from tests.factories.courses import EnrollmentFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

REGISTER = "lms_certificate_register"
TEMPLATES = "wagtailsnippets_lms_certificates_certificatetemplate"


@pytest.fixture
def trainer(client):
    user = TrainerFactory()
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"{REGISTER}:{name}", args=[arg.pk for arg in args])


def form_of(template, **changes):
    values = {"name": template.name, "design": template.design, "title": template.title, "body": template.body}
    return values | {"signatory_name": "", "signatory_role": ""} | changes


# --- Register ----------------------------------------------------------------------------------------------------


def test_register_takes_the_same_queries_for_one_and_three(client, trainer):
    CertificateFactory(learner__first_name="Ada")
    client.get(url("index"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("index"))
    CertificateFactory(learner__first_name="Bo")
    CertificateFactory(learner__first_name="Cy")
    with CaptureQueriesContext(connection) as three:
        page = client.get(url("index")).content.decode()
    assert len(one) == len(three)
    assert all(name in page for name in ("Ada Okonkwo", "Bo Okonkwo", "Cy Okonkwo"))


def test_register_filters_by_state_and_course_and_finds_names(client, trainer):
    waiting = CertificateFactory(learner__first_name="Ada")
    valid = render_certificate(certificate=CertificateFactory(learner__first_name="Bo"))
    revoked = revoke_certificate(certificate=CertificateFactory(learner__first_name="Cy"), reason="No", by=trainer)

    def found(**query):
        return set(client.get(url("index"), query).context["object_list"])

    assert found() == {waiting, valid, revoked}
    assert found(state="printing") == {waiting}
    assert found(state="valid") == {valid}
    assert found(state="revoked") == {revoked}
    assert found(enrollment__course=valid.enrollment.course_id) == {valid}
    assert found(q="Bo Okon") == {valid}
    assert found(q=revoked.verification_code[:10]) == {revoked}


def test_register_is_exported_without_formulas(client, trainer):
    CertificateFactory(learner__first_name="=1+1", learner__last_name="")
    exported = client.get(url("index"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(exported.streaming_content))).active
    rows = list(sheet.iter_rows())
    assert [row[0].data_type for row in rows] == ["s", "s"]
    assert rows[1][0].value == "=1+1"


@pytest.mark.parametrize("factory", [LearnerFactory, ManagerFactory, FacilitatorFactory])
def test_register_is_closed_to_other_roles(client, factory):
    certificate = CertificateFactory()
    client.force_login(factory())
    for name, args in (
        ("index", ()),
        ("add", ()),
        *((n, (certificate,)) for n in ("inspect", "revoke", "reinstate", "print")),
    ):
        response = client.get(url(name, *args))
        assert response.status_code in {302, 403}
        posted = client.post(url(name, *args), {"reason": "x"})
        assert posted.status_code in {302, 403, 405}
    certificate.refresh_from_db()
    assert not certificate.is_revoked


def test_nobody_edits_or_deletes_a_certificate(client):
    certificate = CertificateFactory()
    client.force_login(AdminFactory())
    for verb in ("edit", "delete"):
        assert client.get(f"/admin/{REGISTER}/{verb}/{certificate.pk}/").status_code == 404


def test_inspect_shows_the_certificate_and_what_may_be_done(client, trainer):
    certificate = render_certificate(certificate=CertificateFactory())
    page = client.get(url("inspect", certificate)).content.decode()
    for words in ("Ada Okonkwo", certificate.grouped_code, certificate.sha256, url("revoke", certificate)):
        assert words in page
    assert url("reinstate", certificate) not in page


def test_history_tells_who_did_what(client, trainer):
    certificate = revoke_certificate(certificate=CertificateFactory(), reason="No", by=trainer)
    page = client.get(url("history", certificate)).content.decode()
    assert "Issued the certificate" in page
    assert "Revoked the certificate" in page


# --- Issue, revoke, reinstate ------------------------------------------------------------------------------------


def test_trainer_issues_what_is_missing(client, trainer):
    enrollment = EnrollmentFactory(completed=True)
    EnrollmentFactory(learner=enrollment.learner)
    CertificateFactory()
    template = CertificateTemplateFactory(design="plain")
    form = client.get(url("add")).context["form"]
    assert list(form.fields["enrollment"].queryset) == [enrollment]
    response = client.post(url("add"), {"enrollment": enrollment.pk, "template": template.pk})
    certificate = Certificate.objects.get(enrollment=enrollment)
    assert response["Location"] == url("inspect", certificate)
    assert (certificate.issued_by, certificate.template) == (trainer, template)


def test_trainer_is_told_why_a_certificate_cannot_be_issued(client, trainer):
    enrollment = EnrollmentFactory(completed=True, learner=LearnerFactory(first_name="王小明", last_name=""))
    response = client.post(url("add"), {"enrollment": enrollment.pk})
    assert response.status_code == 422
    assert "No font of the certificates can draw “王” (U+738B)" in response.content.decode()
    assert not Certificate.objects.exists()


def test_trainer_revokes_with_a_reason_and_reinstates(client, trainer):
    certificate = CertificateFactory()
    missing = client.post(url("revoke", certificate), {"reason": ""})
    assert missing.status_code == 422
    assert "This field is required." in missing.content.decode()
    done = client.post(url("revoke", certificate), {"reason": "Issued by mistake"})
    assert done["Location"] == url("inspect", certificate)
    certificate.refresh_from_db()
    assert (certificate.revoked_reason, certificate.revoked_by) == ("Issued by mistake", trainer)
    assert url("reinstate", certificate) in client.get(url("inspect", certificate)).content.decode()
    client.post(url("reinstate", certificate))
    certificate.refresh_from_db()
    assert not certificate.is_revoked


def test_trainer_prints_what_the_worker_left(client, trainer):
    certificate = CertificateFactory()
    assert url("print", certificate) in client.get(url("inspect", certificate)).content.decode()
    assert client.post(url("print", certificate))["Location"] == url("inspect", certificate)
    certificate.refresh_from_db()
    assert certificate.is_printed
    assert url("print", certificate) not in client.get(url("inspect", certificate)).content.decode()


# --- Templates ---------------------------------------------------------------------------------------------------


def test_trainer_designs_previews_and_publishes(client, trainer):
    template = CertificateTemplateFactory(title="Before")
    edit = reverse(f"{TEMPLATES}:edit", args=[template.pk])
    preview = reverse(f"{TEMPLATES}:preview_on_edit", args=[template.pk])

    assert client.post(preview, form_of(template, title="Well done")).json() == {"is_valid": True, "is_available": True}
    sheet = client.get(preview, {"mode": "sheet"})
    assert 'src="?mode=pdf#' in sheet.content.decode()
    shown = client.get(preview, {"mode": "pdf"})
    assert shown["Content-Type"] == "application/pdf"
    with pikepdf.open(BytesIO(shown.content)) as opened:
        assert str(opened.docinfo["/Title"]) == "Well done: Robin Wren, Follow a colleague’s updates"

    client.post(edit, form_of(template, title="Well done"))
    template.refresh_from_db()
    assert (template.title, template.has_unpublished_changes) == ("Before", True)
    assert CertificateFactory(template=template).snapshot["title"] == "Before"
    client.post(edit, form_of(template, title="Well done", **{"action-publish": "1"}))
    template.refresh_from_db()
    assert (template.title, template.has_unpublished_changes) == ("Well done", False)


def test_unknown_token_stands_at_the_field(client, trainer):
    template = CertificateTemplateFactory()
    response = client.post(
        reverse(f"{TEMPLATES}:edit", args=[template.pk]), form_of(template, body="{curse}", **{"action-publish": "1"})
    )
    assert "“{curse}” is no token." in response.content.decode()
    template.refresh_from_db()
    assert template.body == "has completed the course {course}."


def test_trainer_makes_a_template_the_default(client, trainer):
    first, second = CertificateTemplateFactory(is_default=True), CertificateTemplateFactory()
    make_default = reverse(f"{TEMPLATES}:make_default", args=[second.pk])
    assert make_default in client.get(reverse(f"{TEMPLATES}:list")).content.decode()
    assert client.get(make_default).status_code == 200
    assert CertificateTemplate.objects.get(is_default=True) == first
    assert client.post(make_default)["Location"] == reverse(f"{TEMPLATES}:list")
    assert CertificateTemplate.objects.get(is_default=True) == second


def test_default_is_not_for_learners(client):
    template = CertificateTemplateFactory()
    client.force_login(LearnerFactory())
    client.post(reverse(f"{TEMPLATES}:make_default", args=[template.pk]))
    template.refresh_from_db()
    assert not template.is_default
