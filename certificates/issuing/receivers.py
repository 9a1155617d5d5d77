"""Completing a course brings its certificate; mending what held one back brings it, too."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Site
from wagtail.signals import page_published, published

from certificates.designs.models import CertificateTemplate
from certificates.issuing.models import HeldCertificate
from certificates.issuing.tasks import issue
from courses.models import CoursePage
from courses.signals import enrollment_completed
from lms.jobs.queue import enqueue
from lms.models import Brand

#: What changes with each sign-in, and holds no certificate.
UNPRINTED = {"last_login", "password"}


@receiver(enrollment_completed, dispatch_uid="lms_certificates.issue")
def issue_on_completion(sender, enrollment, **kwargs):
    transaction.on_commit(lambda: enqueue(issue, enrollment.pk))


@receiver(page_published, dispatch_uid="lms_certificates.retry_course")
def retry_for_course(sender, instance, **kwargs):
    if isinstance(instance, CoursePage):
        _retry(enrollment__course=instance.pk)


@receiver(published, sender=CertificateTemplate, dispatch_uid="lms_certificates.retry_template")
@receiver(post_save, sender=Brand, dispatch_uid="lms_certificates.retry_brand")
@receiver(post_save, sender=Site, dispatch_uid="lms_certificates.retry_site")
def retry_for_all(sender, raw=False, **kwargs):
    if not raw:
        _retry()


@receiver(post_save, sender=get_user_model(), dispatch_uid="lms_certificates.retry_name")
def retry_for_learner(sender, instance, created, raw=False, update_fields=None, **kwargs):
    if not (created or raw or (update_fields and UNPRINTED.issuperset(update_fields))):
        _retry(enrollment__learner=instance.pk)


def _retry(**which):
    from certificates.issuing.actions import retry_held  # noqa: PLC0415 - its evidence comes by hooks, once all apps are ready

    retry_held(HeldCertificate.objects.filter(**which))
