"""Reads that join enrollments with courses and classes."""

from courses.enrollment.models import Enrollment


def find_enrollment(course, user):
    """Return the enrollment of `user` on `course` that is in force, or None."""
    if not user.is_authenticated or course.pk is None:
        return None
    enrollment = Enrollment.objects.of(user).filter(course=course).order_by().first()
    if enrollment:
        enrollment.course, enrollment.learner = course, user
    return enrollment
