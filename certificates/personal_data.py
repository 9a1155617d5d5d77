"""What certificates keep about one person."""

from django.utils.translation import gettext as _

from lms.personal_data import PersonalTable, Reader

from .codes import format_code
from .models import Certificate


def personal_tables(user):
    return [
        PersonalTable(
            name="certificates",
            title=_("Your certificates"),
            about=_("So that anybody whom you give the code can check them."),
            readers=Reader.ANYBODY,
            columns=(_("Course"), _("Code"), _("Completed"), _("Issued"), _("Revoked"), _("Reason")),
            rows=[
                (
                    row.course_title,
                    format_code(row.verification_code),
                    row.completed_at,
                    row.issued_at,
                    row.revoked_at,
                    row.revoked_reason,
                )
                for row in Certificate.objects.of(user)
            ],
        )
    ]
