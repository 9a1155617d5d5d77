"""Finding a course or lesson by its address in memory, where Wagtail asks twice for each step of the way."""

import copy

from courses.catalog.models import CoursePage, LessonPage
from courses.catalog.structure import structure_of
from lms.caching.cache import cached


def find_page(catalog, slugs, version):
    """Return the published page at `slugs` below `catalog`, itself included, or None: then Wagtail looks for itself.

    A lesson knows its course. All know whether a restriction of Wagtail's applies to them. What is returned is a copy,
    so that nothing a request adds to it is seen by another.
    """
    if version is None or len(slugs) > 2:
        return None
    page = catalog
    if slugs:
        courses = cached(version, ("lms_courses.courses", catalog.pk), lambda: load_courses(catalog))
        page = copy.copy(courses.get(slugs[0]))
    if page and len(slugs) == 2:
        page = find_lesson(page, slugs[1], version)
    if page is None or not page.live:
        return None
    page.is_unrestricted = cached(
        version, ("lms_courses.unrestricted", page.pk), lambda: not page.get_view_restrictions().exists()
    )
    return page


def load_lesson(course, slug):
    return LessonPage.objects.live().child_of(course).defer("body").filter(slug=slug).first()


def lesson_called(pk, version):
    """Return the published lesson with the id `pk`, which knows its course, or None."""
    lesson = copy.copy(cached(version, ("lms_courses.lesson_called", pk), lambda: load_lesson_called(pk)))
    if lesson:
        lesson.know_course(copy.copy(lesson.get_course()))
    return lesson


def load_lesson_called(pk):
    lesson = LessonPage.objects.live().defer("body").filter(id=pk).first()
    if lesson:
        lesson.know_course(lesson.get_course())
    return lesson


def load_courses(catalog):
    """Return {slug: course} of all courses of the catalog, drafts included: they may have published lessons."""
    courses = CoursePage.objects.child_of(catalog).select_related("tool", "image")
    return {course.slug: course for course in courses.prefetch_related("image__renditions")}


def find_lesson(course, slug, version):
    if slug not in structure_of(course, version).slugs:
        return None
    lesson = copy.copy(cached(version, ("lms_courses.lesson", course.pk, slug), lambda: load_lesson(course, slug)))
    if lesson:
        lesson.know_course(course)
    return lesson
