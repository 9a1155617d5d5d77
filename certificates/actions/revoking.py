"""Taking back: revoke, suspend, reinstate. The record and its file stay; the status list follows from the record."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..models import Certificate


@transaction.atomic
def revoke_certificate(*, certificate, reason, by):
    """Declare `certificate` no longer valid. Record and file stay; a revoked one keeps its first reason.

    Raises:
        LMSError: no reason is given.
    """
    reason = _clean(reason)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not certificate.is_revoked:
        certificate.revoked_at, certificate.revoked_reason, certificate.revoked_by = timezone.now(), reason, by
        certificate.save(update_fields=["revoked_at", "revoked_reason", "revoked_by"])
        log(instance=certificate, action="lms_certificates.revoke", user=by, data={"reason": reason})
    return certificate


@transaction.atomic
def suspend_certificate(*, certificate, reason, by):
    """Let `certificate` not count until somebody has looked into it; a suspended one keeps its first reason.

    Raises:
        LMSError: no reason is given, or it is revoked.
    """
    reason = _clean(reason)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.is_revoked:
        raise LMSError(_("This certificate is revoked, which is more than suspended. Reinstate it first."))
    if not certificate.is_suspended:
        certificate.suspended_at, certificate.suspended_reason, certificate.suspended_by = timezone.now(), reason, by
        certificate.save(update_fields=["suspended_at", "suspended_reason", "suspended_by"])
        log(instance=certificate, action="lms_certificates.suspend", user=by, data={"reason": reason})
    return certificate


@transaction.atomic
def reinstate_certificate(*, certificate, by):
    """Let a revoked or suspended `certificate` count again; the audit log keeps why it did not. Safe to repeat."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.is_withheld:
        reason = certificate.revoked_reason or certificate.suspended_reason
        certificate.revoked_at, certificate.revoked_reason, certificate.revoked_by = None, "", None
        certificate.suspended_at, certificate.suspended_reason, certificate.suspended_by = None, "", None
        certificate.save(
            update_fields=[
                *("revoked_at", "revoked_reason", "revoked_by"),
                *("suspended_at", "suspended_reason", "suspended_by"),
            ]
        )
        log(instance=certificate, action="lms_certificates.reinstate", user=by, data={"reason": reason})
    return certificate


def _clean(reason):
    """Return `reason` in one line. Raises LMSError where there is none."""
    reason = " ".join(reason.split())
    if not reason:
        raise LMSError(_("Give a reason: whoever verifies the certificate is told."))
    return reason
