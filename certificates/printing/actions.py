"""Printing: the record becomes bytes that never change."""

from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from certificates.printing.pdf import render_pdf
from certificates.records.models import Certificate, CertificateFile
from certificates.signing import credentials
from certificates.signing import pdf as signing


def render_certificate(*, certificate):
    """Print `certificate`: sign its credential, draw it, sign the file and store the bytes. Returns the certificate.

    A printed one is never printed again. Drawing takes longer than a database should be locked, so two workers may
    draw; the first to store wins. One that is killed on the way has stored nothing.

    Raises:
        PrintingError: this machine cannot print.
        KeyFileError: a key cannot be used.
    """
    if certificate.is_printed:
        return certificate
    credential, credential_key = credentials.sign(certificate)
    unsigned = render_pdf(certificate.snapshot, credential=credential)
    content, document_key = signing.sign_pdf(unsigned)
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if not certificate.is_printed:
            CertificateFile.objects.create(certificate=certificate, content=content, credential=credential)
            certificate.sha256 = sha256(content).hexdigest()
            certificate.unsigned_sha256 = sha256(unsigned).hexdigest()
            certificate.credential_key, certificate.document_key = credential_key, document_key
            certificate.printed_at = timezone.now()
            certificate.save(
                update_fields=["sha256", "unsigned_sha256", "credential_key", "document_key", "printed_at"]
            )
    return certificate
