"""Chainable reads with the words of the domain. Views and presenters filter through these, never by hand."""

from .classes import BookingQuerySet, MeetingQuerySet, ScheduledClassQuerySet
from .discussion import DiscussionPostQuerySet, DiscussionReportQuerySet, people_called, people_named, readers_of
from .learning import EnrollmentQuerySet
from .library import GuidelineProposalQuerySet
from .notes import ReflectionQuerySet
from .pages import CoursePageQuerySet, LessonPageQuerySet
from .paths import LearningPathQuerySet
from .questions import AttemptQuerySet, QuestionQuerySet, QuizQuerySet

__all__ = [
    "AttemptQuerySet",
    "BookingQuerySet",
    "CoursePageQuerySet",
    "DiscussionPostQuerySet",
    "DiscussionReportQuerySet",
    "EnrollmentQuerySet",
    "GuidelineProposalQuerySet",
    "LearningPathQuerySet",
    "LessonPageQuerySet",
    "MeetingQuerySet",
    "QuestionQuerySet",
    "QuizQuerySet",
    "ReflectionQuerySet",
    "ScheduledClassQuerySet",
    "people_called",
    "people_named",
    "readers_of",
]
