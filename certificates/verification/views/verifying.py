"""The public side: anyone verifies a certificate, by its code or by its file. Needs no account and no scripts."""

from http import HTTPStatus

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from certificates.printing.html_version import html_version_of
from certificates.records.codes import TypingError, format_code, parse_code
from certificates.records.models import Certificate
from certificates.verification.forms import CodeForm, FileForm
from certificates.verification.status_display import status_display_of, status_display_of_file
from certificates.verification.verify import verify as verify_content
from lms.accounts.client_addresses import client_network
from lms.accounts.throttling import Throttle, too_many_attempts

#: Wrong codes from one network. Right ones always pass: no one guesses 90 random bits (see `lms.accounts.throttling`).
WRONG_CODES = Throttle("lms_certificates.wrong_codes", limit=20, seconds=600)
#: Files from one network, right ones too: checking a signature takes longer than showing a page.
FILES = Throttle("lms_certificates.files", limit=120, seconds=600)
#: What a form adds to the file that it carries, in bytes.
AROUND_THE_FILE = 64 * 1024


def _answer(request, template, status=HTTPStatus.OK, **context):
    response = render(request, f"lms_certificates/verification/{template}", context, status=status)
    # Names do not belong into search engines.
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _ask(request, status=HTTPStatus.OK, **context):
    """Show both ways to verify, with what was wrong at the last try."""
    return _answer(request, "verify.html", status, **{"form": CodeForm(), "file_form": FileForm()} | context)


def _stop(request, throttle):
    seconds = throttle.seconds_left(client_network(request))
    response = _ask(request, HTTPStatus.TOO_MANY_REQUESTS, stopped=too_many_attempts(seconds))
    response["Retry-After"] = str(seconds)
    return response


@csrf_exempt  # Whoever sends a file changes nothing, and the answer is the same for everyone: nothing to forge.
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request):
    """Ask for a code or a file; take the code by GET, so that its answer has an address, and the file by POST."""
    if request.method == "POST":
        return _verify_file(request)
    if "code" not in request.GET:
        return _ask(request)
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _ask(request, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    return redirect("lms_certificates:verify_code", form.cleaned_data["code"])


def _verify_file(request):
    if not FILES.take(client_network(request)):
        return _stop(request, FILES)
    if int(request.META.get("CONTENT_LENGTH") or 0) > FileForm.LARGEST + AROUND_THE_FILE:
        # Not read at all.
        form = FileForm({}, {})
        form.add_error("file", form.too_large())
        return _ask(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, file_form=form)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, HTTPStatus.UNPROCESSABLE_ENTITY, file_form=form)
    result = verify_content(form.cleaned_data["file"].read(), lookup=Certificate.objects.for_file)
    certificate = result.certificate
    return _answer(
        request,
        "verify_file.html",
        HTTPStatus.OK if result.is_authentic else HTTPStatus.UNPROCESSABLE_ENTITY,
        result=result,
        verdict=status_display_of_file(result),
        certificate=certificate,
        successor=_open_successor(certificate) if certificate else None,
        file_name=form.cleaned_data["file"].name,
        file_form=FileForm(),
    )


@never_cache
@require_GET
def verify_code(request, code):
    """Say whether a code stands for a certificate, whose, and how it stands."""
    form = CodeForm({"code": code})
    try:
        symbols = parse_code(code)
    except TypingError as error:
        if not WRONG_CODES.take(client_network(request)):
            return _stop(request, WRONG_CODES)
        form.add_error("code", str(error))
        return _ask(request, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    certificate = Certificate.objects.with_successor().filter(verification_code=symbols).first()
    if certificate is None:
        if not WRONG_CODES.take(client_network(request)):
            return _stop(request, WRONG_CODES)
        grouped = format_code(symbols)
        return _ask(request, HTTPStatus.NOT_FOUND, form=CodeForm(initial={"code": grouped}), unknown_code=grouped)
    return _answer(
        request,
        "verify_code.html",
        certificate=certificate,
        verdict=status_display_of(certificate),
        successor=_open_successor(certificate),
        html_version=None if certificate.is_closed else html_version_of(certificate),
        file_form=FileForm(),
    )


def _open_successor(certificate):
    """Return the certificate that took the place of this one, if its learner shows it."""
    if certificate.is_superseded and not certificate.superseded_by.is_closed:
        return certificate.superseded_by
    return None
