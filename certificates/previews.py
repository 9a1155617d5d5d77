"""Previews of templates in the Wagtail admin: the PDF itself, so that a preview cannot differ from what is printed."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from lms.exceptions import LMSError
from lms.models import Brand

from . import documents, pdf

MODE_SHEET, MODE_PDF = "sheet", "pdf"


def serve_template_preview(template, request, mode_name):
    """Return the page that shows the PDF (`sheet`), or the PDF (`pdf`), of `template` as it is being edited."""
    page = "lms_certificates/admin/preview.html"
    if mode_name != MODE_PDF:
        return TemplateResponse(request, page, {"template": template, "mode": MODE_PDF})
    brand = Brand.for_request(request)
    try:
        document = documents.sample(template=template, organization=brand.organization_name, accent=brand.accent_color)
        content = pdf.render_pdf(document)
    except LMSError as error:
        return TemplateResponse(request, page, {"template": template, "error": str(error)}, status=503)
    return HttpResponse(content, content_type="application/pdf")
