"""What becomes of certificates, for the demonstration: one has expired, one is superseded, one revoked, one is asked
to be corrected. Those of the learner stay as they are.
"""

from datetime import timedelta

from django.utils import timezone

from certificates.corrections.actions import ask_correction, grant_correction
from certificates.issuing.actions import issue_certificate, revoke_certificate, use_for_courses
from certificates.models import CertificateTemplate
from courses.models import Enrollment

#: Rules of conduct are to be read anew every year.
YEARLY = "good-conduct"
YEARLY_MONTHS = 12
ISSUED_BEFORE = timedelta(days=400)


def issue_long_ago(enrollments, *, by):
    """Issue the first certificate of the yearly course so long ago that it has expired. Safe to repeat."""
    enrollment = next((each for each in enrollments if each.course.slug == YEARLY), None)
    if enrollment is None or enrollment.certificates.exists():
        return
    enrollment.completed_at = timezone.now() - ISSUED_BEFORE
    Enrollment.objects.filter(pk=enrollment.pk).update(completed_at=enrollment.completed_at)
    template = CertificateTemplate.objects.create(name="Once a year", valid_months=YEARLY_MONTHS, live=False)
    template.save_revision(user=by).publish(user=by)
    template.refresh_from_db()
    use_for_courses(template=template, courses=[enrollment.course], by=by)
    issue_certificate(enrollment=enrollment, issued_at=enrollment.completed_at)


def show_states(certificates, *, by):
    """Let certificates of colleagues come to the ends that they can come to. Safe to repeat."""
    of_colleagues = [each for each in certificates if each.learner.username.startswith("colleague")]
    if len(of_colleagues) < 3 or any(each.is_revoked for each in of_colleagues):
        return
    corrected, revoked, asked = of_colleagues[:3]
    married = f"{corrected.learner_name}-Pell"
    correction = ask_correction(certificate=corrected, name=married, reason="I have married.")
    grant_correction(correction=correction, by=by)
    revoke_certificate(certificate=revoked, reason="Issued to the wrong account by mistake", by=by)
    ask_correction(certificate=asked, name=f"{asked.learner_name} Jr.", reason="My father works here too.")
