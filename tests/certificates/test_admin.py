import html
from io import BytesIO

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_factories import ImageFactory

from certificates.designs.previews import NAMES
from certificates.issuing.actions import revoke_certificate, use_for_courses
from certificates.models import Certificate, CertificateTemplate, FrozenPicture
from certificates.printing import documents
from certificates.printing.actions import render_certificate
from lms.exceptions import RuleError
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory, template_content
from tests.factories.courses import CoursePageFactory, EnrollmentFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

REGISTER = "lms_certificate_register"
TEMPLATES = "wagtailsnippets_lms_certificates_certificatetemplate"


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def trainer(client):
    user = TrainerFactory()
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"{REGISTER}:{name}", args=[arg.pk for arg in args])


def form_of(template, *, blocks=None, signature="", logo="", **changes):
    """Return what the editor sends. blocks: [(kind, value)], by default those of a new template with `changes`."""
    values = {
        "kicker": "{organization}",
        "title": "Certificate of completion",
        "name": {"lead": "Awarded to"},
        "body": "has completed the course {course}.",
        "skills": {"heading": "Is now able to", "most": "4"},
        "seal": {"logo": logo},
        "signatories": streamfield_list([{"name": "Imogen", "role": "Head", "signature": signature}]),
        "verification": "",
    }
    texts = {name: changes.pop(name) for name in ("title", "body") if name in changes}
    blocks = blocks if blocks is not None else [(kind, texts.get(kind, value)) for kind, value in values.items()]
    sent = {"name": template.name, "design": template.design, "valid_months": "", "content": streamfield(blocks)}
    return nested_form_data(sent) | changes


def streamfield_list(items):
    """Return what a `ListBlock` sends."""
    sent = {"count": str(len(items))}
    for place, item in enumerate(items):
        sent[str(place)] = {"value": item, "deleted": "", "order": str(place)}
    return sent


def words_of(template, kind):
    template.refresh_from_db()
    return next(str(block.value) for block in template.content if block.block_type == kind)


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
    enrollment = EnrollmentFactory(
        completed=True, learner=LearnerFactory(first_name="\u1200\u1208\u1210", last_name="")
    )
    response = client.post(url("add"), {"enrollment": enrollment.pk})
    assert response.status_code == 422
    assert "None of the certificate fonts has the character “ሀ” (U+1200)" in response.content.decode()
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


@pytest.mark.row("K11")
def test_trainer_designs_previews_and_publishes(client, trainer):
    template = CertificateTemplateFactory(content=template_content(title="Before"))
    edit = reverse(f"{TEMPLATES}:edit", args=[template.pk])
    preview = reverse(f"{TEMPLATES}:preview_on_edit", args=[template.pk])

    sent = form_of(template, title="Well done", valid_months="24")
    assert client.post(preview, sent).json() == {"is_valid": True, "is_available": True}
    assert 'src="?mode=pdf-sheet#' in client.get(preview, {"mode": "sheet"}).content.decode()
    for mode, name in (("sheet", "Robin Wren"), *list(NAMES.items())[1:]):
        shown = client.get(preview, {"mode": f"pdf-{mode}"})
        assert shown["Content-Type"] == "application/pdf"
        with pikepdf.open(BytesIO(shown.content)) as opened:
            assert str(opened.docinfo["/Title"]) == f"Well done: {name}, Follow a colleague’s updates"

    client.post(edit, sent)
    assert (words_of(template, "title"), template.has_unpublished_changes) == ("Before", True)
    assert CertificateFactory(template=template).snapshot["title"] == "Before"
    client.post(edit, sent | {"action-publish": "1"})
    assert (words_of(template, "title"), template.has_unpublished_changes) == ("Well done", False)
    assert template.valid_months == 24
    assert template.revisions.count() == 2


@pytest.mark.row("K11")
def test_new_template_begins_with_blocks_that_can_be_printed(client, trainer):
    page = client.get(reverse(f"{TEMPLATES}:add")).content.decode()
    assert "has completed the course {course}." in html.unescape(page)
    sent = form_of(CertificateTemplate(name="Gold")) | {"action-publish": "1"}
    client.post(reverse(f"{TEMPLATES}:add"), sent)
    assert render_certificate(certificate=CertificateFactory(template=CertificateTemplate.objects.get())).is_printed


@pytest.mark.row("K11")
def test_preview_is_what_is_printed(client, trainer):
    """Both are made of the same blocks by the same function; only the learner and the code are invented."""
    template = CertificateTemplateFactory()
    document = documents.sample(template=template)
    issued = CertificateFactory(template=template).snapshot
    assert document.keys() == issued.keys()
    assert [kind for kind, _value in document["blocks"]] == [kind for kind, _value in issued["blocks"]]


@pytest.mark.row("K11")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": "has completed {curse}."}, "“{curse}” is not a placeholder. Use one of these: {learner} {course}"),
        ({"title": "{course"}, "“{” is not a placeholder."),
        ({"blocks": [("title", "T"), ("verification", "")]}, "Name of the learner: The minimum number of items is 1"),
        ({"blocks": [("title", "T"), ("name", {"lead": ""})]}, "QR code and code: The minimum number of items is 1"),
        ({"blocks": [("title", "x" * 61), ("name", {"lead": ""}), ("verification", "")]}, "at most 60 characters"),
        ({"valid_months": "0"}, "greater than or equal to 1"),
    ],
)
def test_faulty_template_is_told_at_the_field_and_not_saved(client, trainer, change, sentence):
    template = CertificateTemplateFactory(content=template_content(title="Before"))
    sent = form_of(template, **change) | {"action-publish": "1"}
    page = client.post(reverse(f"{TEMPLATES}:edit", args=[template.pk]), sent).content.decode()
    assert sentence in html.unescape(page).replace("\\u201c", "“").replace("\\u201d", "”")
    assert words_of(template, "title") == "Before"


@pytest.mark.row("K11")
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (("signature.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40 * 1024 * 1024, "image/png"), "too big"),
        (
            ("logo.svg", SVG, "image/svg+xml"),
            "Supported formats: GIF",
        ),
        (
            ("logo.png", SVG, "image/png"),
            "image",
        ),
    ],
    ids=["40 MB", "SVG", "SVG called PNG"],
)
def test_hostile_picture_is_refused_with_a_sentence(client, file, sentence):
    client.force_login(AdminFactory())
    sent = {"title": "Signature", "file": SimpleUploadedFile(*file)}
    response = client.post(reverse("wagtailimages:add"), sent)
    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors["file"])
    assert not Image.objects.exists()


@pytest.mark.row("K11")
def test_template_with_logo_and_signature_is_printed_with_them(client, trainer):
    template, image = CertificateTemplateFactory(), ImageFactory()
    sent = form_of(template, signature=str(image.pk), logo=str(image.pk)) | {"action-publish": "1"}
    client.post(reverse(f"{TEMPLATES}:edit", args=[template.pk]), sent)
    template.refresh_from_db()
    certificate = render_certificate(certificate=CertificateFactory(template=template))
    picture = FrozenPicture.objects.get()
    assert documents.pictures_in(certificate.snapshot) == [picture.sha256] * 2
    assert bytes(picture.content).startswith(b"\x89PNG")


@pytest.mark.row("K11")
def test_trainer_chooses_the_courses_of_a_template(client, trainer):
    template, other = CertificateTemplateFactory(), CertificateTemplateFactory(is_default=True)
    courses = CoursePageFactory.create_batch(2)
    address = reverse(f"{TEMPLATES}:courses", args=[template.pk])
    assert address in client.get(reverse(f"{TEMPLATES}:list")).content.decode()
    for _ in range(2):
        done = client.post(address, {"courses": [course.pk for course in courses]})
        assert done["Location"] == reverse(f"{TEMPLATES}:list")
    assert CertificateFactory(course=courses[0]).template == template
    assert CertificateFactory().template == other
    assert ModelLogEntry.objects.filter(action="lms_certificates.use_for_courses", user=trainer).count() == 1
    client.post(reverse(f"{TEMPLATES}:courses", args=[other.pk]), {"courses": [courses[1].pk]})
    assert list(template.course_templates.values_list("course", flat=True)) == [courses[0].pk]
    client.post(address, {})
    assert not template.course_templates.exists()


@pytest.mark.row("K11")
def test_draft_is_for_no_course(trainer):
    template = CertificateTemplateFactory(live=False)
    with pytest.raises(RuleError, match="Publish the template first"):
        use_for_courses(template=template, courses=[CoursePageFactory()], by=trainer)


def test_templates_take_the_same_queries_for_one_and_three(client, trainer, count_queries):
    CertificateTemplateFactory()
    listing = reverse(f"{TEMPLATES}:list")
    one = count_queries(lambda: client.get(listing))
    CertificateTemplateFactory.create_batch(2)
    assert count_queries(lambda: client.get(listing)) == one


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
