"""Issuing: a completed enrollment becomes a certificate, once for each completion, and anew where a name was wrong."""

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from lms.addresses import site_address
from lms.days import site_day
from lms.exceptions import LMSError
from lms.models import Brand
from lms.tasks import enqueue

from .. import tasks
from ..codes import format_code, new_code
from ..evidence import collect
from ..models import Certificate, CertificateTemplate, HeldCertificate, Preference
from ..printing import documents, editions
from ..printing.names import printable_name
from ..trust import status_lists
from ..validity import end_of_validity


@transaction.atomic
def issue_certificate(*, enrollment, template=None, by=None, issued_at=None):
    """Issue the certificate of a completed `enrollment`, once for each completion, and have it printed.

    Returns the newest certificate that exists already for this completion, if any, whatever its state. A certificate
    of an earlier completion stays verifiable, and is superseded by the new one.

    Args:
        template: a published `CertificateTemplate`; by default that of the course, else the default one, else a plain
            text in Classic.
        by: who issues by hand; None when completion issues it.
        issued_at: for a certificate that was first given on paper; by default now.

    Raises:
        LMSError: the course is not completed, the template is not published, or the name is empty, too long, or has
            a letter that no font can draw.
    """
    if existing := Certificate.objects.for_completion(enrollment).first():
        # Two tries at once: the slower one may have noted a reason that was mended meanwhile.
        HeldCertificate.objects.filter(enrollment=enrollment).delete()
        return existing
    if not enrollment.is_completed:
        raise LMSError(_("The course is not completed yet. The certificate follows by itself then."))
    if template is None:
        template = CertificateTemplate.objects.for_course(enrollment.course_id) or CertificateTemplate()
    elif not template.live:
        raise LMSError(_("Publish the template first: drafts are not printed."))
    code, issued_at = new_code(), issued_at or timezone.now()
    expires_at = end_of_validity(issued_at, template.valid_months)
    preference = Preference.objects.filter(user=enrollment.learner_id).first() or Preference()
    status_list, status_index = status_lists.draw_place()
    certificate, is_new = Certificate.objects.get_or_create(
        enrollment=enrollment,
        completed_at=enrollment.completed_at,
        edition=1,
        defaults={
            "learner": enrollment.learner,
            "template": template if template.pk else None,
            "verification_code": code,
            "snapshot": _compose_snapshot(enrollment, template, code, issued_at, expires_at, preference),
            "supersedes": Certificate.objects.replaceable(enrollment).first(),
            "issued_at": issued_at,
            "issued_by": by,
            "expires_at": expires_at,
            "closed_at": issued_at if preference.closes_pages else None,
            "status_list": status_list,
            "status_index": status_index,
        },
    )
    if is_new:
        HeldCertificate.objects.filter(enrollment=enrollment).delete()
        log(instance=certificate, action="lms_certificates.issue", user=by, data={"code": certificate.grouped_code})
        transaction.on_commit(lambda: enqueue(tasks.render, certificate.pk))
    return certificate


@transaction.atomic
def reissue_certificate(*, certificate, by, name=None, reason=""):
    """Issue a new edition of `certificate`, with a code of its own, and have it printed. Returns the new one.

    All but name, code and day of issue is taken from the record: the course may be called otherwise by now. The old
    one stays verifiable and is superseded. One that is superseded already is not issued a third time: asked again for
    the same name, its successor is returned.

    Raises:
        LMSError: it is revoked or suspended, has another successor already, or the name cannot be printed.
    """
    name = printable_name(name or certificate.learner_name)
    certificate = Certificate.objects.select_for_update(of=("self",)).with_successor().get(pk=certificate.pk)
    if certificate.is_superseded:
        if certificate.superseded_by.learner_name == name:
            return certificate.superseded_by
        raise LMSError(_("A newer certificate has taken the place of this one. Issue that one anew."))
    if certificate.is_withheld:
        raise LMSError(_("This certificate does not count at present. Reinstate it first."))
    code, issued_at = new_code(), timezone.now()
    status_list, status_index = status_lists.draw_place()
    last = Certificate.objects.filter(enrollment=certificate.enrollment_id, completed_at=certificate.completed_at)
    anew = Certificate.objects.create(
        enrollment_id=certificate.enrollment_id,
        completed_at=certificate.completed_at,
        edition=max(last.aggregate(last=Max("edition"))["last"] or 0, certificate.edition) + 1,
        supersedes=certificate,
        learner_id=certificate.learner_id,
        template_id=certificate.template_id,
        verification_code=code,
        snapshot=editions.renewed(certificate.snapshot, learner=name, code=code, issued_at=issued_at),
        issued_at=issued_at,
        issued_by=by,
        expires_at=certificate.expires_at,
        closed_at=certificate.closed_at,
        status_list=status_list,
        status_index=status_index,
    )
    data = {"code": anew.grouped_code, "instead_of": certificate.grouped_code, "reason": reason}
    log(instance=certificate, action="lms_certificates.supersede", user=by, data=data)
    log(instance=anew, action="lms_certificates.reissue", user=by, data=data)
    transaction.on_commit(lambda: enqueue(tasks.render, anew.pk))
    return anew


def _compose_snapshot(enrollment, template, code, issued_at, expires_at, preference):
    """Return the document of a new certificate (see `documents.compose`)."""
    course, learner = enrollment.course, enrollment.learner
    site = course.get_site() or Site.objects.get(is_default_site=True)
    brand = Brand.for_site(site)
    language = course.locale.language_code
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        level = str(course.get_level_display())
        evidence = collect(enrollment, shows_scores=preference.shows_scores)
    return documents.compose(
        template=template,
        learner=printable_name(learner.get_full_name() or learner.get_username()),
        course=course.title,
        level=level,
        outcomes=[outcome.text for outcome in course.outcomes.all()],
        completed_on=enrollment.completed_on,
        issued_at=issued_at,
        expires_on=site_day(expires_at),
        organization=brand.organization_name or site.site_name or site.hostname,
        accent=brand.accent_color,
        code=code,
        url=site_address(site) + reverse("lms_certificates:verify_code", args=[format_code(code)]),
        language=language,
        evidence=evidence,
    )
