"""Templates, issued certificates, batches, and the public half of the keys they are signed with."""

from .batches import Batch, BatchRow
from .certificates import Certificate, CertificateFile, FrozenPicture, NameCorrection, Preference
from .held import HeldCertificate
from .keys import IssuerKey, StatusList
from .templates import CertificateTemplate, CourseTemplate

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
