from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import Page
from wagtail.query import PageQuerySet

from lms.relations import related_objects


class CoursePageQuerySet(PageQuerySet):
    def at_level(self, level):
        """Return the courses at `level`, or with a lesson that is."""
        return self.filter(Q(level=level) | Exists(self._lessons().filter(level=level)))

    def for_tool(self, slug):
        """Return the courses about the tool called `slug` or with a lesson that is, and those that fit any tool."""
        has_lesson = Exists(self._lessons().filter(tool__slug=slug))
        return self.filter(Q(tool__slug=slug) | Q(tool__isnull=True) | has_lesson)

    def matching(self, words):
        """Return the courses in which `words` are found, or in one of whose published lessons."""
        found = [page.pk for page in self.search(words, order_by_relevance=False)]
        lessons = self._all_lessons().live().search(words, order_by_relevance=False)
        paths = {lesson.path[: -Page.steplen] for lesson in lessons}
        return self.filter(Q(pk__in=found) | Q(path__in=paths))

    def _all_lessons(self):
        from courses.catalog.models import LessonPage  # noqa: PLC0415 - its module names this queryset as a manager

        return LessonPage.objects.all()

    def _lessons(self):
        """The published lessons of the course of an outer query."""
        return self._all_lessons().live().filter(path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1)

    def in_use(self):
        """Return the courses that have learners, even former ones, or classes."""
        return self.filter(Q(enrollments__isnull=False) | Q(scheduled_classes__isnull=False)).distinct()

    def with_enrollment_counts(self):
        """Annotate `learners_active`, `learners_completed` and `learners_overdue`."""
        overdue = related_objects(self.model, "enrollments").overdue().order_by()
        return self.annotate(
            learners_active=Count("enrollments", filter=Q(enrollments__status="active")),
            learners_completed=Count("enrollments", filter=Q(enrollments__status="completed")),
            learners_overdue=Count("enrollments", filter=Q(enrollments__in=overdue)),
        )


class LessonPageQuerySet(PageQuerySet):
    def in_course(self, course):
        """Return the published lessons of `course` in their order."""
        return self.child_of(course).live().order_by("path")

    def new_since(self, moment):
        """Return those first published after `moment`; as `LessonStructure.is_new_since` of the lessons of a course."""
        return self.live().filter(first_published_at__gt=moment)

    def with_course_path(self):
        """Annotate `course_path`, the tree path of each lesson's course, to join many courses in one query."""
        return self.annotate(course_path=Substr("path", 1, Length("path") - Page.steplen))

    def totals_by_course_path(self):
        """Return {tree path of the course: (published lessons, minutes)} in one query."""
        rows = (
            self.live()
            .with_course_path()
            .order_by()
            .values("course_path")
            .annotate(lessons=Count("pk"), minutes=models.Sum("duration_minutes"))
        )
        return {row["course_path"]: (row["lessons"], row["minutes"]) for row in rows}
