"""The public side: verify by code, and my own certificates."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.permissions import sign_in_required
from lms.throttling import Throttle

from .codes import TypingError, format_code, parse_code
from .forms import CodeForm
from .models import Certificate, CertificateFile
from .permissions import can_download

#: Wrong codes from one address; a class that verifies its own certificates makes none.
WRONG_CODES = Throttle("lms_certificates.wrong_codes", limit=20, seconds=600)


def address(request):
    return request.META.get("REMOTE_ADDR", "")


def _render_verification(request, status=HTTPStatus.OK, **context):
    response = render(request, "lms_certificates/verify.html", context, status=status)
    # Names do not belong into search engines.
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@require_GET
def verify(request):
    """Ask for a code."""
    if "code" not in request.GET:
        return _render_verification(request, form=CodeForm())
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _render_verification(request, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    return redirect("lms_certificates:verify_code", form.cleaned_data["code"])


@never_cache
@require_GET
def verify_code(request, code):
    """Say whether a code stands for a certificate, whose, and whether it is valid. Needs no account."""
    if WRONG_CODES.is_reached(address(request)):
        response = _render_verification(request, HTTPStatus.TOO_MANY_REQUESTS, result="throttled")
        response["Retry-After"] = str(WRONG_CODES.seconds)
        return response
    form = CodeForm({"code": code})
    try:
        symbols = parse_code(code)
    except TypingError as error:
        WRONG_CODES.count_miss(address(request))
        form.add_error("code", str(error))
        return _render_verification(request, HTTPStatus.UNPROCESSABLE_ENTITY, form=form, result="typing_error")
    certificate = Certificate.objects.filter(verification_code=symbols).first()
    if certificate is None:
        WRONG_CODES.count_miss(address(request))
        return _render_verification(
            request,
            HTTPStatus.NOT_FOUND,
            form=CodeForm(initial={"code": format_code(symbols)}),
            result="unknown",
            code=format_code(symbols),
        )
    return _render_verification(request, certificate=certificate, result=certificate.state)


def _get_certificate(request, code):
    """Return the certificate with `code` if the visitor may have it.

    Raises:
        Http404: there is none, or it is somebody else's; which of both is not told.
    """
    try:
        symbols = parse_code(code)
    except TypingError as error:
        raise Http404 from error
    certificate = Certificate.objects.filter(verification_code=symbols).first()
    if certificate is None or not can_download(request.user, certificate):
        raise Http404
    return certificate


@never_cache
@require_GET
@sign_in_required
def mine(request):
    """My certificates."""
    certificates = Certificate.objects.of(request.user)
    return render(request, "lms_certificates/mine.html", {"certificates": certificates})


@never_cache
@require_GET
@sign_in_required
def detail(request, code):
    """One certificate of mine: its file, its code and how others verify it. While it is printed, the page waits."""
    certificate = _get_certificate(request, code)
    response = render(request, "lms_certificates/detail.html", {"certificate": certificate})
    if certificate.state == Certificate.State.PRINTING and not certificate.is_late:
        response["Refresh"] = "3"
    return response


@require_GET
@sign_in_required
def download(request, code):
    """Hand out the bytes stored when the certificate was printed; nothing is drawn here."""
    certificate = _get_certificate(request, code)
    is_own = certificate.learner_id == request.user.pk
    if not certificate.is_printed or (certificate.is_revoked and is_own):
        return redirect(certificate)
    etag = quote_etag(certificate.sha256)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = CertificateFile.objects.values_list("content", flat=True).get(certificate=certificate)
        response = HttpResponse(bytes(content), content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(True, certificate.file_name)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
