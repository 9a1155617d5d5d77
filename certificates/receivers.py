"""Completing a course brings its certificate."""

from django.db import transaction
from django.dispatch import receiver

from courses.signals import enrollment_completed
from lms.tasks import enqueue

from . import tasks


@receiver(enrollment_completed, dispatch_uid="lms_certificates.issue")
def issue_on_completion(sender, enrollment, **kwargs):
    transaction.on_commit(lambda: enqueue(tasks.issue, enrollment.pk))
