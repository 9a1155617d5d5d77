"""Background tasks. They take ids, call an action, and are safe to run twice."""

from django_tasks import task

from certificates.batches.models import Batch


@task()
def run_batch(batch_id):
    """Issue what a batch still waits for."""
    from certificates.batches.actions import process_batch  # noqa: PLC0415 - the action enqueues this task

    process_batch(batch=Batch.objects.select_related("template", "created_by").get(pk=batch_id))
