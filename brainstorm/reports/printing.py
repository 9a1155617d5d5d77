"""The report of a brainstorm as PDF: a `Record`, set with our fonts and drawings; nothing is fetched."""

from django.template.loader import render_to_string
from django.utils import timezone, translation

from brainstorm.reports.drawings import bars, kinds_strip, scatter
from lms.pdf.printing import name_missing_letters, print_pdf


def print_report(record):
    """Return the report of a `Record` as the bytes of a tagged PDF.

    Raises:
        PrintingError: this machine cannot print.
    """
    pictures = {"kinds": kinds_strip([(kind, count) for kind, count in record.kinds if count])}
    if record.results:
        rows = [(row.idea.number, float(row.cells[0].points), row.idea.kind) for row in record.vote_rows]
        pictures["votes"] = bars(rows)
    if record.rated:
        pictures["ratings"] = scatter([(idea.number, idea.spread) for idea in record.rated])
    context = {
        "record": record,
        "pictures": pictures,
        "printed_on": timezone.localdate(),
        "language": translation.get_language() or "en",
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    html = name_missing_letters(render_to_string("lms_brainstorm/reports/pdf/report.html", context))
    styles = [render_to_string("lms_brainstorm/reports/pdf/report.css")]
    return print_pdf(html, styles=styles, pictures=pictures, identifier=record.title.encode())
