"""Certificates of the demonstration: a template in each design, and a certificate for each completed course."""

from certificates.issuing.actions import issue_certificate, make_default, use_for_courses
from certificates.models import CertificateTemplate
from courses.models import CoursePage

from . import certificate_states

SIGNATORY = {"name": "Imogen Achterberg", "role": "Head of Learning", "signature": None}

# Which template is for the courses of which level.
TEMPLATES = {
    "basics": {
        "name": "Basics",
        "design": CertificateTemplate.Design.MODERN,
        "title": "Certificate of completion",
        "body": "has completed the course {course} and now knows the way around.",
    },
    "intermediate": {
        "name": "Everyday use",
        "design": CertificateTemplate.Design.CLASSIC,
        "title": "Certificate of completion",
        "body": "has completed the course {course} and uses it in the work of every day.",
    },
    "advanced": {
        "name": "Advanced",
        "design": CertificateTemplate.Design.PLAIN,
        "title": "Certificate of advanced practice",
        "body": "has completed the course {course} on {completed_on} and can show others how it is done.",
    },
}
DEFAULT_LEVEL = "intermediate"


def load(*, enrollments, by):
    """Publish the templates and issue a certificate for each of the completed `enrollments`. Safe to repeat.

    Returns the list of certificates.
    """
    templates = {level: load_template(values, by) for level, values in TEMPLATES.items()}
    if not CertificateTemplate.objects.filter(is_default=True).exists():
        make_default(template=templates[DEFAULT_LEVEL], by=by)
        for level, template in templates.items():
            use_for_courses(template=template, courses=CoursePage.objects.live().filter(level=level), by=by)
    certificate_states.issue_long_ago(enrollments, by=by)
    issued = [issue_certificate(enrollment=enrollment) for enrollment in enrollments]
    certificate_states.show_states(issued, by=by)
    return issued


def load_template(values, by):
    """Return the published template called as in `values`, made with a revision as the admin makes it."""
    existing = CertificateTemplate.objects.filter(name=values["name"]).first()
    if existing:
        return existing
    template = CertificateTemplate.objects.create(
        name=values["name"], design=values["design"], content=content_of(values), live=False
    )
    template.save_revision(user=by).publish(user=by)
    template.refresh_from_db()
    return template


def content_of(values):
    """Return the blocks of a template of the demonstration."""
    return [
        ("kicker", "{organization}"),
        ("title", values["title"]),
        ("name", {"lead": "Awarded to"}),
        ("body", values["body"]),
        ("skills", {"heading": "Is now able to", "most": 4}),
        ("seal", {"logo": None}),
        ("signatories", [SIGNATORY]),
        ("verification", None),
    ]
