import pytest
from django.db import IntegrityError
from django.utils import timezone

from certificates.models import Certificate
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_template_two_defaults_are_impossible():
    CertificateTemplateFactory(is_default=True)
    with pytest.raises(IntegrityError):
        CertificateTemplateFactory(is_default=True)


def test_certificate_second_for_one_completion_is_impossible():
    certificate = CertificateFactory()
    with pytest.raises(IntegrityError):
        Certificate.objects.create(
            enrollment=certificate.enrollment,
            completed_at=certificate.completed_at,
            verification_code="0" * 20,
            snapshot={},
        )


@pytest.mark.parametrize(
    "changes",
    [{"revoked_at": timezone.now()}, {"revoked_reason": "Because"}, {"printed_at": timezone.now()}, {"sha256": "00"}],
    ids=lambda changes: next(iter(changes)),
)
def test_certificate_half_revoked_or_half_printed_is_impossible(changes):
    certificate = CertificateFactory()
    with pytest.raises(IntegrityError):
        Certificate.objects.filter(pk=certificate.pk).update(**changes)


def test_certificate_file_name_says_whose_it_is():
    certificate = CertificateFactory(course__title="First posts")
    assert certificate.file_name == "Certificate of completion - Ada Okonkwo - First posts.pdf"
