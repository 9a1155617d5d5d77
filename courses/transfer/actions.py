"""Courses that come from a file."""

from django.db import transaction
from wagtail.log_actions import log

from courses.transfer.importing import Importer


def import_course(*, archive, catalog, by=None, is_rehearsal=False):
    """Make a course below `catalog` of a `CourseArchive` and return its `ImportReport`. The course is a draft.

    is_rehearsal: do everything, tell what would be made, and leave nothing.

    Raises:
        CourseFileError: something in the file is missing or wrong; nothing is left of it.
    """
    importer = Importer(archive, catalog, by)
    try:
        with transaction.atomic():
            report = importer.run()
            if is_rehearsal:
                transaction.set_rollback(True)
            else:
                log(instance=report.course, action="lms_courses.import_course", user=by)
    except BaseException:
        importer.remove_files()
        raise
    if is_rehearsal:
        importer.remove_files()
        report.course = None
    return report
