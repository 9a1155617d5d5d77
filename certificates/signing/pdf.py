"""Signs PDF files so that any change is noticed: PAdES B-B, in an invisible field."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from certificates.signing import keys

FIELD = "Signature"
#: Beside the certificates a signature holds less than this; what is left over is filled with zeros.
ROOM = 1024


def sign_pdf(content):
    """Return `content` with a signature appended, and the `IssuerKey` that signed it.

    Raises:
        KeyFileError: the key cannot be used.
    """
    key = keys.document_key()
    return append_signature(content, key=key), keys.record(key)


def append_signature(content, *, key):
    """Return `content` with a signature by `key` (a `SigningKey`) appended; its own bytes come first and unchanged.

    The file stays PDF/A-3a and PDF/UA-1: the field of the signature is neither hidden, which the one forbids, nor on
    the page, which the other forbids.
    """
    # Takes a third of a second, so only those who sign pay for it.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self):
            """Leave the metadata as drawn: written anew they lose what makes a file PDF/A and PDF/UA."""

    signer = _signer(key)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    field = fields.SigFieldSpec(
        FIELD,
        readable_field_name=key.certificates[0].subject.rfc4514_string(),
        invis_sig_settings=fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
    )
    room = ROOM + sum(len(each.dump()) for each in (signer.signing_cert, *signer.cert_registry))
    signed = signers.PdfSigner(metadata, signer, new_field_spec=field).async_sign_pdf(
        Writer(BytesIO(content)),
        bytes_reserved=2 * room,  # as hexadecimal digits
    )
    return _run(signed).getvalue()


def _signer(key):
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    private = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own, *others = (x509.Certificate.load(each.public_bytes(serialization.Encoding.DER)) for each in key.certificates)
    store = SimpleCertificateStore.from_certs(others)
    return SimpleSigner(signing_cert=own, signing_key=asn1_keys.PrivateKeyInfo.load(private), cert_registry=store)


def _run(coroutine):
    """Return the result of a coroutine, whether or not an event loop is running in this thread already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
