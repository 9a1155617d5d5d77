"""What certificates keep about one person."""

from django.utils.translation import gettext as _

from certificates.issuing.models import HeldCertificate
from certificates.records.codes import format_code
from certificates.records.models import Certificate, NameCorrection, Preference
from lms.personal_data.tables import PersonalTable, Reader


def personal_tables(user):
    return [
        PersonalTable(
            name="certificates",
            title=_("Your certificates"),
            about=_("To let anyone you give the code to check them."),
            readers=_("Anyone with the code"),
            columns=(
                *(_("Course"), _("Name on it"), _("Code"), _("Completed"), _("Issued"), _("Valid until")),
                *(_("Public page closed"), _("Suspended"), _("Revoked"), _("Reason"), _("What it rests on")),
            ),
            rows=[
                (
                    row.course_title,
                    row.learner_name,
                    format_code(row.verification_code),
                    row.completed_on,
                    row.issued_on,
                    row.expires_on,
                    row.closed_at,
                    row.suspended_at,
                    row.revoked_at,
                    row.revoked_reason or row.suspended_reason,
                    "; ".join(f"{each['name']}: {each['narrative']}" for each in row.snapshot.get("evidence") or ()),
                )
                for row in Certificate.objects.of(user)
            ],
        ),
        PersonalTable(
            name="held-certificates",
            title=_("Your pending certificates"),
            about=_("To issue them once the problem is fixed."),
            readers=Reader.TRAINERS,
            columns=(_("Course"), _("Reason"), _("Since")),
            rows=[
                (row.enrollment.course.title, row.reason, row.held_at)
                for row in HeldCertificate.objects.filter(enrollment__learner=user).select_related("enrollment__course")
            ],
        ),
        PersonalTable(
            name="name-corrections",
            title=_("Name corrections you asked for"),
            about=_("To let a trainer decide."),
            readers=Reader.TRAINERS,
            columns=(_("Name"), _("Reason"), _("Asked"), _("State"), _("Answer")),
            rows=[
                (row.name, row.reason, row.asked_at, row.get_state_display(), row.answer)
                for row in NameCorrection.objects.filter(certificate__learner=user)
            ],
        ),
        PersonalTable(
            name="certificate-preference",
            title=_("What your certificates show"),
            about=_("To apply it to new certificates."),
            readers=Reader.SELF,
            columns=(_("Quiz scores"), _("Public pages closed")),
            rows=[
                tuple(_("yes") if allowed else _("no") for allowed in row)
                for row in Preference.objects.filter(user=user).values_list("shows_scores", "closes_pages")
            ],
        ),
    ]
