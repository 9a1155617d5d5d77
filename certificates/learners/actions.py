"""What learners decide about their own certificates: who sees the public page, and what is told from now on."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from certificates.records.models import Certificate, Preference


@transaction.atomic
def close_page(*, certificate, by):
    """Let the public page of `certificate` tell that it counts, but not whose it is. Safe to repeat."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not certificate.is_closed:
        certificate.closed_at = timezone.now()
        certificate.save(update_fields=["closed_at"])
        log(instance=certificate, action="lms_certificates.close_page", user=by)
    return certificate


@transaction.atomic
def open_page(*, certificate, by):
    """Let the public page of `certificate` tell whose it is. Safe to repeat."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.is_closed:
        certificate.closed_at = None
        certificate.save(update_fields=["closed_at"])
        log(instance=certificate, action="lms_certificates.open_page", user=by)
    return certificate


def change_preference(*, user, shows_scores, closes_pages):
    """Note what `user` allows on certificates issued from now on; those issued before stay as they are."""
    preference, _is_new = Preference.objects.update_or_create(
        user=user, defaults={"shows_scores": shows_scores, "closes_pages": closes_pages}
    )
    return preference
