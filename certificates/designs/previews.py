"""Previews of templates in the Wagtail admin: the PDF itself, so that a preview cannot differ from what is printed."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from certificates.printing import documents, pdf
from lms.exceptions import RuleError
from lms.models import Brand

#: Invented names, by the modes of `CertificateTemplate.preview_modes`.
NAMES = {
    "sheet": "",  # that of `documents.sample`, in the reader's language
    "long": "Maximiliana Wilhelmina von Hohenstein-Württemberg y Fernández Córdobas",
    "arabic": "محمد عبد الرحمن الأنصاري",
}


#: Before the mode: the file itself, which the page of the mode shows in a frame. A preview is told its mode only.
FILE_OF = "pdf-"


def serve_template_preview(template, request, mode_name):
    """Return the page that shows the PDF of `template` as it is being edited, or for "pdf-…" the PDF itself."""
    page = "lms_certificates/designs/admin/preview.html"
    if not mode_name.startswith(FILE_OF):
        return TemplateResponse(request, page, {"template": template, "mode": FILE_OF + mode_name})
    brand = Brand.for_request(request)
    try:
        document = documents.sample(
            template=template,
            organization=brand.organization_name,
            accent=brand.accent_color,
            learner=NAMES.get(mode_name.removeprefix(FILE_OF), ""),
        )
        content = pdf.render_pdf(document)
    except RuleError as error:
        return TemplateResponse(request, page, {"template": template, "error": str(error)}, status=503)
    return HttpResponse(content, content_type="application/pdf")
