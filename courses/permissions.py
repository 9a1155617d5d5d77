"""Who may do what with courses and classes."""

from lms.permissions import Role, has_role


def can_run_class(user, scheduled_class):
    """Trainers may run every class: they stand in for one another."""
    return has_role(user, Role.TRAINER)


def can_read_lesson(user, enrollment):
    """Learners read the lessons of the courses they are enrolled on; trainers read all."""
    return enrollment is not None or has_role(user, Role.TRAINER)
