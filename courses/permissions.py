"""Who may do what with courses and classes."""

from django.contrib.auth import get_user_model

from lms.permissions import Role, can_teach, has_role

from .models import CatalogPage, Enrollment, ScheduledClass


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


def people_for(user):
    """Return the people whom `user` may enroll: trainers everybody, managers those who report to them directly."""
    people = get_user_model().objects.all()
    return people if can_teach(user) else people.filter(lms_profile__manager=user)


def enrollments_for(user):
    """Return the enrollments, in force or not, that `user` may change for others."""
    return Enrollment.objects.all() if can_teach(user) else Enrollment.objects.of_reports_to(user)


def requests_for(user):
    """Return what waits for an answer of `user`. Nobody lets themselves in."""
    return enrollments_for(user).requested().exclude(learner=user.pk)


def can_export_course(user, course):
    """Whoever teaches and may edit the course: a course file holds the right answers."""
    return can_teach(user) and course.permissions_for_user(user).can_edit()


def catalogs_to_import_into(user):
    """Return the list of catalogs below which `user` may make courses from files."""
    if not can_teach(user):
        return []
    catalogs = CatalogPage.objects.order_by("path")
    return [catalog for catalog in catalogs if catalog.permissions_for_user(user).can_add_subpage()]
