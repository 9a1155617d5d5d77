"""The credential of a certificate: Open Badges 3.0, an AchievementCredential signed as VC-JWT with Ed25519.

Everything in it comes from the frozen record, and Ed25519 draws no random numbers: signed again with the same key, the
same certificate gives the same text.
"""

import json
from base64 import urlsafe_b64decode
from datetime import datetime
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse
from django.utils import timezone

from certificates.records.codes import format_code
from certificates.signing import keys

ALGORITHM = "EdDSA"
CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
#: What a piece of evidence may say, in the words of the specification.
EVIDENCE = ("id", "name", "description", "narrative", "genre", "audience")


def origin_of(certificate):
    """Return scheme and host that are printed on `certificate`, such as https://learn.firm.example."""
    address = urlsplit(certificate.snapshot["url"])
    return f"{address.scheme}://{address.netloc}"


def iso(moment):
    """Return `moment` to the second, in the time zone of the site: the date in it is the one that is printed."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return local.isoformat(timespec="seconds").replace("+00:00", "Z")


def issuer_of(*, origin, name):
    """Return the profile of the organization, whose `id` is the address at which the site serves it."""
    return {
        "id": origin + reverse("lms_certificates:issuer"),
        "type": ["Profile"],
        "name": name,
        "url": origin + "/",
    }


def key_address(*, origin, key_id):
    """Return the address of a public key: what a credential names as its `kid`."""
    return origin + reverse("lms_certificates:key", args=[key_id])


def document_of(certificate):
    """Return the credential of `certificate` as a dict, unsigned."""
    shown, origin = certificate.snapshot, origin_of(certificate)
    issuer = issuer_of(origin=origin, name=shown["organization"])
    address = shown["url"]
    document = {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": f"{shown['title']}: {shown['course']}",
        "issuer": issuer,
        "validFrom": iso(datetime.fromisoformat(shown["issued_at"])),
        "awardedDate": iso(certificate.completed_at),
        "credentialSubject": {
            # Of this certificate alone: two certificates of one person cannot be linked by it.
            "id": uuid5(NAMESPACE_URL, address).urn,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": shown["learner"],
                    "identityType": "name",
                }
            ],
            "licenseNumber": format_code(certificate.verification_code),
            "achievement": _achievement(shown, issuer["id"]),
        },
    }
    if certificate.expires_at:
        document["validUntil"] = iso(certificate.expires_at)
    if evidence := [_piece_of_evidence(each) for each in shown.get("evidence") or ()]:
        document["evidence"] = evidence
    if certificate.status_list_id:
        document["credentialStatus"] = status_entry(
            address=origin + reverse("lms_certificates:status_list", args=[certificate.status_list_id]),
            index=certificate.status_index,
        )
    return document


def _achievement(shown, issuer_id):
    course, outcomes = shown["course"], shown.get("outcomes") or ()
    level = shown.get("level", "")
    return {
        "id": uuid5(NAMESPACE_URL, f"{issuer_id}#{course}#{level}").urn,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": course,
        "description": f"{course} ({level})" if level else course,
        "criteria": {"narrative": "\n".join(f"- {outcome}" for outcome in outcomes) or shown["title"]},
        "inLanguage": shown["language"],
    }


def _piece_of_evidence(piece):
    return {"type": ["Evidence"]} | {name: str(piece[name]) for name in EVIDENCE if piece.get(name)}


def status_entry(*, address, index):
    """Return where to look whether the credential was taken back. Open Badges 3.0 has room for one entry."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def sign(certificate):
    """Return the credential of `certificate` as compact JWT, and the `IssuerKey` that signed it.

    Raises:
        KeyFileError: the key cannot be used.
    """
    key = keys.credential_key()
    token = sign_document(document_of(certificate), key=key, origin=origin_of(certificate))
    return token, keys.record(key)


def sign_document(document, *, key, origin):
    """Return any verifiable credential as compact JWT: the document is the payload, with the claims it repeats."""
    from joserfc import jws

    claims = {"iss": _id_of(document["issuer"]), "jti": document["id"], "nbf": _seconds(document["validFrom"])}
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    if subject := document["credentialSubject"].get("id"):
        claims["sub"] = subject
    header = {
        "alg": ALGORITHM,
        "typ": "vc+jwt",
        "kid": key_address(origin=origin, key_id=key.public.key_id),
    }
    payload = json.dumps(document | claims, ensure_ascii=False, separators=(",", ":"))
    return jws.serialize_compact(header, payload.encode(), _private_jwk(key), registry=_registry())


def check(token, public):
    """Return the payload of a compact JWT signed by `public` (a `PublicKey`).

    Raises:
        ValueError: another key signed it, or it was changed.
    """
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        payload = json.loads(jws.deserialize_compact(token, public.joserfc_key, registry=_registry()).payload)
    except (JoseError, TypeError, RecursionError) as error:
        raise ValueError("not signed by this key") from error
    if not isinstance(payload, dict):
        raise ValueError("not a credential")
    return payload


def payload_of(token):
    """Return what a JWT of our own says. Checks nothing: only for what the site itself has stored."""
    from joserfc import jws

    return json.loads(jws.extract_compact(token.encode()).payload)


def header_of(token):
    """Return what a JWT says of its key. Raises ValueError where that cannot be read."""
    head = token.split(".", 1)[0]
    return json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))


def _id_of(issuer):
    return issuer["id"] if isinstance(issuer, dict) else issuer


def _seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


def _private_jwk(key):
    from cryptography.hazmat.primitives import serialization
    from joserfc import jwk

    pem = key.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return jwk.OKPKey.import_key(pem)


def _registry():
    """Return a registry that knows one algorithm, so that no token can choose another.

    RFC 9864 renames it to Ed25519 and joserfc warns of the old name, which is the one that verifiers of badges know.
    """
    from joserfc import jws
    from joserfc.errors import UnsupportedAlgorithmError

    class OneAlgorithm(jws.JWSRegistry):
        max_header_length = 2048

        def get_alg(self, name):
            if name != ALGORITHM:
                raise UnsupportedAlgorithmError(name)
            return self.algorithms[name]

    return OneAlgorithm()
