"""Names and texts of any length and script stand on one page, nothing over another, and read as they were written."""

import subprocess
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfua import validate

from certificates.printing import pdf
from certificates.printing.names import clean_name
from lms.brand.colors import contrast, luminance
from lms.exceptions import RuleError

from .sheets import DESIGNS, elements, make_document, overlapping_words, text_of, words_outside

NAMES = {
    "short": "Li Wu",
    "usual": "Marguerite Okonkwo-Lindqvist",
    "eighty": "Maximiliana Wilhelmina Alexandra von Hohenstein-Württemberg y Fernández Córdobas"[:80],
    "wide": "W" * 80,
    "arabic": "محمد عبد الرحمن الأنصاري",
    "hebrew": "נועה בן־דוד",
    "devanagari": "अनन्या श्रीनिवासन कृष्णमूर्ति",
    "chinese": "王小明",
    "space": "小明 王",
    "japanese": "髙橋 﨑山 𠮷田",
    "variants": "渡邉\U000e0101 葛\U000e0100城",
    "korean": "김민준 남궁 훈",
    "thai": "สมชาย ใจดี กิตติพงษ์",
    "tamil": "கார்த்திக் ஸ்ரீநிவாசன்",
    "bengali": "অনন্যা বন্দ্যোপাধ্যায়",
    "georgian": "გიორგი ბერიძე",
    "armenian": "Արմեն Սարգսյան",
    "marks": "Z\u0351\u0313a\u0329l\u030dg\u0317o\u0335",
    "cyrillic": "Александра Достоевская",
    "vietnamese": "Nguyễn Thị Ánh Tuyết",
    "markup": "<script>alert(1)</script> & <b>Co</b>",
    "attachment": "<link rel=attachment href=file:///etc/passwd>",
    "override": clean_name("Ada \u202egnp.exe\u202c Okonkwo"),
}


def is_name(text):
    try:
        return bool(clean_name(text))
    except RuleError:
        return False


@pytest.mark.row("K13", "K21")
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_is_printed_as_it_is_on_one_page(design, name, caplog):
    assert clean_name(name) == name
    content = pdf.render_pdf(make_document(design=design, learner=name))
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.pages) == 1
        assert [round(float(side)) for side in opened.pages[0].MediaBox] == [0, 0, 842, 595]
        assert "/Names" not in opened.Root
    assert words_outside(content) == []
    expected = "".join(letter for letter in name if not letter.isspace())
    assert expected in text_of(content)
    assert ".notdef" not in caplog.text, "a letter was drawn as a box"


@pytest.mark.row("K3", "K21")
@pytest.mark.parametrize("design", DESIGNS)
def test_file_with_every_script_is_for_archives_and_for_screen_readers(design, tmp_path):
    path = tmp_path / "certificate.pdf"
    signatories = [NAMES[script] for script in ("thai", "arabic", "japanese")]
    document = make_document(design=design, learner=NAMES["korean"], signatories=signatories, course=NAMES["bengali"])
    path.write_bytes(pdf.render_pdf(document | {"outcomes": [NAMES["tamil"], NAMES["georgian"], NAMES["armenian"]]}))
    assert [(each.rule_id, each.message) for each in validate(str(path)).findings] == []
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_letter_that_unicode_would_fold_is_printed_as_typed():
    read = subprocess.run(
        ["pdftotext", "-", "-"],
        input=pdf.render_pdf(make_document(learner="\ufa19谷")),
        capture_output=True,
        check=True,
    )
    assert "\ufa19谷" in read.stdout.decode()


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


@pytest.mark.parametrize(
    ("color", "ink", "dark"),
    [("#00675f", "#ffffff", "#00675f"), ("#f0c25c", "#10171e", "#876e34"), ("#ffffff", "#10171e", "#767676")],
)
def test_any_accent_stays_readable(color, ink, dark):
    assert pdf.ink_on(color) == ink
    darkened = pdf.darken(color)
    assert contrast(darkened, "#ffffff") >= 4.5
    assert abs(luminance(darkened) - luminance(dark)) < 0.03


def test_seal_follows_from_the_code():
    first = make_document()
    again, other = make_document(), make_document(code="00000000000000000000")
    assert pdf._draw(first)["seal"] == pdf._draw(again)["seal"]
    assert pdf._draw(first)["seal"] != pdf._draw(other)["seal"]
