"""Re-certification: a course begun again before its certificate ends; completed anew, it brings the next one."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.actions import begin_again
from lms.exceptions import LMSError

from ..models import Certificate


@transaction.atomic
def begin_renewal(*, certificate, by):
    """Put the course of an ending or ended `certificate` under way again. Returns the `Enrollment`. Safe to repeat.

    The certificate stays as it is; once the course is completed again, the new one takes its place by itself.

    Raises:
        LMSError: it does not end soon, does not count for another reason, or there is no such course any more.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).with_successor().get(pk=certificate.pk)
    if not certificate.is_renewable:
        raise LMSError(_("There is nothing to renew: only a certificate that ends within 60 days, or has ended, is."))
    if certificate.enrollment is None:
        raise LMSError(_("You are not on this course any more. Enroll on it to be certified again."))
    has_begun = not certificate.enrollment.is_completed
    enrollment = begin_again(enrollment=certificate.enrollment, by=by)
    if not has_begun:
        log(instance=certificate, action="lms_certificates.begin_renewal", user=by)
    return enrollment
