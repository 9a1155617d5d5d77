class RuleError(Exception):
    """A rule of the domain was broken.

    Raised by actions with one translated sentence that tells the user what to do; `str(error)` is that sentence.
    Views turn it into a message or a form error, never into a 500.
    """
