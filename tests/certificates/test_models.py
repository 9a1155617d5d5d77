import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from certificates.models import Certificate, CertificateTemplate
from tests.factories.certificates import CertificateFactory, CertificateTemplateFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "has completed {curse}.",
            "“{curse}” is no token. Write one of: "
            "{learner} {course} {level} {completed_on} {issued_on} {organization}.",
        ),
        (
            "has completed {course.",
            "“{” is no token. Write one of: {learner} {course} {level} {completed_on} {issued_on} {organization}.",
        ),
    ],
)
def test_template_with_unknown_token_is_refused(body, message):
    with pytest.raises(ValidationError) as caught:
        CertificateTemplate(name="A", body=body).full_clean()
    assert caught.value.message_dict == {"body": [message]}


def test_template_with_every_token_is_fine():
    CertificateTemplate(
        name="A", body="{learner} {course} {level} {completed_on} {issued_on} {organization}"
    ).full_clean()


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
