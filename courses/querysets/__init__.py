"""Chainable reads with the words of the domain. Views and presenters filter through these, never by hand."""

from .classes import BookingQuerySet, ScheduledClassQuerySet
from .learning import EnrollmentQuerySet
from .library import GuidelineQuerySet
from .pages import CoursePageQuerySet, LessonPageQuerySet
from .questions import AttemptQuerySet, QuestionQuerySet, QuizQuerySet

__all__ = [
    "AttemptQuerySet",
    "BookingQuerySet",
    "CoursePageQuerySet",
    "EnrollmentQuerySet",
    "GuidelineQuerySet",
    "LessonPageQuerySet",
    "QuestionQuerySet",
    "QuizQuerySet",
    "ScheduledClassQuerySet",
]
