"""Tables that leave by `?export=csv` or `?export=xlsx` at the address of their page."""

from lms.spreadsheets import Format, spreadsheet_response


def export(request, title, table):
    """Return the download that the address asks for with `?export=csv` or `?export=xlsx`, or None.

    table: a function that returns (headings, rows), only called for a download.
    """
    if request.GET.get("export") not in Format.values:
        return None
    headings, rows = table()
    return spreadsheet_response(request.GET["export"], title=title, headings=headings, rows=rows)
