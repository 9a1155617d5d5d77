"""Reads that join a course with its lessons, prerequisites and learners."""

from courses.catalog.models import CoursePage


def find_circle(course, required):
    """Return the courses of a circle that `course` would close by asking for the courses `required`, or [].

    Goes through what is published and what is still a draft, so that two drafts cannot meet in a circle later. The
    circle begins and ends with `course`.
    """
    ways = [[course, each] for each in required]
    seen = set()
    while ways:
        way = ways.pop()
        last = way[-1]
        if last.pk == course.pk:
            return way
        if last.pk not in seen:
            seen.add(last.pk)
            ways += [[*way, each] for each in asked_by(last)]
    return []


def asked_by(course):
    """Return the courses that `course` asks for now or in its draft."""
    asked = {place.required_course_id for place in course.prerequisites.all()}
    if course.has_unpublished_changes and course.latest_revision_id:
        asked |= {place.required_course_id for place in course.get_latest_revision_as_object().prerequisites.all()}
    return list(CoursePage.objects.filter(pk__in=asked))
