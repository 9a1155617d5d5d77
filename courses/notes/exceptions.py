from django.utils.translation import gettext as _

from lms.exceptions import RuleError


class NoteConflictError(RuleError):
    """A note was to be saved over a text that its writer has not seen. `note` is that text; None if it was deleted."""

    def __init__(self, note):
        super().__init__(
            _("These notes have changed in another window since you opened them. Your text has not been saved yet.")
        )
        self.note = note
