"""What must be completed before a course, and by whom it is not. Reads only.

A required course that is not published asks nothing: no one could complete it.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from courses.catalog.models import CoursePage, CoursePrerequisite
from courses.enrollment.models import Enrollment


@dataclass(frozen=True)
class Prerequisite:
    """A course that comes before another one, and whether the learner has completed it."""

    course: CoursePage
    is_met: bool


def prerequisites_of(course, learner):
    """Return the `Prerequisite`s of `course` in their order, in one query; `learner` may be anonymous."""
    done = Enrollment.objects.completed().filter(
        course_key=OuterRef("required_course__translation_key"), learner=learner.pk
    )
    places = CoursePrerequisite.objects.filter(course=course.pk, required_course__live=True).annotate(
        is_met=Exists(done)
    )
    return [
        Prerequisite(place.required_course, place.is_met)
        for place in places.select_related("required_course").order_by("sort_order", "pk")
    ]


def unmet_by_learner(course, learners):
    """Return {learner id: [courses to complete first]} of those whom something keeps from `course`, in two queries."""
    return {
        learner_id: unmet
        for (_course_id, learner_id), unmet in unmet_by_pair([(course.pk, learner.pk) for learner in learners]).items()
    }


def unmet_by_pair(pairs):
    """Return {(course id, learner id): [courses to complete first]} in two queries, for the pairs with any.

    pairs: (course id, learner id) of those who are, or are to be, on a course.
    """
    required = defaultdict(list)
    places = CoursePrerequisite.objects.filter(
        course__in={course_id for course_id, _learner_id in pairs}, required_course__live=True
    )
    for place in places.select_related("required_course").order_by("sort_order", "pk"):
        required[place.course_id].append(place.required_course)
    if not required:
        return {}
    asked = {course.translation_key for courses in required.values() for course in courses}
    done = Enrollment.objects.completed().filter(course_key__in=asked)
    completed = set(done.values_list("course_key", "learner_id"))
    unmet = {
        (course_id, learner_id): [
            each for each in required[course_id] if (each.translation_key, learner_id) not in completed
        ]
        for course_id, learner_id in pairs
        if course_id in required
    }
    return {pair: courses for pair, courses in unmet.items() if courses}
