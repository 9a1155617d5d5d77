from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.models import CoursePage, EnrollmentPolicy
from courses.enrollment.actions import enroll_learners
from courses.enrollment.models import Enrollment
from courses.enrollment.prerequisites import unmet_by_pair
from lms.exceptions import RuleError


@transaction.atomic
def enroll_on_path(*, path, learner):
    """Enroll `learner` by themselves on the courses of `path` that are open to them. Returns the new `Enrollment`s.

    Left out is what waits for something to be completed before, and what others let people on. On a path "one after
    the other" a course opens when the one before it is completed. Safe to repeat.

    Raises:
        RuleError: the path is not published, or none of its courses is open and none is under way.
    """
    if not path.live:
        raise RuleError(_("This path is not open yet. Check back when it is published."))
    courses = list(
        CoursePage.objects.live().public().filter(path_places__path=path).order_by("path_places__sort_order")
    )
    mine = Enrollment.objects.filter(learner=learner, course_key__in=[course.translation_key for course in courses])
    statuses = dict(mine.values_list("course_key", "status"))
    unmet = unmet_by_pair([(course.pk, learner.pk) for course in courses])
    enrolled = []
    for course in courses:
        status = statuses.get(course.translation_key)
        is_open = course.enrollment_policy == EnrollmentPolicy.OPEN and (course.pk, learner.pk) not in unmet
        if is_open and status not in Enrollment.IN_FORCE:
            enrolled += enroll_learners(
                course=course, learners={learner: None}, by=learner, source=Enrollment.Source.PATH
            )
        if path.is_in_order and status != Enrollment.Status.COMPLETED:
            break
    if not enrolled and Enrollment.Status.ACTIVE not in statuses.values():
        raise RuleError(_("No course in this path is open to you right now. See below what each one requires first."))
    return enrolled
