from courses.catalog.models import CatalogPage
from lms.roles.permissions import Role, can_teach, has_role


def can_read_lesson(user, enrollment):
    """Learners read the lessons of the courses they are enrolled on; trainers read all."""
    return enrollment is not None or has_role(user, Role.TRAINER)


def can_export_course(user, course):
    """Whoever teaches and may edit the course: a course file holds the right answers."""
    return can_teach(user) and course.permissions_for_user(user).can_edit()


def catalogs_to_import_into(user):
    """Return the list of catalogs below which `user` may make courses from files."""
    if not can_teach(user):
        return []
    catalogs = CatalogPage.objects.order_by("path")
    return [catalog for catalog in catalogs if catalog.permissions_for_user(user).can_add_subpage()]
