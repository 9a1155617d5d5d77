"""Which letters are printed: every script that is promised, no box anywhere, and what is missing is told."""

import subprocess

import pytest
from django.core.exceptions import ValidationError
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from hypothesis import given
from hypothesis import strategies as st

from certificates.checks import check_extra_fonts, check_font_directory
from lms.pdf import glyphs
from lms.pdf import printing as pdf

#: The letters of a plane of JIS X 0208, by the first byte of EUC-JP.
JIS = {"level 1": range(0xB0, 0xD0), "level 2": range(0xD0, 0xF5)}
SCRIPTS = {
    "korean": "".join(chr(code) for code in range(0xAC00, 0xD7A4)),
    "variants": "髙﨑𠮷邉邊彅栁濵德\ufa19",
    "vietnamese": "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + "ĂăĐđƠơƯư",
    "thai": "สมชายใจดีกิตติพงษ์ญาณวุฒิ",
    "tamil": "கார்த்திக்ஸ்ரீநிவாசன்ஔஃ",
    "bengali": "অনন্যাবন্দ্যোপাধ্যায়শ্রীক্ষৎ",
    "georgian": "".join(chr(code) for code in (*range(0x10D0, 0x10F1), *range(0x1C90, 0x1CB1))),
    "armenian": "".join(chr(code) for code in (*range(0x531, 0x557), *range(0x561, 0x588))),
    "names": "Ada Żółć Александра محمد می\u200cخواهم נועה अनन्या 王小明\n",
}


def kanji(level):
    found = (bytes([row, cell]).decode("euc_jp", "ignore") for row in JIS[level] for cell in range(0xA1, 0xFF))
    return "".join(found)


@pytest.fixture
def reopened():
    """Have fonts read anew before and after the test."""
    pdf._forget()
    yield
    pdf._forget()


def make_font(path, letters, *, family="Firm", without=(), table=""):
    """Store a font at `path` that draws each of `letters` like an A."""
    font = TTFont(glyphs.FOLDER / "AtkinsonHyperlegibleMono-Regular.ttf")
    for cmap in font["cmap"].tables:
        cmap.cmap.update(dict.fromkeys(map(ord, letters), cmap.cmap[ord("A")]))
        for letter in without:
            cmap.cmap.pop(ord(letter), None)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = family
    if table:
        font[table] = DefaultTable(table)
        font[table].data = b"\0" * 14
    font.save(path)
    return path


@pytest.mark.row("K21")
@pytest.mark.parametrize("letters", SCRIPTS.values(), ids=SCRIPTS)
def test_every_promised_script_is_printed(letters):
    assert glyphs.missing_letters(letters) == []


@pytest.mark.row("K21")
@pytest.mark.parametrize(("level", "count"), [("level 1", 2965), ("level 2", 3390)])
def test_every_kanji_is_printed_and_by_one_family(level, count):
    letters = kanji(level)
    assert len(letters) == count
    assert glyphs.missing_letters(letters) == []
    family = glyphs.find_family("Noto Serif JP")
    assert all(family.draws(letter) for letter in letters)


@pytest.mark.row("K12")
def test_missing_letters_are_named_and_what_draws_nothing_is_not_missing():
    assert glyphs.missing_letters("Ada ក 🐦") == ["ក", "🐦"]
    assert glyphs.missing_letters("a\u2009b\u3000c\u200d\u00ad\ufe0f\U000e0101\u2060") == []


def test_every_font_has_a_space():
    paths = [path for folder in glyphs.directories() for path in glyphs.font_files(folder)]
    assert len(paths) > 20
    for path in paths:
        with glyphs.opened(path) as fonts:
            assert [glyphs.problem_of(font) for font in fonts] == [""], path.name


@pytest.mark.row("K21")
def test_letters_that_unicode_folds_are_kept():
    assert glyphs.composed("\ufa19 \U0002f800 e\u0301 가") == "\ufa19 \U0002f800 é 가"


@pytest.mark.row("K21")
def test_variant_that_a_font_has_is_kept_and_another_one_told():
    text = "渡邉\U000e0101 葛\U000e0100 小\U000e01ef"
    assert glyphs.without_undrawn_variants(text) == ("渡邉\U000e0101 葛\U000e0100 小", ["小\U000e01ef"])
    assert glyphs.with_stand_ins("小\U000e01ef") == ("小", ["小 in its usual form"])


@pytest.mark.row("K25")
@pytest.mark.parametrize(
    ("text", "printed", "told"),
    [
        ("Go 🚀!", "Go [emoji: rocket]!", ["[emoji: rocket] (U+1F680)"]),
        ("👩🏽\u200d💻", "[emoji: woman, emoji modifier fitzpatrick type-4, personal computer]", None),
        ("🇩🇪", "[emoji: flag DE]", ["[emoji: flag DE] (U+1F1E9 U+1F1EA)"]),
        ("ក", "[khmer letter ka]", ["[khmer letter ka] (U+1780)"]),
        ("\ue000", "[u+e000]", ["[u+e000] (U+E000)"]),
        ("3\ufe0f\u20e3", "[emoji: 3]", ["[emoji: 3] (U+20E3)"]),
        ("a\u20e3", "a[emoji: combining enclosing keycap]", ["[emoji: combining enclosing keycap] (U+20E3)"]),
        (
            "\U00030000\U000e0100",
            "[cjk unified ideograph-30000]",
            ["[cjk unified ideograph-30000] (U+30000)"],
        ),
        ("<b>Ada &amp; 김</b>", "<b>Ada &amp; 김</b>", []),
    ],
)
def test_letters_without_a_font_are_named_in_their_place(text, printed, told):
    found = glyphs.with_stand_ins(text)
    assert found[0] == printed
    if told is not None:
        assert found[1] == told
        assert glyphs.missing_letters("".join(found[1])) == []  # It is printed, too.
    assert glyphs.missing_letters(found[0]) == []


@given(st.text())
def test_nothing_is_missing_once_it_is_named(text):
    assert glyphs.missing_letters(glyphs.with_stand_ins(text)[0]) == []


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_what_is_replaced_is_told(text):
    assert bool(glyphs.with_stand_ins(text)[1]) >= bool(glyphs.missing_letters(text))


@pytest.mark.row("K21")
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Zoë", [*pdf.SANS]),
        ("王小明", [*pdf.SANS, "Noto Serif SC"]),
        ("王小明 髙橋", [*pdf.SANS, "Noto Serif JP"]),
        ("葛\U000e0100城", [*pdf.SANS, "Noto Serif JP"]),
        ("김민준 李", [*pdf.SANS, "Noto Serif KR"]),
        ("Nguyễn", ["Noto Sans", "Atkinson Hyperlegible Next"]),
        ("Александра", ["Noto Sans", "Atkinson Hyperlegible Next"]),
        ("ไทย محمد", [*pdf.SANS, "Amiri", "Noto Serif Thai"]),
        ("→", [*pdf.SANS, "EB Garamond"]),
    ],
)
def test_one_family_draws_all_of_a_text_if_there_is_one(text, named):
    assert glyphs.font_families(text, pdf.SANS) == named


@pytest.mark.row("K21")
def test_fonts_of_the_firm_draw_what_others_lack_and_change_nothing_else(settings, tmp_path, reopened):
    def printed(text):
        html = f"<html lang=en><title>T</title><p>{text}"
        return pdf.print_pdf(html, styles=["html { font-family: var(--faces) }"], identifier=b"1")

    def fonts_of(content):
        (tmp_path / "printed.pdf").write_bytes(content)
        listed = subprocess.run(["pdffonts", tmp_path / "printed.pdf"], capture_output=True, text=True, check=True)
        return {line.split()[0].partition("+")[2] for line in listed.stdout.splitlines()[2:]}

    plain = "Ada 王小明 김 محمد"
    before, page = glyphs.font_families(plain, pdf.SANS), printed(plain)
    make_font(tmp_path / "firm.ttf", "កខ")
    settings.LMS = settings.LMS | {"FONT_DIRECTORY": str(tmp_path)}
    pdf._forget()
    assert glyphs.missing_letters("កខ") == []
    assert glyphs.font_families(plain, pdf.SANS) == before
    assert printed(plain) == page
    assert fonts_of(printed("កខ")) == {"Firm"}


@pytest.mark.row("K21")
def test_fonts_that_would_spoil_others_are_left_out(settings, tmp_path):
    make_font(tmp_path / "no-space.ttf", "ក", family="No space", without=" ")
    make_font(tmp_path / "color.ttf", "ខ", family="Color", table="COLR")
    (tmp_path / "broken.otf").write_bytes(b"no font")
    settings.LMS = settings.LMS | {"FONT_DIRECTORY": str(tmp_path)}
    assert glyphs.missing_letters("កខ") == ["ក", "ខ"]
    assert [(each.id, each.msg.removeprefix("A font cannot be used: ")) for each in check_font_directory(None)] == [
        ("lms_certificates.W005", f"{tmp_path / name} ({problem}).")
        for name, problem in (
            ("broken.otf", "Not a TrueType or OpenType font (not enough data)"),
            ("color.ttf", "its letters are colored or pictures of fixed size"),
            ("no-space.ttf", "it has no space"),
        )
    ]


def test_folder_without_fonts_is_told(settings, tmp_path):
    settings.LMS = settings.LMS | {"FONT_DIRECTORY": str(tmp_path)}
    assert [each.msg for each in check_font_directory(None)] == [f"There is no font in {tmp_path}."]
    settings.LMS = settings.LMS | {"FONT_DIRECTORY": str(tmp_path / "none")}
    assert [each.msg for each in check_font_directory(None)] == [
        f"LMS['FONT_DIRECTORY'] is no folder: {tmp_path / 'none'}."
    ]


@pytest.mark.row("K21")
def test_host_without_the_extra_is_told_what_brings_a_letter(monkeypatch):
    monkeypatch.setattr(glyphs, "EXTRA", ("no_such_package",))
    assert glyphs.missing_letters("王小明 김 髙") == ["김", "髙"]
    assert [(each.id, each.hint) for each in check_extra_fonts(None)] == [
        (
            "lms_certificates.W004",
            "pip install wagtail-fledge[fonts], or silence this where no one has such a name.",
        )
    ]
    with pytest.raises(ValidationError) as caught:
        glyphs.validate_letters("김")
    assert caught.value.messages == [
        "None of the certificate fonts has the character “김” (U+AE40). "
        "Japanese and Korean fonts come with the “fonts” extra: pip install wagtail-fledge[fonts]."
    ]


@pytest.mark.row("K25")
def test_letter_that_is_a_part_of_another_one_is_read_in_later_texts():
    html = "<html lang='en'><head><title>T</title></head><body><p>Thị</p><p>Smith</p></body></html>"
    content = pdf.print_pdf(html, styles=["body { font-family: var(--faces) }"])
    read = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert read.split() == ["Thị", "Smith"]
