"""What the drawn PDF is: tagged, fit for archives, reproducible, and closed to the world."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pdfua import validate
from wagtail_factories import ImageFactory

from certificates.models import CertificateTemplate, FrozenPicture
from certificates.printing import pdf
from certificates.printing.actions import render_certificate
from lms.pdf import printing
from tests.factories.certificates import CertificateFactory, template_content

from .sheets import DESIGNS, elements, make_document, text_of


def bring_design(settings, html, css):
    """Give the site a design called "own", as a host may."""
    own = {"lms_certificates/designs/own.html": html, "lms_certificates/designs/own.css": css}
    loaders = [("django.template.loaders.locmem.Loader", own)]
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [], "APP_DIRS": False, "OPTIONS": {"loaders": loaders}}]


@pytest.mark.parametrize("design", DESIGNS)
def test_pdf_is_tagged_titled_and_every_figure_is_described(design):
    with pikepdf.open(BytesIO(pdf.render_pdf(make_document(design=design)))) as opened:
        root = opened.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        title = "Certificate of completion: Ada Okonkwo, Follow a colleague’s updates"
        assert str(opened.docinfo["/Title"]) == title
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == title
        found = [(str(element.S), str(element.get("/Alt", ""))) for element in elements(opened)]
        assert [tag for tag, _alt in found].count("/H1") == 1
        assert sorted(alt for tag, alt in found if tag == "/Figure") == [
            "QR code: opens the page that verifies this certificate",
            "Seal: a wagtail in a woven ring",
        ]
        fonts = opened.pages[0].Resources.Font
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts.values()]
        assert descriptors
        assert all("/FontFile2" in descriptor or "/FontFile3" in descriptor for descriptor in descriptors)


@pytest.mark.row("K3")
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("credential", ["", "head.body.signature"])
def test_file_is_for_archives_and_for_screen_readers_at_once(design, credential, tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf.render_pdf(make_document(design=design), credential=credential))
    assert [(each.rule_id, each.message) for each in validate(str(path)).findings] == []
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    with pikepdf.open(path) as opened:
        written = opened.Root.Metadata.read_bytes()
        assert written.count(b"<rdf:RDF") == 1, "validators read one block"
        with opened.open_metadata() as metadata:
            found = {name: metadata[name] for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")}
        assert found == {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
        assert str(opened.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert str(opened.pages[0].Tabs) == "/S"
        described = {str(file.get("/AFRelationship")) for file in opened.Root.get("/AF", [])}
        assert described == ({"/Data"} if credential else set())
        attached = [each.get_file() for each in opened.attachments.values()]
        found = [(file.mime_type, file.creation_date.isoformat(), file.read_bytes()) for file in attached]
        dated = ("application/vc+jwt", "2026-03-21T12:00:00+00:00", credential.encode())
        assert found == ([dated] if credential else [])


@pytest.mark.django_db
def test_pictures_of_a_template_are_printed_as_they_were(client):
    image = ImageFactory()
    content = template_content(signatories=[{"name": "Imogen", "role": "Head", "signature": image}])
    content = [(kind, {"logo": image} if kind == "seal" else value) for kind, value in content]
    template = CertificateTemplate(content=content)
    document = make_document(template=template)
    digest = document["blocks"][-3][1]["picture"]
    assert (len(digest), FrozenPicture.objects.get().sha256) == (64, digest)
    before = pdf.render_pdf(document)
    image.file.storage.delete(image.file.name)
    image.delete()
    assert pdf.render_pdf(document) == before
    with pikepdf.open(BytesIO(before)) as opened:
        found = {str(element.get("/Alt", "")) for element in elements(opened) if str(element.S) == "/Figure"}
    assert {"Signature of Imogen", "Logo of Northwind Works"} < found
    FrozenPicture.objects.all().delete()
    with pytest.raises(pdf.PrintingError, match="A picture of the certificate is missing"):
        pdf.render_pdf(document)


def test_certificate_of_the_first_version_is_still_printed():
    document = make_document(signatories=())
    old = {key: value for key, value in document.items() if key not in {"blocks", "evidence", "expires_on"}} | {
        "version": 1,
        "body": [["", "has completed "], ["course", "Follow a colleague"]],
        "signatory_name": "Imogen",
        "signatory_role": "Head",
        "labels": document["labels"] | {"awarded_to": "Awarded to", "can_now": "Is now able to"},
    }
    text = text_of(pdf.render_pdf(old))
    for words in ("AdaOkonkwo", "hascompletedFollowacolleague", "Imogen", "Awardedto"):
        assert words in text


@pytest.mark.row("K2")
@pytest.mark.django_db
def test_stored_snapshot_drawn_in_a_new_process_gives_the_stored_checksum():
    certificate = render_certificate(certificate=CertificateFactory())
    program = (
        "import django; django.setup()\n"
        "import hashlib, json, sys\n"
        "from certificates.printing.pdf import render_pdf\n"
        "snapshot, credential = json.load(sys.stdin)\n"
        "print(hashlib.sha256(render_pdf(snapshot, credential=credential)).hexdigest())\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps([certificate.snapshot, certificate.file.credential]).encode(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert other.stdout.decode().strip() == certificate.unsigned_sha256


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://127.0.0.1/", "https://example.com/a.css", "data:text/css,a{}", "fledge:other", "x"],
)
def test_fetcher_denies_every_address_but_the_drawings(url):
    fetcher = printing._engine().fetcher({"fledge:seal": "<svg/>"})
    with pytest.raises(ValueError, match="asks for nothing from outside"):
        fetcher.fetch(url)
    assert fetcher.fetch("fledge:seal").read() == b"<svg/>"


@pytest.mark.row("K14")
def test_hostile_design_neither_reads_nor_fetches(settings, tmp_path, watched):
    secret = tmp_path / "secret.css"
    secret.write_text("body { color: red }")
    hostile_html = """<html lang="en"><title>x</title>
        <link rel="attachment" href="file://SECRET"><link rel="stylesheet" href="file://SECRET">
        <style>@import url("file://SECRET"); @font-face { font-family: a; src: url("file://SECRET") }</style>
        <img src="file://SECRET" alt="a"><img src="http://127.0.0.1:9/a.png" alt="b"><object data="file://SECRET"></object>
        <svg xmlns:xlink="http://www.w3.org/1999/xlink"><title>c</title><image xlink:href="file://SECRET"/>
        <use xlink:href="file://SECRET#a"/></svg><a rel="attachment" href="file://SECRET">d</a>
        <p>{{ document.title }}"""
    hostile_css = """@import url("file://SECRET"); @import "http://127.0.0.1:9/a.css";
        p { background: url("file://SECRET"); list-style-image: url("http://127.0.0.1:9/b.png"); font-family: a }"""
    bring_design(settings, hostile_html.replace("SECRET", str(secret)), hostile_css.replace("SECRET", str(secret)))

    with watched(str(secret)) as events:
        content = pdf.render_pdf(make_document() | {"design": "own"})

    assert events == []
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.attachments) == 0
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
    assert "Certificateofcompletion" in text_of(content)


@pytest.mark.row("K14")
@pytest.mark.parametrize("design", DESIGNS)
def test_hostile_words_are_printed_as_words(design, tmp_path, watched):
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    words = f'<link rel="attachment" href="file://{secret}">'
    document = make_document(design=design, course=words, organization=words, outcomes=[words])
    document["blocks"] = [[kind, {"lead": words} if kind == "name" else value] for kind, value in document["blocks"]]

    with watched(str(secret)) as events:
        content = pdf.render_pdf(document)

    assert events == []
    assert text_of(content).casefold().count('<linkrel="attachment"') >= 4
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.attachments) == 0


def test_text_without_room_is_refused(settings):
    """A host may bring a design of its own whose text flows on."""
    bring_design(settings, "<html lang=en><title>x</title>{{ document.title }}", "")
    with pytest.raises(pdf.PrintingError, match="does not fit on one page"):
        pdf.render_pdf(make_document() | {"title": "word " * 5_000, "design": "own"})


def test_missing_pango_is_said_in_a_sentence(tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library pango')")
    program = (
        "import django; django.setup()\n"
        "from lms.pdf.printing import PrintingError, print_pdf\n"
        "try:\n    print_pdf('<p>Ada', styles=[])\n"
        "except PrintingError as error:\n    print(error)\n"
    )
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert done.stdout.decode().strip() == (
        "Printing does not work because the system library Pango is missing. Ask your administrator."
    )
