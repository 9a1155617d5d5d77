"""Which template is used where."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from certificates.designs.models import CertificateTemplate, CourseTemplate
from certificates.issuing.holding import retry_held
from certificates.issuing.models import HeldCertificate
from lms.exceptions import RuleError


@transaction.atomic
def make_default(*, template, by):
    """Use `template` for every certificate for which none is chosen. Safe to repeat.

    Raises:
        RuleError: the template is not published.
    """
    if not template.live:
        raise RuleError(_("Publish the template first: drafts are not printed."))
    if not template.is_default:
        CertificateTemplate.objects.filter(is_default=True).update(is_default=False)
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
