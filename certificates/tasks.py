"""Work for the background. Tasks take ids, call an action, and are safe to run twice."""

import contextlib

from django_tasks import task


@task()
def issue(enrollment_id):
    """Issue the certificate of a completed enrollment, or hold it; printing follows as a task of its own."""
    from courses.models import Enrollment
    from lms.exceptions import LMSError

    from .actions import issue_or_hold

    enrollment = Enrollment.objects.select_related("course__locale", "learner").get(pk=enrollment_id)
    with contextlib.suppress(LMSError):  # Held: its learner and trainers read why.
        issue_or_hold(enrollment=enrollment)


@task()
def work_off(batch_id):
    """Issue what a batch still waits for."""
    from .actions import work_off_batch
    from .models import Batch

    work_off_batch(batch=Batch.objects.select_related("template", "created_by").get(pk=batch_id))


@task()
def render(certificate_id):
    """Print an issued certificate."""
    from .actions import render_certificate
    from .models import Certificate

    render_certificate(certificate=Certificate.objects.get(pk=certificate_id))
