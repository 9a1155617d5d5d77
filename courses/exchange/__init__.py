"""A course as one file: a ZIP of `course.json`, pictures and documents. See docs/reference/course-file.md."""

from .archive import CourseArchive
from .entries import CourseFileError
from .importing import Importer, ImportReport
from .writing import write_course

__all__ = ["CourseArchive", "CourseFileError", "ImportReport", "Importer", "write_course"]
