from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.catalog.models import CoursePage, LessonPage
from courses.catalog.permissions import can_read_lesson
from courses.enrollment.queries import find_enrollment
from lms.roles.permissions import can_teach


def may_read(user, lesson):
    """Whether `user` may read `lesson`, which gets its `course` by this."""
    lesson.course = lesson.get_course()
    is_published = lesson.live and lesson.course.live
    enrollment = find_enrollment(lesson.course, user)
    return can_read_lesson(user, enrollment) and (is_published or can_teach(user))


def readable_or_404(request, lesson_pk):
    """Return the published lesson, with its `course`, to those who may read it."""
    lesson = get_object_or_404(LessonPage.objects.live(), id=lesson_pk)
    if not may_read(request.user, lesson):
        raise Http404
    return lesson


def own_enrollment(request, course_pk):
    """Return (course, enrollment) of the signed-in learner.

    Raises:
        Http404: there is no such course, or the learner is not on it.
    """
    course = get_object_or_404(CoursePage, id=course_pk)
    enrollment = find_enrollment(course, request.user)
    if enrollment is None:
        raise Http404
    return course, enrollment
