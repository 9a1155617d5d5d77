"""Printing: the record becomes bytes that never change."""

from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from ..models import Certificate, CertificateFile
from ..pdf import render_pdf


def render_certificate(*, certificate):
    """Print `certificate` and store the bytes; a printed one is never printed again. Returns the certificate.

    Drawing takes longer than a database should be locked, so two workers may draw; the first to store wins.

    Raises:
        PrintingError: this machine cannot print.
    """
    if certificate.is_printed:
        return certificate
    content = render_pdf(certificate.snapshot)
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if not certificate.is_printed:
            CertificateFile.objects.create(certificate=certificate, content=content)
            certificate.sha256 = sha256(content).hexdigest()
            certificate.printed_at = timezone.now()
            certificate.save(update_fields=["sha256", "printed_at"])
    return certificate
