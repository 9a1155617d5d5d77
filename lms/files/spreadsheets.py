"""Tables to take away: CSV that streams and XLSX, whose cells never become formulas in whatever opens them."""

import csv
from datetime import date, datetime
from io import BytesIO

from django.db import models
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX

#: What makes a spreadsheet take a text for a formula (OWASP, "CSV Injection"), full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Excel takes no longer text into a cell, and no longer name for a sheet.
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
COLUMN_WIDTH = 22


class Format(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class Echo:
    """A file that hands back what is written to it, so that `csv` can stream."""

    def write(self, text):
        return text


def as_csv_cell(value):
    """Return `value` as text: dates in ISO form, and an apostrophe before what would be a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_xlsx_cell(sheet, value):
    """Return a cell that holds `value`: numbers and dates as such, everything else as plain text."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.make_naive(value)  # Excel knows no time zones.
    elif isinstance(value, str | Promise):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value)
    if cell.data_type in ("f", "e"):  # openpyxl reads "=1+1" as a formula and "#N/A" as an error.
        cell.data_type = "s"
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def csv_response(name, headings, rows):
    # The mark at the start tells Excel that the text is UTF-8.
    lines = (csv.writer(Echo()).writerow([as_csv_cell(value) for value in row]) for row in _with(headings, rows))
    response = StreamingHttpResponse(_marked(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return response


def _with(headings, rows):
    yield headings
    yield from rows


def _marked(lines):
    yield "\ufeff"
    yield from lines


def xlsx_response(name, headings, rows):
    return _workbook_response(name, [(name, headings, rows)])


def _workbook_response(name, sheets):
    workbook = Workbook(write_only=True)
    for title, headings, rows in sheets:
        sheet = workbook.create_sheet(title=INVALID_TITLE_REGEX.sub(" ", str(title))[:LONGEST_SHEET_NAME])
        sheet.freeze_panes = "B2"
        for number in range(1, len(headings) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH
        for row in _with(headings, rows):
            sheet.append([as_xlsx_cell(sheet, value) for value in row])
    output = BytesIO()
    workbook.save(output)
    output.seek(0)
    return FileResponse(output, as_attachment=True, filename=f"{name}.xlsx")


def workbook_response(*, title, sheets):
    """Return a download of several tables in one XLSX. sheets: [(title, headings, rows)]."""
    return _workbook_response(file_name(title), sheets)


def file_name(title):
    """Return the name of a download, without its ending: `title` and today's date."""
    return "-".join([slugify(title)[:60].strip("-") or "table", timezone.localdate().isoformat()])


def spreadsheet_response(table_format, *, title, headings, rows):
    """Return a download of `rows`, each as long as `headings`, called after `title` and today's date.

    Args:
        table_format: a `Format`, or its value.
        rows: an iterable; a generator is never held in memory as a whole.
    """
    respond = csv_response if table_format == Format.CSV else xlsx_response
    return respond(file_name(title), list(headings), rows)
