"""Certificates and their templates."""

import factory
from django.utils import timezone

from certificates import models
from certificates.designs.blocks import default_blocks
from certificates.issuing.actions import issue_certificate

from .courses import CoursePageFactory, EnrollmentFactory
from .users import LearnerFactory


def template_content(*, title="Certificate of completion", body="has completed the course {course}.", signatories=()):
    """Return the blocks of a template."""
    blocks = default_blocks()
    values = {"title": title, "body": body}
    blocks = [(kind, values.get(kind, value)) for kind, value in blocks]
    if signatories:
        blocks.insert(-1, ("signatories", list(signatories)))
    return blocks


class CertificateTemplateFactory(factory.django.DjangoModelFactory):
    """A published template; the first one is not the default by itself."""

    class Meta:
        model = models.CertificateTemplate

    name = factory.Sequence(lambda n: f"Template {n}")
    design = models.CertificateTemplate.Design.CLASSIC
    content = factory.LazyFunction(lambda: template_content())


class CertificateFactory(factory.Factory):
    """An issued certificate, made by the action as in life.

    `learner`, `course`, `template`, `issued_at` and `by` may be given, and what the enrollment has.
    """

    class Meta:
        model = models.Certificate

    learner = factory.SubFactory(LearnerFactory, first_name="Ada", last_name="Okonkwo")
    course = factory.SubFactory(CoursePageFactory)
    completed_at = factory.LazyFunction(timezone.now)
    template = None
    issued_at = None
    by = None

    @classmethod
    def _create(cls, model_class, *args, learner, course, template, issued_at, by, **kwargs):
        enrollment = EnrollmentFactory(learner=learner, course=course, status="completed", **kwargs)
        return issue_certificate(enrollment=enrollment, template=template, issued_at=issued_at, by=by)
