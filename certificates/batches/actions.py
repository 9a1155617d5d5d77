"""Certificates for many: an order is kept row by row, and worked off row by row in the background."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from certificates.batches.models import Batch, BatchRow
from certificates.batches.tasks import run_batch
from certificates.issuing.actions import issue_or_hold
from certificates.issuing.tasks import render
from certificates.records.models import Certificate
from lms.accounts.people import name_of
from lms.exceptions import RuleError
from lms.jobs.queue import enqueue, report_progress

State = BatchRow.State
ROWS_AT_ONCE = 100


@transaction.atomic
def order_batch(*, candidates, source, by, template=None, scheduled_class=None):
    """Order the certificates of `candidates` (see `candidates.Candidate`). Rows with a problem are kept as failed.

    The same order again, while the first is being worked off, is the first: a double click orders once.

    Raises:
        RuleError: there is no one to whom a certificate could be issued.
    """
    wanted = [each.enrollment.pk for each in candidates if not each.problem]
    if not wanted:
        raise RuleError(_("It contains no one who can be issued a certificate."))
    for batch in Batch.objects.unfinished().filter(source=source, created_by=by).select_for_update():
        rows = batch.rows.exclude(state=State.FAILED).order_by("number")
        if list(rows.values_list("enrollment", flat=True)) == wanted:
            return batch
    batch = Batch.objects.create(source=source, created_by=by, template=template, scheduled_class=scheduled_class)
    BatchRow.objects.bulk_create(
        BatchRow(
            batch=batch,
            number=each.number,
            enrollment=None if each.problem else each.enrollment,
            state=State.FAILED if each.problem else State.WAITING,
            error=each.problem and f"{each.name[:80]}: {each.problem}"[:400],
        )
        for each in candidates
    )
    log(instance=batch, action="lms_certificates.order_batch", user=by, data={"certificates": len(wanted)})
    transaction.on_commit(lambda: enqueue(run_batch, batch.pk))
    return batch


@transaction.atomic
def resume_batch(*, batch, by):
    """Queue once more what is left of `batch`: rows that wait, and certificates that are issued and not printed.

    For one that is held up because a task failed, such as on a full disk. Safe to repeat.

    Raises:
        RuleError: nothing is left to do.
    """
    unprinted = list(Certificate.objects.waiting().filter(batch_rows__batch=batch).values_list("pk", flat=True))
    has_waiting = batch.rows.filter(state=State.WAITING).exists()
    if not (has_waiting or unprinted):
        raise RuleError(_("This batch is finished, so there is nothing to resume."))
    log(instance=batch, action="lms_certificates.resume_batch", user=by)
    if has_waiting:
        transaction.on_commit(lambda: enqueue(run_batch, batch.pk))
    for pk in unprinted:
        transaction.on_commit(partial(enqueue, render, pk))


def process_batch(*, batch):
    """Issue what `batch` still waits for, each row in a transaction of its own. Printing follows as tasks of their own.

    Safe to run twice, also at once: a completion has one certificate, and what is done is not done again. A worker
    that is killed on the way has lost nothing; the next one goes on with the rows that wait.
    """
    waiting = batch.rows.filter(state=State.WAITING)
    # List by list: whoever is still reading on SQLite may not write once another process has written meanwhile.
    while rows := list(waiting.select_related("enrollment__course__locale", "enrollment__learner")[:ROWS_AT_ONCE]):
        for row in rows:
            report_progress()
            _process_row(row, batch)
    Batch.objects.unfinished().filter(pk=batch.pk).update(finished_at=timezone.now())


def _process_row(row, batch):
    certificate, error = None, ""
    with transaction.atomic():
        if row.enrollment is None:
            error = _("This person is no longer enrolled in the course.")
        else:
            try:
                certificate = issue_or_hold(enrollment=row.enrollment, template=batch.template, by=batch.created_by)
            except RuleError as refusal:
                error = f"{name_of(row.enrollment.learner)}: {refusal}"[:400]
        BatchRow.objects.filter(pk=row.pk, state=State.WAITING).update(
            certificate=certificate, state=State.FAILED if error else State.DONE, error=error
        )
