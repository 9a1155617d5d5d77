from .classes import Attendance, Booking, ClassMeeting, ScheduledClass
from .learning import Acknowledgment, Attempt, Enrollment, LessonProgress
from .library import Answer, Guideline, Question, Quiz, QuizQuestion, SocialTool
from .pages import CatalogPage, CoursePage, LessonGuideline, LessonPage, LessonQuiz, Level

__all__ = [
    "Acknowledgment",
    "Answer",
    "Attempt",
    "Attendance",
    "Booking",
    "CatalogPage",
    "ClassMeeting",
    "CoursePage",
    "Enrollment",
    "Guideline",
    "LessonGuideline",
    "LessonPage",
    "LessonProgress",
    "LessonQuiz",
    "Level",
    "Question",
    "Quiz",
    "QuizQuestion",
    "ScheduledClass",
    "SocialTool",
]
