"""Who may do what with courses and classes."""

from lms.permissions import Role, can_teach, has_role

from .models import ScheduledClass


def can_run_class(user, scheduled_class):
    """Trainers may run every class: they stand in for one another."""
    return has_role(user, Role.TRAINER)


def classes_for(user):
    """Return the classes that `user` may see: trainers see all, others those of open courses and their own."""
    classes = ScheduledClass.objects.all()
    return classes if can_teach(user) else classes.open_to(user)


def can_read_lesson(user, enrollment):
    """Learners read the lessons of the courses they are enrolled on; trainers read all."""
    return enrollment is not None or has_role(user, Role.TRAINER)
