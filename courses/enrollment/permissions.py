from django.contrib.auth import get_user_model

from courses.enrollment.models import Enrollment
from lms.roles.permissions import can_teach


def people_for(user):
    """Return the people whom `user` may enroll: trainers everyone, managers those who report to them directly."""
    people = get_user_model().objects.all()
    return people if can_teach(user) else people.filter(lms_profile__manager=user)


def enrollments_for(user):
    """Return the enrollments, in force or not, that `user` may change for others."""
    return Enrollment.objects.all() if can_teach(user) else Enrollment.objects.of_reports_to(user)


def requests_for(user):
    """Return what waits for an answer of `user`. No one lets themselves in."""
    return enrollments_for(user).requested().exclude(learner=user.pk)
