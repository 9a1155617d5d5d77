from .attempts import Attempt
from .classes import Attendance, Booking, BookingState, ClassMeeting, Invitation, ScheduledClass
from .discussion import DiscussionPost, DiscussionReport, DiscussionSubscription
from .learning import Acknowledgment, Enrollment, LessonProgress
from .library import Guideline, GuidelineProposal, SocialTool
from .notes import Note, Reflection
from .pages import (
    CatalogPage,
    CourseOutcome,
    CoursePage,
    CoursePrerequisite,
    EnrollmentPolicy,
    LessonGuideline,
    LessonPage,
    LessonQuiz,
    Level,
)
from .paths import LearningPath, LearningPathCourse
from .questions import Answer, Question, QuestionTag, Quiz, QuizQuestion, QuizTag

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
