"""Background tasks. They take ids, call an action, and are safe to run twice."""

import contextlib

from django_tasks import task

from certificates.printing.actions import render_certificate
from certificates.records.models import Certificate
from courses.models import Enrollment
from lms.exceptions import RuleError


@task()
def issue(enrollment_id):
    """Issue the certificate of a completed enrollment, or hold it; printing follows as a task of its own."""
    from certificates.issuing.actions import issue_or_hold  # noqa: PLC0415 - the action enqueues this task

    enrollment = Enrollment.objects.select_related("course__locale", "learner").get(pk=enrollment_id)
    with contextlib.suppress(RuleError):  # Held: its learner and trainers read why.
        issue_or_hold(enrollment=enrollment)


@task()
def render(certificate_id):
    """Print an issued certificate."""

    render_certificate(certificate=Certificate.objects.get(pk=certificate_id))
