"""Which template is used where."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..models import CertificateTemplate


@transaction.atomic
def make_default(*, template, by):
    """Use `template` for every certificate for which none is chosen. Safe to repeat.

    Raises:
        LMSError: the template is not published.
    """
    if not template.live:
        raise LMSError(_("Publish the template first: drafts are not printed."))
    if not template.is_default:
        CertificateTemplate.objects.filter(is_default=True).update(is_default=False)
        CertificateTemplate.objects.filter(pk=template.pk).update(is_default=True)
        template.is_default = True
        log(instance=template, action="lms_certificates.make_default", user=by)
    return template
