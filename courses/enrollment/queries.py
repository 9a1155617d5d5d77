"""Reads that join enrollments with courses and classes."""

from courses.enrollment.models import Enrollment


def find_enrollment(course, user):
    """Return the enrollment of `user` on `course`, in whichever language, that is in force, or None."""
    if not user.is_authenticated or course.pk is None:
        return None
    enrollment = Enrollment.objects.of(user).filter(course_key=course.translation_key).order_by().first()
    if enrollment:
        enrollment.know(course, user)
    return enrollment
