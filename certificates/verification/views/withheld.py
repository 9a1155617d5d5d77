"""The answer in place of a certificate that is revoked or suspended: no form of it is handed out, to no one."""

from http import HTTPStatus

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from certificates.verification.status_display import status_display_of


def withheld_response(request, certificate):
    """Return a page that says why `certificate` is not handed out: 410 for a revoked one, 403 for a suspended one."""
    response = render(
        request,
        "lms_certificates/verification/withheld.html",
        {
            "certificate": certificate,
            "verdict": status_display_of(certificate),
            "reason": certificate.revoked_reason or certificate.suspended_reason,
        },
        status=HTTPStatus.GONE if certificate.is_revoked else HTTPStatus.FORBIDDEN,
    )
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
