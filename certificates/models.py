"""The models of the app, from all its subjects: Django looks for them here."""

from certificates.batches.models import Batch, BatchRow
from certificates.designs.models import CertificateTemplate, CourseTemplate
from certificates.issuing.models import HeldCertificate
from certificates.records.models import Certificate, CertificateFile, FrozenPicture, NameCorrection, Preference
from certificates.signing.models import IssuerKey, StatusList

__all__ = [
    "Batch",
    "BatchRow",
    "Certificate",
    "CertificateFile",
    "CertificateTemplate",
    "CourseTemplate",
    "FrozenPicture",
    "HeldCertificate",
    "IssuerKey",
    "NameCorrection",
    "Preference",
    "StatusList",
]
