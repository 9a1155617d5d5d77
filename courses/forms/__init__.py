from .attendance import AttendanceForm
from .calendars import CalendarKeyForm
from .classes import CancelClassForm, ClassForm, MeetingForm, PeopleField, ScheduleAgainForm
from .courses import CoursePageForm
from .enrolling import AnswerForm, DueDateForm, EnrollPeopleForm, PeopleSearchForm
from .ids import read_id
from .people_file import PeopleFileForm
from .questions import QuestionForm
from .team import TeamForm

__all__ = [
    "AnswerForm",
    "AttendanceForm",
    "CalendarKeyForm",
    "CancelClassForm",
    "ClassForm",
    "CoursePageForm",
    "DueDateForm",
    "EnrollPeopleForm",
    "MeetingForm",
    "PeopleField",
    "PeopleFileForm",
    "PeopleSearchForm",
    "QuestionForm",
    "ScheduleAgainForm",
    "TeamForm",
    "read_id",
]
