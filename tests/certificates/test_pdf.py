"""What the drawn PDF is: one page, tagged, reproducible, closed to the world, and true to the name."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfua import validate
from wagtail_factories import ImageFactory

from certificates import documents, pdf
from certificates.actions import render_certificate
from certificates.models import CertificateTemplate, FrozenPicture
from certificates.names import clean_name
from lms import pdf as printing
from lms.exceptions import LMSError
from tests.factories.certificates import CertificateFactory, template_content

DESIGNS = CertificateTemplate.Design.values
NAMES = {
    "short": "Li Wu",
    "usual": "Marguerite Okonkwo-Lindqvist",
    "eighty": "Maximiliana Wilhelmina Alexandra von Hohenstein-Württemberg y Fernández Córdobas"[:80],
    "wide": "W" * 80,
    "arabic": "محمد عبد الرحمن الأنصاري",
    "hebrew": "נועה בן־דוד",
    "devanagari": "अनन्या श्रीनिवासन कृष्णमूर्ति",
    "chinese": "王小明",
    "marks": "Z\u0351\u0313a\u0329l\u030dg\u0317o\u0335",
    "cyrillic": "Александра Достоевская",
    "vietnamese": "Nguyễn Thị Ánh Tuyết",
    "markup": "<script>alert(1)</script> & <b>Co</b>",
    "attachment": "<link rel=attachment href=file:///etc/passwd>",
    "override": clean_name("Ada \u202egnp.exe\u202c Okonkwo"),
}


def make_document(*, design="classic", learner="Ada Okonkwo", signatories=("Imogen",), **changes):
    signatories = [{"name": name, "role": "Head", "signature": None} for name in signatories]
    template = CertificateTemplate(design=design, content=template_content(signatories=signatories))
    values = {
        "template": template,
        "learner": learner,
        "course": "Follow a colleague’s updates",
        "level": "Basics",
        "outcomes": ["find people", "choose what you hear about"],
        "completed_on": date(2026, 3, 20),
        "issued_at": datetime(2026, 3, 21, 12, tzinfo=UTC),
        "organization": "Northwind Works",
        "accent": "#00675f",
        "code": "7QK2M9XD4TPAWEVCH3JR",
        "url": "https://learning.example/learning/verify/7QK2-M9XD-4TPA-WEVC-H3JR/",
        "language": "en",
    }
    return documents.compose(**(values | changes))


def is_name(text):
    try:
        return bool(clean_name(text))
    except LMSError:
        return False


def text_of(content):
    """Return what poppler reads in a PDF, without white space: long names are broken into lines."""
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    assert done.stderr == b""
    text = unicodedata.normalize("NFC", done.stdout.decode())
    return "".join(letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Cf")


def boxes_of(content):
    """Return `(word, left, top, right, bottom)` of each word of the page, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
    pattern = r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>'
    return [(word, *map(float, sides)) for *sides, word in re.findall(pattern, done.stdout.decode())]


def words_outside(content):
    """Return the words that do not stand within the margin of a printer."""
    return [
        word
        for word, left, top, right, bottom in boxes_of(content)
        if left < 12 or top < 12 or right > 842 - 12 or bottom > 595 - 12
    ]


def overlapping_words(content):
    """Return pairs of words printed over each other; that boxes of neighboring lines touch is no fault."""
    boxes = boxes_of(content)
    return [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if min(one[3], other[3]) - max(one[1], other[1]) > 1
        and min(one[4], other[4]) - max(one[2], other[2]) > 0.6 * min(one[4] - one[2], other[4] - other[2])
    ]


def bring_design(settings, html, css):
    """Give the site a design called "own", as a host may."""
    own = {"lms_certificates/designs/own.html": html, "lms_certificates/designs/own.css": css}
    loaders = [("django.template.loaders.locmem.Loader", own)]
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [], "APP_DIRS": False, "OPTIONS": {"loaders": loaders}}]


def elements(pdf_file):
    """Yield every structure element of a tagged PDF."""
    waiting = [pdf_file.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node.K)


@pytest.mark.row("K13")
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_is_printed_as_it_is_on_one_page(design, name):
    assert clean_name(name) == name
    content = pdf.render_pdf(make_document(design=design, learner=name))
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.pages) == 1
        assert [round(float(side)) for side in opened.pages[0].MediaBox] == [0, 0, 842, 595]
        assert "/Names" not in opened.Root
    assert words_outside(content) == []
    expected = "".join(letter for letter in name if not letter.isspace())
    assert expected in text_of(content)


@pytest.mark.row("K13")
@pytest.mark.parametrize("design", DESIGNS)
def test_longest_texts_that_a_template_can_have_leave_room_for_the_longest_name(design):
    learner = "W" * 80
    long = "Zusammenarbeitsgrundlagen für Fortgeschrittene in verteilten Gruppen " * 4
    signatory = {"name": long[:60], "role": long[:60], "picture": "", "alternative": ""}
    document = make_document(
        design=design, learner=learner, course=long[:255], outcomes=["w w " * 17] * 4, expires_on=date(2028, 3, 20)
    )
    course = ["course", long[:255]]
    document["title"] = long[:255]
    document["blocks"] = [
        ["kicker", [["organization", "O" * 60], course]],
        ["title", [["", long[:52]], course]],
        ["name", {"lead": "w" * 40}],
        ["body", [course, ["", long[:231]]]],
        ["body", [course, ["", long[:231]]]],
        ["skills", {"heading": "w" * 40, "most": 4}],
        ["seal", {"picture": "", "alternative": ""}],
        ["signatories", [signatory] * 3],
        ["verification", None],
    ]
    content = pdf.render_pdf(document)
    assert words_outside(content) == []
    assert overlapping_words(content) == []
    assert learner in text_of(content)


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


@pytest.mark.parametrize("design", DESIGNS)
def test_blocks_stand_in_the_order_of_the_template(design):
    document = make_document(design=design, signatories=())
    order = {"body": 0, "name": 1, "title": 2}
    document["blocks"].sort(key=lambda block: order.get(block[0], -1))
    text = text_of(pdf.render_pdf(document))
    assert text.index("hascompleted") < text.index("AdaOkonkwo") < text.index("Certificateofcompletion")
    assert "Isnowableto".casefold() in text.casefold()


@pytest.mark.parametrize("design", DESIGNS)
def test_what_a_template_leaves_out_is_not_printed(design):
    document = make_document(design=design, signatories=())
    document["blocks"] = [block for block in document["blocks"] if block[0] in {"title", "name", "verification"}]
    content = pdf.render_pdf(document)
    text = text_of(content)
    assert "NorthwindWorks" not in text
    assert "findpeople" not in text
    with pikepdf.open(BytesIO(content)) as opened:
        assert len([element for element in elements(opened) if str(element.S) == "/Figure"]) == 1


@pytest.mark.row("K13")
@settings(max_examples=20, deadline=None)
@given(
    name=st.text(st.sampled_from("ABWMil -'’éñ́şłжЯاهبدمعשלוםdœn王小अनि"), min_size=1, max_size=80).filter(is_name),
    design=st.sampled_from(DESIGNS),
    signatories=st.sampled_from([(), ("One",), ("One", "Two", "Three")]),
)
def test_any_name_stays_on_its_page(name, design, signatories):
    document = make_document(design=design, learner=clean_name(name), signatories=signatories)
    content = pdf.render_pdf(document)
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.pages) == 1
    assert words_outside(content) == []


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


@pytest.mark.parametrize("design", DESIGNS)
def test_printed_words_are_all_there(design):
    text = text_of(pdf.render_pdf(make_document(design=design)))
    for words in (
        "Certificateofcompletion",
        "hascompletedthecourseFollowacolleague’supdates.",
        "March20,2026",
        "Imogen",
        "NorthwindWorks",
        "learning.example/learning/verify",
        "7QK2-M9XD-4TPA-WEVC-H3JR",
        "findpeople",
    ):
        assert words.casefold() in text.casefold()


@pytest.mark.row("K2")
@pytest.mark.django_db
def test_stored_snapshot_drawn_in_a_new_process_gives_the_stored_checksum():
    certificate = render_certificate(certificate=CertificateFactory())
    program = (
        "import django; django.setup()\n"
        "import hashlib, json, sys\n"
        "from certificates.pdf import render_pdf\n"
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


def test_text_without_room_is_refused(settings):
    """A host may bring a design of its own whose text flows on."""
    bring_design(settings, "<html lang=en><title>x</title>{{ document.title }}", "")
    with pytest.raises(pdf.PrintingError, match="does not fit on one page"):
        pdf.render_pdf(make_document() | {"title": "word " * 5_000, "design": "own"})


def test_missing_pango_is_said_in_a_sentence(tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library pango')")
    program = (
        "import django; django.setup()\n"
        "from lms.pdf import PrintingError, print_pdf\n"
        "try:\n    print_pdf('<p>Ada', styles=[])\n"
        "except PrintingError as error:\n    print(error)\n"
    )
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert done.stdout.decode().strip() == (
        "Nothing can be printed here: the system library Pango is missing. Ask your administrator."
    )


def test_missing_letters_are_named():
    assert printing.missing_letters("Ada 김 🐦") == ["김", "🐦"]
    assert printing.missing_letters("Ada Żółć Александра محمد می\u200cخواهم נועה अनन्या 王小明\n") == []


@pytest.mark.parametrize(
    ("color", "ink", "dark"),
    [("#00675f", "#ffffff", "#00675f"), ("#f0c25c", "#10171e", "#876e34"), ("#ffffff", "#10171e", "#767676")],
)
def test_any_accent_stays_readable(color, ink, dark):
    assert pdf.ink_on(color) == ink
    darkened = pdf.darken(color)
    assert 1.05 / (pdf.luminance(darkened) + 0.05) >= 4.5
    assert abs(pdf.luminance(darkened) - pdf.luminance(dark)) < 0.03


def test_seal_follows_from_the_code():
    first = make_document()
    again, other = make_document(), make_document(code="00000000000000000000")
    assert pdf._draw(first)["seal"] == pdf._draw(again)["seal"]
    assert pdf._draw(first)["seal"] != pdf._draw(other)["seal"]
