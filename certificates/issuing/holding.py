"""Holding: a certificate that cannot be issued is noted with its reason, and tried again once that may be mended."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from certificates.issuing.actions import issue_certificate
from certificates.issuing.models import HeldCertificate
from certificates.issuing.tasks import issue
from lms.exceptions import RuleError
from lms.jobs.queue import enqueue

#: How often all that is held is tried again, for what no signal tells of: new fonts, names changed in the database.
TRY_AGAIN_AFTER = timedelta(hours=1)


def issue_or_hold(*, enrollment, template=None, by=None):
    """Issue the certificate of a completed `enrollment`, or note why it is held. Safe to repeat.

    Returns the `Certificate`.

    Raises:
        RuleError: it is held, and why; or the course is not completed, so that there is nothing to hold.
    """
    try:
        return issue_certificate(enrollment=enrollment, template=template, by=by)
    except RuleError as refusal:
        if enrollment.is_completed:
            _hold(enrollment, reason=str(refusal), letter=getattr(refusal, "letter", ""))
        else:
            HeldCertificate.objects.filter(enrollment=enrollment).delete()
        raise


@transaction.atomic
def _hold(enrollment, *, reason, letter):
    now, reason = timezone.now(), reason[:500]
    held, is_new = HeldCertificate.objects.select_for_update().get_or_create(
        enrollment=enrollment, defaults={"reason": reason, "letter": letter, "tried_at": now}
    )
    if is_new or held.reason != reason:
        log(instance=enrollment, action="lms_certificates.hold", data={"reason": reason})
    held.reason, held.letter, held.tried_at = reason, letter, now
    held.save(update_fields=["reason", "letter", "tried_at"])


def retry_held(held):
    """Queue those of `held`, a queryset of `HeldCertificate`, to be tried again once the transaction is committed."""
    for enrollment_id in held.values_list("enrollment", flat=True):
        transaction.on_commit(lambda pk=enrollment_id: enqueue(issue, pk))


def retry_long_held(*, now):
    """Queue what was not tried for an hour. Returns 0, the number of reminders sent: it is run with them."""
    retry_held(HeldCertificate.objects.filter(tried_at__lte=now - TRY_AGAIN_AFTER))
    return 0
