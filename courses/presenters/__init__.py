"""What a page shows to one person. Reads only: `get_context` and views ask here, templates ask nothing."""

from .catalog import catalog_context
from .classes import class_rows
from .courses import build_outline, collect_panels, course_context, find_enrollment
from .lessons import lesson_context

__all__ = [
    "build_outline",
    "catalog_context",
    "class_rows",
    "collect_panels",
    "course_context",
    "find_enrollment",
    "lesson_context",
]
