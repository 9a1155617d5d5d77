"""Reads the signature of a PDF and the credential under it. Strict: a file is as this site writes it, or altered."""

import re
from io import BytesIO

from .public_keys import DOCUMENT

_JWT = re.compile(rb"\s*ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\s*")
#: A credential is a few kilobytes; whatever claims to be larger is none.
LARGEST_CREDENTIAL = 200_000


class NotSigned(Exception):  # noqa: N818 - these four are verdicts
    """There is nothing of ours in the file."""


class Tampered(Exception):  # noqa: N818
    """The file carries our signature or credential, and is not what was signed."""


class Truncated(Exception):  # noqa: N818
    """The end of the file is missing."""


class UnknownSigner(Exception):  # noqa: N818
    """The signature is sound, but by nobody we trust."""


def signed_credential(content, trusted):
    """Return the JWT attached to a PDF that one of the `trusted` keys has signed as a whole.

    Raises:
        NotSigned, Tampered, Truncated, UnknownSigner
    """
    if b"%%EOF" not in content[-1024:]:
        raise Truncated
    try:
        signature = _signature_of(content)
        token = _attached_credential(content)
    except Exception as error:
        # Hostile or broken in one of countless ways: whatever cannot be read cannot be trusted.
        raise (Tampered if b"/ByteRange" in content else NotSigned) from error
    if signature is None:
        # A genuine credential can be attached to any paper.
        raise Tampered if token else NotSigned
    try:
        is_known = _check(signature, content, trusted)
    except Tampered:
        raise
    except Exception as error:
        raise Tampered from error
    if not is_known:
        raise UnknownSigner
    if token is None:
        raise NotSigned
    return token


def _signature_of(content):
    """Return the last signature of a PDF, or None."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    signatures = PdfFileReader(BytesIO(content)).embedded_regular_signatures
    return signatures[-1] if signatures else None


def _attached_credential(content):
    """Return the compact JWT among the attached files, or None."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        for specification in pdf.attachments.values():
            attached = specification.get_file()
            if attached.size <= LARGEST_CREDENTIAL and _JWT.fullmatch(found := attached.read_bytes()):
                return found.decode().strip()
    return None


def _check(signature, content, trusted):
    """Return whether a trusted key has signed the whole file.

    Raises:
        Tampered: the file is not what was signed, by whomever.
    """
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if signature.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE or not _is_as_written(
        signature, content
    ):
        raise Tampered
    certificate = signature.signer_cert
    is_intact, is_valid = validate_sig_integrity(
        signature.signer_info,
        certificate,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    if not (is_intact and is_valid):
        raise Tampered
    signers = {key.spki for key in trusted.values() if key.purpose == DOCUMENT}
    return certificate.public_key.dump() in signers


def _is_as_written(signature, content):
    """Return whether the signature itself, which no signature covers, has the one form in which it is written.

    Readers tolerate other cases of hexadecimal digits, other bytes after the end, and more; here that is a change.
    """
    from asn1crypto import cms

    _start, before, after, _rest = (int(each) for each in signature.byte_range)
    gap = content[before:after]
    written = signature.signed_data  # Signed attributes bind the rest to the digest of the file.
    encoded = bytes.fromhex(gap[1:-1].decode("ascii"))
    info = cms.ContentInfo.load(encoded)
    own = info.dump()
    signer = written["signer_infos"][0]
    return (
        gap == b"<" + encoded.hex().upper().encode() + b">"
        and not any(encoded[len(own) :])
        and info["content_type"].native == "signed_data"
        and written["version"].native == "v1"
        and len(written["signer_infos"]) == 1
        and [each["algorithm"].native for each in written["digest_algorithms"]] == ["sha256"]
        and written["encap_content_info"]["content_type"].native == "data"
        and not written["encap_content_info"]["content"]
        and not written["crls"]
        and signer["version"].native == "v1"
        and signer["digest_algorithm"]["algorithm"].native == "sha256"
        and signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
        and not signer["unsigned_attrs"]
        and cms.ContentInfo.load(own).dump(force=True) == own
    )
