"""Brainstorms that come from a file."""

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.transfer.entries import BrainstormFileError
from brainstorm.transfer.importing import Importer


def import_brainstorm(*, data, by=None, is_rehearsal=False):
    """Make a brainstorm of a file (a `FileEntry`), led by whoever imports it, and return the `ImportReport`.

    is_rehearsal: do everything, tell what would be made, and leave nothing.

    Raises:
        BrainstormFileError: something in the file is missing or wrong; nothing is left of it.
    """
    try:
        with transaction.atomic():
            report = Importer(data).run()
            if is_rehearsal:
                transaction.set_rollback(True)
                report.brainstorm = None
                return report
            if by:
                report.brainstorm.facilitators.add(by)
            log(report.brainstorm, "lms_brainstorm.imported", user=by)
    except (IntegrityError, DataError, OverflowError) as error:
        raise BrainstormFileError(
            _("The file contradicts itself, so nothing was imported. Export the brainstorm again.")
        ) from error
    return report
