"""Tables to take away: never a formula, whatever people call themselves."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.files.spreadsheets import FORMULA_STARTS, Format, spreadsheet_response

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://evil","x")', "#N/A"]


def read_csv(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def read_xlsx(response):
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    return [list(row) for row in sheet.iter_rows()]


def table(format, rows, title="People"):
    return spreadsheet_response(format, title=title, headings=["A", "B"], rows=rows)


@pytest.mark.row("C7", "R8")
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4))
def test_csv_cell_never_begins_like_a_formula_and_keeps_its_text(texts):
    [_headings, cells] = read_csv(spreadsheet_response("csv", title="x", headings=["A"] * len(texts), rows=[texts]))

    assert not any(cell.startswith(FORMULA_STARTS) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == [text.removeprefix("'") for text in texts]


@pytest.mark.row("C7", "R8")
def test_hostile_texts_are_plain_texts_in_both_formats():
    for text in HOSTILE:
        [_headings, [cell, _b]] = read_csv(table("csv", [[text, 1]]))
        assert cell.removeprefix("'") == text
        [_headings, [cell, _b]] = read_xlsx(table("xlsx", [[text, 1]]))
        assert (cell.data_type, cell.value.replace("\r", "\n")) == ("s", text.replace("\r", "\n"))


def test_numbers_and_dates_stay_what_they_are():
    moment = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    rows = [[date(2026, 3, 1), moment], [None, -4]]

    with timezone.override("Europe/Berlin"):
        assert read_csv(table("csv", rows))[1:] == [["2026-03-01", "2026-03-01T10:30+01:00"], ["", "-4"]]
        first, second = read_xlsx(table("xlsx", rows))[1:]
    assert [str(cell.value) for cell in first] == ["2026-03-01 00:00:00", "2026-03-01 10:30:00"]
    assert [cell.value for cell in second] == [None, -4]


def test_control_characters_and_endless_texts_do_not_break_a_workbook():
    [_headings, [cell, _b]] = read_xlsx(table("xlsx", [["a\x00b\x1fc" + "x" * 40_000, 1]]))

    assert cell.value.startswith("abc")
    assert len(cell.value) == 32_767


@pytest.mark.parametrize("format", Format.values)
@pytest.mark.parametrize("title", ["Ärger & Co.: 100 %", "../../etc/passwd", "ليلى", '"; drop\r\nSet-Cookie: x'])
def test_file_name_is_sane(format, title):
    header = table(format, [], title=title)["Content-Disposition"]

    assert header.startswith("attachment; filename=")
    assert header.rstrip('"').endswith(f"{timezone.localdate().isoformat()}.{format}")
    assert not set(header) & set("\r\n/\\:")


def test_csv_streams():
    def rows():
        yield ["first", 1]
        raise AssertionError("read further than asked")

    stream = iter(table("csv", rows()).streaming_content)

    assert [next(stream) for _ in range(3)] == ["\ufeff".encode(), b"A,B\r\n", b"first,1\r\n"]
