"""What certificates add to pages of the other apps."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from certificates.issuing.models import HeldCertificate
from certificates.records.models import Certificate
from lms.dashboard.panels import DashboardPanel, NextStep
from lms.days import write_date

# So long a certificate may be the next step on "My learning".
FRESH = timedelta(days=3)


def add_dashboard_panels(request, dashboard):
    """My certificates; the newest is also the next step while it is fresh."""
    certificates = list(Certificate.objects.of(request.user).select_related("enrollment"))
    dashboard.panels.append(
        DashboardPanel(
            70,
            "lms_certificates/learners/panels/dashboard.html",
            {"certificates": certificates},
            is_empty=not certificates,
        )
    )
    newest = next((each for each in certificates if each.is_current), None)
    if newest and timezone.now() - newest.issued_at < FRESH:
        dashboard.next_steps.append(
            NextStep(
                order=60,
                kicker=_("Well done"),
                title=newest.course_title,
                text=_("Your certificate is yours to keep and share."),
                url=newest.get_absolute_url(),
                action=_("Open the certificate"),
                icon="award",
            )
        )
    ending = next((each for each in certificates if each.is_renewable and has_not_begun_again(each)), None)
    if ending:
        day = write_date(ending.expires_on)
        dashboard.next_steps.append(
            NextStep(
                order=25,
                kicker=_("Ended") if ending.is_expired else _("Ends soon"),
                title=ending.course_title,
                text=_("Your certificate is valid until %(day)s. Read the lessons again to renew it.") % {"day": day},
                url=ending.get_absolute_url(),
                action=_("Renew it"),
                icon="arrow-repeat",
            )
        )


def has_not_begun_again(certificate):
    return certificate.enrollment is not None and certificate.enrollment.is_completed


def course_panel(request, course, enrollment):
    """Your certificate, on the course page: what brings it, that it is being printed, or where it is."""
    if enrollment is None:
        return []
    certificate = Certificate.objects.for_completion(enrollment).first() if enrollment.is_completed else None
    is_waiting = enrollment.is_completed and certificate is None
    context = {
        "certificate": certificate,
        "held": HeldCertificate.objects.filter(enrollment=enrollment).first() if is_waiting else None,
        "enrollment": enrollment,
        "is_late": enrollment.is_completed and timezone.now() - enrollment.completed_at > Certificate.PRINTED_WITHIN,
        "refresh_url": request.path,
    }
    return [(50, render_to_string("lms_certificates/learners/panels/course.html", context, request=request))]


def person_panel(request, person):
    """The certificates of one of a manager's people: which and when, without the files."""
    told = (Certificate.State.VALID, Certificate.State.PRINTING, Certificate.State.EXPIRED)
    certificates = [each for each in Certificate.objects.of(person) if each.state in told]
    if not certificates:
        return []
    context = {"certificates": certificates}
    return [(50, render_to_string("lms_certificates/learners/panels/person.html", context, request=request))]


class HeldPanel(Component):
    """What is held back and why, on a trainer's home in the Wagtail admin."""

    name = "lms_held_certificates"
    template_name = "lms_certificates/learners/admin/held_panel.html"
    order = 60
    MOST = 5

    def __init__(self, count):
        self.count = count

    def get_context_data(self, parent_context):
        held = HeldCertificate.objects.select_related("enrollment__course", "enrollment__learner")
        return {"held": held[: self.MOST], "count": self.count}


def add_held_panel(request, panels):
    """Add the panel where something is held back and the visitor may see it."""
    if request.user.has_perm("lms_certificates.view_heldcertificate") and (count := HeldCertificate.objects.count()):
        panels.append(HeldPanel(count))
