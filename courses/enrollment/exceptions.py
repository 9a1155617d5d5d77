from lms.exceptions import RuleError


class PrerequisitesError(RuleError):
    """Someone was to be enrolled without having completed what comes before.

    `courses` are the ones to complete first, so that a page can link to them.
    """

    def __init__(self, sentence, courses):
        super().__init__(sentence)
        self.courses = courses
