"""Which certificates are taken back, as a Bitstring Status List (W3C, 1.0): signed, cached, and telling nothing else.

One bit for each certificate, at a place drawn at random; it is set while the certificate is revoked or suspended.
"""

import gzip
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from certificates.records.models import Certificate
from certificates.signing import credentials, keys
from certificates.signing.models import StatusList

#: A list is dated to the hour, and may be shown for a day: an old copy cannot bring a revoked certificate back.
DATED_TO = timedelta(hours=1)
FRESH_FOR = timedelta(hours=24)
#: Seconds for which whoever fetched a list need not ask again.
TIME_TO_LIVE = 300
#: Half empty, a list is left for a new one, so that a place is drawn at once.
MOST = StatusList.LENGTH // 2


def draw_place():
    """Return a `StatusList` and a free place in it, drawn at random."""
    status_list = StatusList.objects.annotate(taken=Count("certificates")).filter(taken__lt=MOST).order_by("pk").last()
    if status_list is None:
        status_list = StatusList.objects.create()
    while True:
        index = secrets.randbelow(StatusList.LENGTH)
        if not Certificate.objects.filter(status_list=status_list, status_index=index).exists():
            return status_list, index


def encode(indices, *, length=StatusList.LENGTH):
    """Return a list of `length` bits with those at `indices` set, compressed, as multibase base64url.

    The first bit is the leftmost of the first byte. The same bits give the same text.
    """
    bits = bytearray(length // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> (index % 8)
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def taken_back(status_list):
    """Return the places of the certificates that are revoked or suspended, in order."""
    return list(
        Certificate.objects.filter(Q(revoked_at__isnull=False) | Q(suspended_at__isnull=False), status_list=status_list)
        .order_by("status_index")
        .values_list("status_index", flat=True)
    )


def signed(status_list, *, address, origin, issuer):
    """Return the credential of `status_list` as compact JWT; signed anew only when it has changed, and every hour.

    Args:
        address: where it is served; `origin`: scheme and host; `issuer`: id of the profile, the same as in credentials.

    Raises:
        KeyFileError: the key cannot be used.
    """
    key, indices, now = keys.credential_key(), taken_back(status_list), timezone.now()
    dated = now.replace(minute=0, second=0, microsecond=0)
    what = f"{address} {issuer} {key.public.key_id} {dated.isoformat()} {indices}"
    cache_key = f"lms_certificates.status_list.{sha256(what.encode()).hexdigest()}"
    token = cache.get(cache_key)
    if token is None:
        document = _document(encode(indices), address=address, issuer=issuer, dated=dated)
        token = credentials.sign_document(document, key=key, origin=origin)
        cache.set(cache_key, token, DATED_TO.total_seconds())
    return token


def _document(encoded, *, address, issuer, dated):
    return {
        "@context": credentials.CONTEXT[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": credentials.iso(dated),
        "validUntil": credentials.iso(dated + DATED_TO + FRESH_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
            "ttl": TIME_TO_LIVE * 1000,
        },
    }
