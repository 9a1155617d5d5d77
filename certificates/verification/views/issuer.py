"""What verifiers fetch: who issues, which keys sign, what was taken back, and the credential of one certificate."""

import json
from functools import wraps
from hashlib import sha256

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_GET
from wagtail.models import Site

from certificates.printing import badges
from certificates.records.codes import TypingError, parse_code
from certificates.records.models import Certificate
from certificates.records.permissions import can_download
from certificates.signing import credentials, keys, status_lists
from certificates.signing.models import StatusList
from certificates.verification.views.withheld import withheld_response
from lms.models import Brand
from lms.pages.addresses import site_address
from lms.roles.permissions import sign_in_required

# Keys are only ever added.
KEYS_FOR = 3600  # seconds


def for_anybody(seconds):
    """Let anyone fetch the answer, from pages of other sites too, and keep it for `seconds`."""

    def decorate(view):
        @wraps(view)
        @require_GET
        def answer(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            response["Access-Control-Allow-Origin"] = "*"
            patch_cache_control(response, public=True, max_age=seconds)
            response["ETag"] = etag = quote_etag(sha256(response.content).hexdigest())
            return get_conditional_response(request, etag=etag, response=response)

        return answer

    return decorate


def _origin(request):
    return site_address(Site.find_for_request(request))


def _with_address(key, origin):
    """Return a public key under the name by which credentials call it."""
    return key.jwk | {"kid": credentials.key_address(origin=origin, key_id=key.key_id)}


@for_anybody(KEYS_FOR)
def issuer(request):
    """The profile of the organization, as Open Badges 3.0 has it."""
    site = Site.find_for_request(request)
    name = Brand.for_site(site).organization_name or (site and (site.site_name or site.hostname)) or ""
    profile = credentials.issuer_of(origin=_origin(request), name=name)
    return JsonResponse({"@context": credentials.CONTEXT} | profile)


@for_anybody(KEYS_FOR)
def key_set(request):
    """Every key that has ever signed here, as JSON Web Key Set: all that is needed to verify without this site."""
    origin = _origin(request)
    listed = [_with_address(each, origin) for each in keys.known().values()]
    return JsonResponse({"keys": listed}, content_type="application/jwk-set+json")


@for_anybody(KEYS_FOR)
def key(request, key_id):
    """One public key: what the `kid` of a credential leads to."""
    found = keys.known().get(key_id)
    if found is None:
        raise Http404
    return JsonResponse(_with_address(found, _origin(request)), content_type="application/jwk+json")


@for_anybody(status_lists.TIME_TO_LIVE)
def status_list(request, pk):
    """Which certificates are revoked or suspended, as a signed Bitstring Status List."""
    found, origin = get_object_or_404(StatusList, pk=pk), _origin(request)
    token = status_lists.signed(
        found,
        address=origin + reverse("lms_certificates:status_list", args=[pk]),
        origin=origin,
        issuer=credentials.issuer_of(origin=origin, name="")["id"],
    )
    return HttpResponse(token, content_type="application/vc+jwt")


def with_credential(view):
    """Give `view` the printed certificate in place of its code, with its file, unless it is revoked or suspended.

    Not found: there is none, it has no credential, or it is someone else's; which of them is not told.
    """

    @wraps(view)
    def answer(request, code):
        certificate = _own_certificate(request, code)
        if certificate.is_withheld:
            return withheld_response(request, certificate)
        return view(request, certificate)

    return answer


def _own_certificate(request, code):
    try:
        symbols = parse_code(code)
    except TypingError as error:
        raise Http404 from error
    certificate = Certificate.objects.with_successor().filter(verification_code=symbols)
    certificate = certificate.select_related("file").defer("file__content").exclude(printed_at=None).first()
    if certificate is None or not can_download(request.user, certificate) or not certificate.file.credential:
        raise Http404
    return certificate


def _download(content, certificate, ending, content_type):
    response = HttpResponse(content, content_type=content_type)
    name = certificate.file_name.removesuffix(".pdf") + ending
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_GET
@sign_in_required
@with_credential
def credential_jwt(request, certificate):
    """The signed credential of a certificate."""
    return _download(certificate.file.credential, certificate, ".jwt", "application/vc+jwt")


@require_GET
@sign_in_required
@with_credential
def credential_json(request, certificate):
    """What the signed credential says, to be read; the signature is in the JWT."""
    content = json.dumps(credentials.payload_of(certificate.file.credential), ensure_ascii=False, indent=2)
    return _download(content, certificate, ".json", "application/vc")


@require_GET
@sign_in_required
@with_credential
def badge(request, certificate):
    """The badge as SVG, with the credential baked in."""
    baked = badges.bake(badges.draw(certificate.snapshot), certificate.file.credential)
    return _download(baked, certificate, ".svg", "image/svg+xml")
