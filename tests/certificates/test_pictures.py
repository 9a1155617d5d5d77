"""Pictures on certificates: files of every kind as logo and signature, printed, signed, checked and looked at."""

import html
import subprocess
from collections import namedtuple
from io import BytesIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pdfua import validate
from PIL import Image
from wagtail.images import get_image_model

from certificates.models import FrozenPicture
from certificates.printing.actions import render_certificate
from lms.exceptions import RuleError
from lms.pdf.printing import print_pdf
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory, template_content
from tests.factories.files import ImageFactory
from tests.factories.users import AdminFactory, TrainerFactory
from tests.lms.test_pictures import is_like
from tests.picture_files import FILES, halves, saved

from .sheets import DESIGNS
from .test_admin import TEMPLATES, form_of, streamfield_list

pytestmark = pytest.mark.django_db

DOTS_PER_INCH = 100
Drawn = namedtuple("Drawn", "left top width height")


def upload(name):
    return get_image_model().objects.create(title=name, file=ContentFile(FILES[name][0], name=name))


def content_with(logo, *signatures):
    """Return the blocks of a template with these pictures."""
    signatories = [{"name": f"Name {n}", "role": "", "signature": each} for n, each in enumerate(signatures)]
    blocks = template_content(signatories=signatories)
    return [(kind, {"logo": logo} if kind == "seal" else value) for kind, value in blocks]


def images_of(opened):
    """Return every image of a PDF, wherever in the file it is."""
    streams = (each for each in opened.objects if isinstance(each, pikepdf.Stream))
    return [each for each in streams if each.get("/Subtype") == "/Image"]


def drawn_pictures(page):
    """Return where each picture that is no drawing stands on `page`, in points from the upper left corner."""
    matrix, saved_matrices, found = pikepdf.Matrix(), [], []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                saved_matrices.append(matrix)
            case "Q":
                matrix = saved_matrices.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "Do" if page.Resources.XObject[operands[0]].Subtype == "/Image":
                box = matrix.transform(pikepdf.Rectangle(0, 0, 1, 1))
                top = float(page.MediaBox[3]) - box.ury
                found.append(Drawn(box.llx, top, box.width, box.height))
    return found


def page_of(path):
    """Return the page as a reader of PDF shows it."""
    done = subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), path], capture_output=True, check=True)
    return Image.open(BytesIO(done.stdout))


def color_at(page, drawn, share):
    """Return the color of a picture at this share of its width, in the middle of its height."""
    points = DOTS_PER_INCH / 72
    return page.getpixel(
        (int((drawn.left + drawn.width * share) * points), int((drawn.top + drawn.height / 2) * points))
    )


# Four pictures to a certificate: three signatures and the logo.
NAMES = list(FILES)
SETS = [(NAMES[n : n + 4] + NAMES[:3])[:4] for n in range(0, len(NAMES), 4)]


@pytest.mark.row("K19")
@pytest.mark.parametrize("number", range(len(SETS)))
def test_files_of_every_kind_are_printed_as_they_look_in_a_file_that_keeps_its_promise(number, tmp_path):
    names, design = SETS[number], DESIGNS[number % len(DESIGNS)]
    *signatures, logo = (upload(name) for name in names)
    template = CertificateTemplateFactory(design=design, content=content_with(logo, *signatures))
    certificate = render_certificate(certificate=CertificateFactory(template=template))
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificate.file.content)

    assert [(each.rule_id, each.message) for each in validate(str(path)).findings] == []
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    signed = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout
    assert "Signature is Valid" in signed
    with pikepdf.open(path) as opened:
        images = [
            each for each in opened.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert images
        for image in images:
            assert image.get("/Interpolate", False) == False  # noqa: E712 - a boolean of PDF
            assert str(image.ColorSpace) in ("/DeviceRGB", "/DeviceGray")
            assert image.BitsPerComponent == 8
            assert not {"/Alternates", "/OPI"} & set(image.keys())
        places = drawn_pictures(opened.pages[0])
    page = page_of(path)
    shown = [(color_at(page, place, 0.25), color_at(page, place, 0.75)) for place in places]
    in_order = names[-1:] + names[:-1] if design == "plain" else names  # Plain draws the logo first.
    for name, (left, right) in zip(in_order, shown, strict=True):
        # A picture one pixel high is a hair on the page.
        if name not in ("wide.png", "tall.png"):
            assert is_like(left, FILES[name][1]), name
            assert is_like(right, FILES[name][2]), name


def test_no_stylesheet_and_no_drawing_brings_smoothing_back():
    html = """<html lang="en"><title>x</title><img src="fledge:picture" alt="a" style="image-rendering: auto">
        <p style="background: url(fledge:picture)">b<svg viewBox="0 0 9 9"><title>c</title>
        <image href="fledge:picture" width="9" height="9" image-rendering="auto"/></svg>"""
    styles = ["* { image-rendering: auto !important }"]
    content = print_pdf(html, styles=styles, pictures={"picture": FILES["rgba.png"][0]})
    with pikepdf.open(BytesIO(content)) as opened:
        found = [each.Interpolate for each in images_of(opened)]
    assert len(found) >= 2, "a picture and what is transparent of it"
    assert not any(found)


def test_picture_is_decoded_once_for_many_certificates():
    image = upload("rgb.png")
    template = CertificateTemplateFactory(content=content_with(image, image))
    first = CertificateFactory(template=template)
    image.file.storage.delete(image.file.name)
    assert CertificateFactory(template=template).snapshot["blocks"][-3:-1] == first.snapshot["blocks"][-3:-1]
    assert FrozenPicture.objects.count() == 1


def test_certificate_with_a_picture_that_is_gone_is_not_issued():
    image = ImageFactory(title="Our logo")
    template = CertificateTemplateFactory(content=content_with(image, None))
    image.file.storage.delete(image.file.name)
    with pytest.raises(RuleError) as caught:
        CertificateFactory(template=template)
    assert str(caught.value) == "“Our logo” cannot be printed. The file is missing or damaged. Upload it again."


@pytest.mark.row("K19")
@pytest.mark.parametrize("field", ["logo", "signature"])
def test_picture_that_cannot_be_printed_is_refused_where_it_is_chosen(client, field):
    client.force_login(TrainerFactory())
    template = CertificateTemplateFactory(name="Before")
    image = ImageFactory(title="Signature", file=ContentFile(saved(Image.new("1", (8000, 6000))), name="large.png"))
    sent = form_of(template, **{field: str(image.pk)}) | {"name": "After"}
    page = client.post(reverse(f"{TEMPLATES}:edit", args=[template.pk]), sent).content.decode()
    page = html.unescape(page).replace("\\u201c", "“").replace("\\u201d", "”")
    assert "“Signature” cannot be printed. It has more than 40 million pixels. Make it smaller." in page
    template.refresh_from_db()
    assert (template.name, template.latest_revision) == ("Before", None)


def test_picture_and_letter_of_one_signatory_are_refused_together(client):
    image = ImageFactory(title="Signature")
    image.file.storage.delete(image.file.name)
    template = CertificateTemplateFactory()
    client.force_login(TrainerFactory())
    signatory = {"name": "Imogen 🐦", "role": "Head 🐦", "signature": str(image.pk)}
    blocks = [("title", "T"), ("name", {"lead": ""}), ("signatories", streamfield_list([signatory]))]
    sent = form_of(template, blocks=[*blocks, ("verification", "")])
    page = client.post(reverse(f"{TEMPLATES}:edit", args=[template.pk]), sent).content.decode()
    page = html.unescape(page).replace("\\u201c", "“").replace("\\u201d", "”")
    assert "“Signature” cannot be printed. The file is missing or damaged. Upload it again." in page
    assert page.count("(U+1F426). Emoji cannot be printed. Use words instead.") == 2


@pytest.mark.row("K19")
def test_animated_png_is_refused_at_upload(client):
    client.force_login(AdminFactory())
    content = saved(halves(), save_all=True, append_images=[Image.new("RGB", (120, 60))], duration=100)
    sent = {"title": "Logo", "file": SimpleUploadedFile("logo.png", content, "image/png")}
    response = client.post(reverse("wagtailimages:add"), sent)
    assert response.status_code == 200
    assert "image" in " ".join(response.context["form"].errors["file"])
    assert not get_image_model().objects.exists()
