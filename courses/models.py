"""The models of the app, from all its subjects: Django looks for them here."""

from courses.catalog.models import (
    CatalogPage,
    CourseOutcome,
    CoursePage,
    CoursePrerequisite,
    EnrollmentPolicy,
    LessonGuideline,
    LessonPage,
    LessonQuiz,
    Level,
    SocialTool,
)
from courses.classes.models import Attendance, Booking, BookingState, ClassMeeting, Invitation, ScheduledClass
from courses.discussion.models import DiscussionPost, DiscussionReport, DiscussionSubscription
from courses.enrollment.models import Enrollment, LessonProgress
from courses.guidelines.models import Acknowledgment, Guideline, GuidelineProposal
from courses.notes.models import Note, Reflection
from courses.paths.models import LearningPath, LearningPathCourse
from courses.quizzes.models import Answer, Attempt, Question, QuestionTag, Quiz, QuizQuestion, QuizTag

__all__ = [
    "Acknowledgment",
    "Answer",
    "Attempt",
    "Attendance",
    "Booking",
    "BookingState",
    "CatalogPage",
    "ClassMeeting",
    "CourseOutcome",
    "CoursePage",
    "CoursePrerequisite",
    "DiscussionPost",
    "DiscussionReport",
    "DiscussionSubscription",
    "Enrollment",
    "EnrollmentPolicy",
    "Guideline",
    "GuidelineProposal",
    "Invitation",
    "LearningPath",
    "LearningPathCourse",
    "LessonGuideline",
    "LessonPage",
    "LessonProgress",
    "LessonQuiz",
    "Level",
    "Note",
    "Question",
    "QuestionTag",
    "Quiz",
    "QuizQuestion",
    "QuizTag",
    "Reflection",
    "ScheduledClass",
    "SocialTool",
]
