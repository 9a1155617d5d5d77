from .admin import CompletionField, ConfirmForm, CoursesForm, DeclineForm, IssueForm, ReissueForm, RevokeForm
from .batches import BatchForm
from .learner import CorrectionForm, PreferenceForm
from .verifying import CodeForm, FileForm

__all__ = [
    "BatchForm",
    "CodeForm",
    "CompletionField",
    "ConfirmForm",
    "CorrectionForm",
    "CoursesForm",
    "DeclineForm",
    "FileForm",
    "IssueForm",
    "PreferenceForm",
    "ReissueForm",
    "RevokeForm",
]
