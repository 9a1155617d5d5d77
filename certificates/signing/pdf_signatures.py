"""Reads the signature of a PDF and the credential under it. Strict: a file is as this site writes it, or altered.

The signature is found and checked in the bytes alone. Only a file that a trusted key has signed is opened as a PDF:
what a stranger hands in can neither exhaust the memory nor confuse a parser.
"""

import re
from hashlib import sha256
from io import BytesIO

from certificates.signing.public_keys import DOCUMENT

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_JWT = re.compile(rb"\A\s*ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\s*")


class NotSigned(Exception):  # noqa: N818 - these four are verdicts
    """There is nothing of ours in the file."""


class Tampered(Exception):  # noqa: N818
    """The file carries a signature, and is not what was signed."""


class Truncated(Exception):  # noqa: N818
    """The end of the file is missing."""


class UnknownSigner(Exception):  # noqa: N818
    """The signature is sound, but by no one we trust."""


def signed_credential(content, trusted):
    """Return the JWT attached to a PDF that one of the `trusted` keys has signed as a whole.

    Raises:
        NotSigned, Tampered, Truncated, UnknownSigner
    """
    if b"%%EOF" not in content[-1024:]:
        raise Truncated
    ranges = _BYTE_RANGE.findall(content)
    if not ranges:
        raise NotSigned
    before, after, rest = map(int, ranges[-1])
    if not before < after or after + rest != len(content):
        raise Tampered
    try:
        signer = _signer_of(content[before:after], sha256(content[:before] + content[after:]).digest())
    except Exception as error:
        # Malformed in one of countless ways: whatever cannot be read cannot be trusted.
        raise Tampered from error
    if signer not in {key.spki for key in trusted.values() if key.purpose == DOCUMENT}:
        raise UnknownSigner
    return _attached_credential(content)


def _signer_of(gap, digest):
    """Return the public key (DER) of whoever signed `digest`; `gap` is what the file has in place of the signature.

    Raises:
        Exception: it is no sound signature, in whatever way.
    """
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

    written = bytes.fromhex(gap[1:-1].decode("ascii"))
    info = cms.ContentInfo.load(written)
    signed = info["content"]
    certificate = extract_certs_for_validation(signed).signer_cert
    is_intact, is_valid = validate_sig_integrity(
        signed["signer_infos"][0], certificate, expected_content_type="data", actual_digest=digest
    )
    if not (is_intact and is_valid and _is_as_written(gap, written, info, certificate)):
        raise Tampered
    return certificate.public_key.dump()


def _is_as_written(gap, written, info, certificate):
    """Return whether the signature itself, which no signature covers, has the one form in which it is written.

    Readers tolerate other cases of hexadecimal digits, other bytes after the end, and more; here that is a change.
    """
    own, signed = info.dump(), info["content"]
    signer = signed["signer_infos"][0]
    return (
        gap == b"<" + written.hex().upper().encode() + b">"
        and not any(written[len(own) :])
        and info["content_type"].native == "signed_data"
        and signed["version"].native == "v1"
        and len(signed["signer_infos"]) == 1
        and [each["algorithm"].native for each in signed["digest_algorithms"]] == ["sha256"]
        and signed["encap_content_info"]["content_type"].native == "data"
        and not signed["encap_content_info"]["content"]
        and not signed["crls"]
        and signer["version"].native == "v1"
        and signer["sid"].chosen["issuer"].dump() == certificate.issuer.dump()
        and signer["digest_algorithm"]["algorithm"].native == "sha256"
        and signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
        and not signer["unsigned_attrs"]
        and type(info).load(own).dump(force=True) == own
    )


def _attached_credential(content):
    """Return the compact JWT among the attached files of a file that we have signed ourselves."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        for specification in pdf.attachments.values():
            if _JWT.fullmatch(found := specification.get_file().read_bytes()):
                return found.decode().strip()
    raise NotSigned
