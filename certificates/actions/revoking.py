"""Taking back: revoke and reinstate. The record and its file stay."""

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
    reason = " ".join(reason.split())
    if not reason:
        raise LMSError(_("Give a reason: whoever verifies the certificate is told."))
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not certificate.is_revoked:
        certificate.revoked_at, certificate.revoked_reason, certificate.revoked_by = timezone.now(), reason, by
        certificate.save(update_fields=["revoked_at", "revoked_reason", "revoked_by"])
        log(instance=certificate, action="lms_certificates.revoke", user=by, data={"reason": reason})
    return certificate


@transaction.atomic
def reinstate_certificate(*, certificate, by):
    """Make a revoked `certificate` valid again; the audit log keeps why it was revoked. Safe to repeat."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.is_revoked:
        reason = certificate.revoked_reason
        certificate.revoked_at, certificate.revoked_reason, certificate.revoked_by = None, "", None
        certificate.save(update_fields=["revoked_at", "revoked_reason", "revoked_by"])
        log(instance=certificate, action="lms_certificates.reinstate", user=by, data={"reason": reason})
    return certificate
