"""A learner's own certificates: look, download, share, close the public page, ask for a corrected name."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.corrections import actions as correction_actions
from certificates.issuing import actions as issuing_actions
from certificates.issuing.models import HeldCertificate
from certificates.learners import actions as learner_actions
from certificates.learners.actions import close_page, open_page
from certificates.learners.forms import CorrectionForm, PreferenceForm
from certificates.learners.sharing import linkedin_address
from certificates.printing.html_version import html_version_of
from certificates.records.codes import TypingError, parse_code
from certificates.records.models import Certificate, CertificateFile, NameCorrection, Preference
from certificates.records.permissions import can_download
from certificates.verification.status_display import status_display_of
from certificates.verification.views.withheld import withheld_response
from lms.exceptions import RuleError
from lms.pdf.glyphs import without_undrawn_variants
from lms.roles.permissions import sign_in_required


def _get_certificate(request, code):
    """Return the certificate with `code` if the visitor may have it.

    Raises:
        Http404: there is none, or it is someone else's; which of both is not told.
    """
    try:
        symbols = parse_code(code)
    except TypingError as error:
        raise Http404 from error
    certificate = Certificate.objects.with_successor().filter(verification_code=symbols).first()
    if certificate is None or not can_download(request.user, certificate):
        raise Http404
    return certificate


def _get_own(request, code):
    """Return the certificate with `code` if it is the visitor's own; only its learner decides about it.

    Raises:
        Http404: there is none, or it is someone else's.
    """
    certificate = _get_certificate(request, code)
    if certificate.learner_id != request.user.pk:
        raise Http404
    return certificate


def _render_mine(request, form, status=HTTPStatus.OK):
    certificates = list(Certificate.objects.of(request.user))
    return render(
        request,
        "lms_certificates/learners/mine.html",
        {
            "current": [each for each in certificates if each.is_current],
            "held": list(
                HeldCertificate.objects.filter(enrollment__learner=request.user).select_related("enrollment__course")
            ),
            "earlier": [each for each in certificates if not each.is_current],
            "form": form,
        },
        status=status,
    )


@never_cache
@require_GET
@sign_in_required
def mine(request):
    """My certificates, and what new ones tell."""
    preference = Preference.objects.filter(user=request.user).first() or Preference()
    return _render_mine(request, PreferenceForm(instance=preference))


@never_cache
@require_POST
@sign_in_required
def change_preference(request):
    """Note what new certificates may tell."""
    form = PreferenceForm(request.POST)
    if not form.is_valid():
        return _render_mine(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    learner_actions.change_preference(user=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. This applies to certificates issued from now on."))
    return redirect("lms_certificates:mine")


@never_cache
@require_GET
@sign_in_required
def detail(request, code):
    """One certificate: its twin, its file, how to share it. While it is printed, the page waits."""
    return _render_detail(request, _get_certificate(request, code))


def _render_detail(request, certificate, status=HTTPStatus.OK):
    is_own = certificate.learner_id == request.user.pk
    context = {
        "certificate": certificate,
        "verdict": status_display_of(certificate),
        "html_version": html_version_of(certificate),
        "is_own": is_own,
        "usual_forms": [letter[0] for letter in without_undrawn_variants(certificate.learner_name)[1]],
        "is_public": certificate.is_current and not certificate.is_closed,
        "linkedin_url": linkedin_address(certificate),
        "correction": NameCorrection.objects.filter(certificate=certificate).first() if is_own else None,
    }
    response = render(request, "lms_certificates/learners/detail.html", context, status=status)
    if certificate.state == Certificate.State.PRINTING and not certificate.is_late:
        response["Refresh"] = "3"
    return response


@require_GET
@sign_in_required
def download(request, code):
    """Hand out the bytes stored when the certificate was printed; nothing is drawn here."""
    certificate = _get_certificate(request, code)
    if certificate.is_withheld:
        return withheld_response(request, certificate)
    if not certificate.is_printed:
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


@never_cache
@require_POST
@sign_in_required
def change_page(request, code):
    """Close or open the public page."""
    certificate = _get_own(request, code)
    if request.POST.get("page") == "closed":
        close_page(certificate=certificate, by=request.user)
        messages.success(request, _("Closed. The code shows that the certificate is valid, but not whose it is."))
    elif request.POST.get("page") == "open":
        open_page(certificate=certificate, by=request.user)
        messages.success(request, _("Public. Anyone with the code can see your name and the course."))
    else:
        messages.error(request, _("Select whether the public page is open or closed."))
    return redirect(certificate)


@never_cache
@require_POST
@sign_in_required
def begin_renewal(request, code):
    """Begin the course again, to be certified anew."""
    certificate = _get_own(request, code)
    try:
        enrollment = issuing_actions.begin_renewal(certificate=certificate, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
        return _render_detail(request, certificate, HTTPStatus.CONFLICT)
    messages.success(
        request,
        _("You can take the course again. When you complete it, you will get the new certificate automatically."),
    )
    return redirect("lms_courses:resume", enrollment.course_id)


@never_cache
@require_http_methods(["GET", "POST"])
@sign_in_required
def ask_correction(request, code):
    """Ask for a corrected name."""
    certificate = _get_own(request, code)
    form = CorrectionForm(request.POST or None, initial={"name": certificate.learner_name})
    if request.method == "POST" and form.is_valid():
        try:
            correction_actions.ask_correction(certificate=certificate, **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your request was sent. You will get an email when your trainer has answered."))
            return redirect(certificate)
    status = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(
        request, "lms_certificates/learners/correction.html", {"certificate": certificate, "form": form}, status=status
    )
