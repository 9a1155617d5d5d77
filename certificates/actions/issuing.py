"""Issuing: a completed enrollment becomes a certificate, once for each completion."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from lms.addresses import site_address
from lms.exceptions import LMSError
from lms.models import Brand
from lms.pdf import missing_letters
from lms.tasks import enqueue

from .. import documents, tasks
from ..codes import format_code, new_code
from ..models import Certificate, CertificateTemplate
from ..names import clean_name


@transaction.atomic
def issue_certificate(*, enrollment, template=None, by=None):
    """Issue the certificate of a completed `enrollment`, once for each completion, and have it printed.

    Returns the certificate that exists already for this completion, if any, whatever its state.

    Args:
        template: a published `CertificateTemplate`; by default the default one, or else a plain text in Classic.
        by: who issues by hand; None when completion issues it.

    Raises:
        LMSError: the course is not completed, the template is not published, or the name is empty, too long, or has
            a letter that no font can draw.
    """
    if existing := Certificate.objects.for_completion(enrollment).first():
        return existing
    if not enrollment.is_completed:
        raise LMSError(_("The course is not completed yet. The certificate follows by itself then."))
    if template is None:
        template = CertificateTemplate.objects.in_use().first() or CertificateTemplate()
    elif not template.live:
        raise LMSError(_("Publish the template first: drafts are not printed."))
    code, issued_at = new_code(), timezone.now()
    certificate, is_new = Certificate.objects.get_or_create(
        enrollment=enrollment,
        completed_at=enrollment.completed_at,
        defaults={
            "learner": enrollment.learner,
            "template": template if template.pk else None,
            "verification_code": code,
            "snapshot": _compose_snapshot(enrollment, template, code, issued_at),
            "issued_at": issued_at,
            "issued_by": by,
        },
    )
    if is_new:
        log(instance=certificate, action="lms_certificates.issue", user=by, data={"code": certificate.grouped_code})
        transaction.on_commit(lambda: enqueue(tasks.render, certificate.pk))
    return certificate


def _compose_snapshot(enrollment, template, code, issued_at):
    """Return the document of a new certificate (see `documents.compose`)."""
    course, learner = enrollment.course, enrollment.learner
    site = course.get_site() or Site.objects.get(is_default_site=True)
    brand = Brand.for_site(site)
    language = course.locale.language_code
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        level = str(course.get_level_display())
    return documents.compose(
        template=template,
        learner=_printable_name(learner),
        course=course.title,
        level=level,
        outcomes=[outcome.text for outcome in course.outcomes.all()],
        completed_on=timezone.localdate(enrollment.completed_at),
        issued_at=issued_at,
        organization=brand.organization_name or site.site_name or site.hostname,
        accent=brand.accent_color,
        code=code,
        url=site_address(site) + reverse("lms_certificates:verify_code", args=[format_code(code)]),
        language=language,
    )


def _printable_name(learner):
    name = clean_name(learner.get_full_name() or learner.get_username())
    if missing := missing_letters(name):
        raise LMSError(
            _("No font of the certificates can draw “%(letter)s” (U+%(code)04X), so the certificate is held back.")
            % {"letter": missing[0], "code": ord(missing[0])}
        )
    return name
