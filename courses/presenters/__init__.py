"""What a page shows to one person. Reads only: `get_context` and views ask here, templates ask nothing."""

from .calendars import class_calendar, personal_calendar
from .catalog import catalog_context
from .classes import class_rows, learner_clashes, trainer_clashes
from .courses import build_outline, collect_panels, course_context, find_enrollment, outline_in, situation_of
from .enrolling import forecast_enrollments, waiting_rows
from .lessons import lesson_context
from .paths import path_cards, path_context
from .people import courses_of, places_in_classes
from .rooms import now_in_room

__all__ = [
    "build_outline",
    "catalog_context",
    "class_calendar",
    "class_rows",
    "collect_panels",
    "course_context",
    "courses_of",
    "find_enrollment",
    "forecast_enrollments",
    "learner_clashes",
    "lesson_context",
    "now_in_room",
    "outline_in",
    "path_cards",
    "path_context",
    "personal_calendar",
    "places_in_classes",
    "situation_of",
    "trainer_clashes",
    "waiting_rows",
]
