"""Chainable reads with the words of the domain. Views and presenters filter through these, never by hand."""

from .classes import BookingQuerySet, ScheduledClassQuerySet
from .learning import EnrollmentQuerySet
from .library import GuidelineQuerySet
from .pages import CoursePageQuerySet, LessonPageQuerySet

__all__ = [
    "BookingQuerySet",
    "CoursePageQuerySet",
    "EnrollmentQuerySet",
    "GuidelineQuerySet",
    "LessonPageQuerySet",
    "ScheduledClassQuerySet",
]
