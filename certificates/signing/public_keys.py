"""Public keys: what a stranger needs to check a signature, as JSON Web Keys. Neither private keys nor a database here.

One form everywhere, `PublicKey.jwk`: in the folder of keys, in the table of keys, at the address of the site's keys,
and in the file that a stranger is handed.
"""

import base64
import json
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from certificates.signing.models import IssuerKey
from lms.exceptions import RuleError

CREDENTIAL, DOCUMENT = IssuerKey.Purpose.CREDENTIAL, IssuerKey.Purpose.DOCUMENT
#: Members of a JSON Web Key that say which key it is (RFC 7638); whatever else stands there is decoration.
_MEMBERS = {CREDENTIAL: ("kty", "crv", "x"), DOCUMENT: ("kty", "crv", "x", "y")}
_ALGORITHMS = {CREDENTIAL: "EdDSA", DOCUMENT: "ES256"}


class PublicKeyError(RuleError):
    """What should hold public keys does not; `str(error)` says what is wrong with it."""


@dataclass(frozen=True)
class PublicKey:
    """A key that signs credentials (Ed25519) or files (EC P-256, with the certificates that vouch for it)."""

    purpose: str
    key_id: str
    jwk: dict

    @cached_property
    def joserfc_key(self):
        from joserfc import jwk

        return jwk.import_key({name: self.jwk[name] for name in _MEMBERS[self.purpose]})

    @cached_property
    def spki(self):
        """The key as DER, to compare it with that of an X.509 certificate."""
        return self.joserfc_key.as_der(private=False)


def from_jwk(values):
    """Return the key that a JSON Web Key holds; its id is computed, never believed.

    Raises:
        PublicKeyError: it is malformed or of another kind, or it holds a private key.
    """
    from joserfc import jwk
    from joserfc.errors import JoseError

    if not isinstance(values, dict) or "d" in values:
        raise PublicKeyError(_("This is a private key, or no key at all. Hand out public keys only."))
    kinds = {("OKP", "Ed25519"): CREDENTIAL, ("EC", "P-256"): DOCUMENT}
    purpose = kinds.get((values.get("kty"), values.get("crv")))
    if purpose is None:
        raise PublicKeyError(_("Certificates are signed with Ed25519 and EC P-256; this key is of another kind."))
    try:
        members = {name: values[name] for name in _MEMBERS[purpose]}
        key_id = jwk.import_key(members).thumbprint()
    except (JoseError, KeyError, ValueError, TypeError) as error:
        raise PublicKeyError(_("This key is malformed.")) from error
    chain = [each for each in values.get("x5c", ()) if isinstance(each, str)] if purpose == DOCUMENT else []
    described = members | {"kid": key_id, "use": "sig", "alg": _ALGORITHMS[purpose]}
    return PublicKey(purpose, key_id, described | ({"x5c": chain} if chain else {}))


def from_key(key, certificates=()):
    """Return the public half of a key of `cryptography`, private or public, with its X.509 certificates."""
    from cryptography.hazmat.primitives import serialization
    from joserfc import jwk

    public = key.public_key() if hasattr(key, "public_key") else key
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    chain = [base64.b64encode(each.public_bytes(serialization.Encoding.DER)).decode() for each in certificates]
    return from_jwk(jwk.import_key(pem, "EC" if certificates else "OKP").as_dict(private=False) | {"x5c": chain})


def read(content):
    """Return the public keys in `content`: a JSON Web Key, a set of them, or X.509 certificates as PEM.

    Raises:
        PublicKeyError: there is none, or one of them cannot be used.
    """
    if b"-----BEGIN" in content:
        return _read_pem(content)
    try:
        values = json.loads(content)
    except ValueError as error:
        raise PublicKeyError(_("This is neither a JSON Web Key nor a certificate in PEM.")) from error
    listed = values.get("keys") if isinstance(values, dict) and "keys" in values else [values]
    if not isinstance(listed, list) or not listed:
        raise PublicKeyError(_("There is no key in this file."))
    return [from_jwk(each) for each in listed]


def _read_pem(content):
    from cryptography import x509

    if b"PRIVATE KEY" in content:
        raise PublicKeyError(_("This file holds a private key. Hand out public keys only."))
    try:
        certificates = x509.load_pem_x509_certificates(content)
        return [from_key(certificates[0].public_key(), certificates)]
    except (ValueError, AttributeError) as error:
        raise PublicKeyError(_("This is no X.509 certificate of an EC P-256 key.")) from error


def as_key_set(keys):
    """Return {"keys": [...]}, a JSON Web Key Set."""
    return {"keys": [key.jwk for key in keys]}
