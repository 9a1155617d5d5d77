from .attendance import AttendanceForm
from .ids import read_id
from .questions import QuestionForm

__all__ = ["AttendanceForm", "QuestionForm", "read_id"]
