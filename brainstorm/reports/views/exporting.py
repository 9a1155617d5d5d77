"""A brainstorm to take away, for whoever runs it: as tables, minutes, a report, or a file that imports back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from brainstorm.reports.minutes import minutes_of
from brainstorm.reports.printing import print_report
from brainstorm.reports.records import Record
from brainstorm.reports.tables import ideas_table, tables_of
from brainstorm.sessions.permissions import facilitated_or_404
from brainstorm.transfer.exporting import HiddenError, write_data, write_json
from lms.files.spreadsheets import Format, file_name, spreadsheet_response, workbook_response
from lms.pdf.printing import PrintingError
from lms.roles.permissions import sign_in_required

#: ?as=…: (what it is called, what it is good for)
FORMATS = {
    "pdf": (_("Report (PDF)"), _("To share: the story, charts, decisions and pilots.")),
    "md": (_("Minutes (Markdown)"), _("To paste into a wiki or a post.")),
    "xlsx": (_("Workbook (XLSX)"), _("All tables, one per sheet.")),
    "csv": (_("Ideas (CSV)"), _("One table: each idea with its result and its decision.")),
    "json": (_("File (JSON)"), _("Everything, for import here or on another site.")),
}


def _file(brainstorm, content, ending, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{file_name(brainstorm.title)}.{ending}")
    return response


def _download(brainstorm, wanted):
    if wanted == "json":
        return _file(brainstorm, write_json(brainstorm), "json", "application/json")
    record = Record(write_data(brainstorm))
    if wanted == "md":
        return _file(brainstorm, minutes_of(record), "md", "text/markdown; charset=utf-8")
    if wanted == "pdf":
        return _file(brainstorm, print_report(record), "pdf", "application/pdf")
    if wanted == "xlsx":
        return workbook_response(title=brainstorm.title, sheets=tables_of(record))
    title, headings, rows = ideas_table(record)
    return spreadsheet_response(Format.CSV, title=f"{brainstorm.title} {title}", headings=headings, rows=rows)


@require_GET
@never_cache
@sign_in_required
def export(request, pk):
    """Hand out one of `FORMATS`; without `?as=` say what there is. Before the reveal nothing is handed out."""
    brainstorm = facilitated_or_404(request.user, pk)
    context, status = {"brainstorm": brainstorm, "formats": FORMATS}, 200
    try:
        context["left_out"] = Record(write_data(brainstorm)).left_out
        if request.GET.get("as") in FORMATS:
            return _download(brainstorm, request.GET["as"])
    except HiddenError as error:
        context |= {"refusal": str(error), "formats": {}}
        status = 409
    except PrintingError as error:
        context["refusal"], status = str(error), 503
    return render(request, "lms_brainstorm/reports/export.html", context, status=status)
