"""The life of a certificate: issued or held back, reissued, renewed, suspended, revoked.

The record and its file always stay; the status list follows from the record.
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from certificates.designs.models import CertificateTemplate, CourseTemplate
from certificates.issuing.evidence import collect
from certificates.issuing.models import HeldCertificate
from certificates.issuing.tasks import issue, render
from certificates.printing import documents
from certificates.printing import reissues as editions
from certificates.printing.names import printable_name
from certificates.records.codes import format_code, new_code
from certificates.records.models import Certificate, Preference
from certificates.records.validity import end_of_validity
from certificates.signing import status_lists
from courses.enrollment.actions import begin_again
from lms.accounts.people import name_of
from lms.days import site_day
from lms.exceptions import RuleError
from lms.jobs.queue import enqueue
from lms.models import Brand
from lms.pages.addresses import site_address


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
        RuleError: the course is not completed, the template is not published, or the name is empty, too long, or has
            a letter that no font can draw.
    """
    if existing := Certificate.objects.for_completion(enrollment).first():
        # Two tries at once: the slower one may have noted a reason that was mended meanwhile.
        HeldCertificate.objects.filter(enrollment=enrollment).delete()
        return existing
    if not enrollment.is_completed:
        raise RuleError(_("The course is not completed yet. The certificate is issued automatically when it is."))
    if template is None:
        template = CertificateTemplate.objects.for_course(enrollment.course) or CertificateTemplate()
    elif not template.live:
        raise RuleError(_("Publish the template first: drafts are not printed."))
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
        transaction.on_commit(lambda: enqueue(render, certificate.pk))
    return certificate


@transaction.atomic
def reissue_certificate(*, certificate, by, name=None, reason=""):
    """Issue a new edition of `certificate`, with a code of its own, and have it printed. Returns the new one.

    All but name, code and day of issue is taken from the record: the course may be called otherwise by now. The old
    one stays verifiable and is superseded. One that is superseded already is not issued a third time: asked again for
    the same name, its successor is returned.

    Raises:
        RuleError: it is revoked or suspended, has another successor already, or the name cannot be printed.
    """
    name = printable_name(name or certificate.learner_name)
    certificate = Certificate.objects.select_for_update(of=("self",)).with_successor().get(pk=certificate.pk)
    if certificate.is_superseded:
        if certificate.superseded_by.learner_name == name:
            return certificate.superseded_by
        raise RuleError(_("A newer certificate has replaced this one. Reissue that one instead."))
    if certificate.is_withheld:
        raise RuleError(_("This certificate is not valid at the moment. Reinstate it first."))
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
    transaction.on_commit(lambda: enqueue(render, anew.pk))
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
        learner=printable_name(name_of(learner)),
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


@transaction.atomic
def begin_renewal(*, certificate, by):
    """Put the course of an ending or ended `certificate` under way again. Returns the `Enrollment`. Safe to repeat.

    The certificate stays as it is; once the course is completed again, the new one takes its place by itself.

    Raises:
        RuleError: it does not end soon, does not count for another reason, or there is no such course any more.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).with_successor().get(pk=certificate.pk)
    if not certificate.is_renewable:
        raise RuleError(_("Only a certificate that has expired or expires within 60 days can be renewed."))
    if certificate.enrollment is None:
        raise RuleError(_("You are no longer enrolled in this course. Enroll again to renew your certificate."))
    has_begun = not certificate.enrollment.is_completed
    enrollment = begin_again(enrollment=certificate.enrollment, by=by)
    if not has_begun:
        log(instance=certificate, action="lms_certificates.begin_renewal", user=by)
    return enrollment


@transaction.atomic
def revoke_certificate(*, certificate, reason, by):
    """Declare `certificate` no longer valid. Record and file stay; a revoked one keeps its first reason.

    Raises:
        RuleError: no reason is given.
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
    """Let `certificate` not count until someone has looked into it; a suspended one keeps its first reason.

    Raises:
        RuleError: no reason is given, or it is revoked.
    """
    reason = _clean(reason)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.is_revoked:
        raise RuleError(_("This certificate is already revoked. Reinstate it before you suspend it."))
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
    """Return `reason` in one line. Raises RuleError where there is none."""
    reason = " ".join(reason.split())
    if not reason:
        raise RuleError(_("Give a reason. Anyone who verifies the certificate will see it."))
    return reason


# Holding: a certificate that cannot be issued is noted with its reason, and tried again once that may be mended.

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
        transaction.on_commit(partial(enqueue, issue, enrollment_id))


def retry_long_held(*, now):
    """Queue what was not tried for an hour. Returns 0, the number of reminders sent: it is run with them."""
    retry_held(HeldCertificate.objects.filter(tried_at__lte=now - TRY_AGAIN_AFTER))
    return 0


# Which template is used where.


@transaction.atomic
def make_default(*, template, by):
    """Use `template` for every certificate for which none is chosen. Safe to repeat.

    Raises:
        RuleError: the template is not published.
    """
    if not template.live:
        raise RuleError(_("Publish the template first: drafts are not printed."))
    if not template.is_default:
        CertificateTemplate.objects.filter(is_default=True, locale=template.locale_id).update(is_default=False)
        CertificateTemplate.objects.filter(pk=template.pk).update(is_default=True)
        template.is_default = True
        log(instance=template, action="lms_certificates.make_default", user=by)
        retry_held(HeldCertificate.objects.all())
    return template


@transaction.atomic
def use_for_courses(*, template, courses, by):
    """Print the certificates of `courses`, and of no other course, with `template`. Safe to repeat.

    A course has one template: one that used another until now uses this one. Issued certificates stay as they are.

    Raises:
        RuleError: the template is not published.
    """
    if not template.live:
        raise RuleError(_("Publish the template first: drafts are not printed."))
    wanted = {course.pk: course for course in courses}
    now = set(template.course_templates.values_list("course", flat=True))
    if now == set(wanted):
        return template
    template.course_templates.exclude(course__in=wanted).delete()
    for course in wanted.values():
        CourseTemplate.objects.update_or_create(course=course, defaults={"template": template})
    data = {"courses": [course.title for course in wanted.values()]}
    log(instance=template, action="lms_certificates.use_for_courses", user=by, data=data)
    retry_held(HeldCertificate.objects.all())
    return template
