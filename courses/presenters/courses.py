"""A course: its outline, what it asks, and what the other apps add to its page."""

from dataclasses import dataclass, field

from wagtail import hooks

from lms.permissions import can_teach

from ..completion import evaluate_completion
from ..models import Enrollment, LessonPage, ScheduledClass
from .classes import class_rows


def find_enrollment(course, user):
    """Return the enrollment of `user` on `course` that is in force, or None."""
    if not user.is_authenticated or course.pk is None:
        return None
    enrollment = Enrollment.objects.of(user).filter(course=course).first()
    if enrollment:
        enrollment.course, enrollment.learner = course, user
    return enrollment


@dataclass
class OutlineItem:
    """A lesson in the outline of its course, with its state for one learner."""

    lesson: LessonPage
    number: int
    url: str
    is_done: bool = False
    is_current: bool = False


@dataclass
class Outline:
    """The lessons of a course in order; knows which comes next."""

    items: list = field(default_factory=list)

    @property
    def done(self):
        return sum(item.is_done for item in self.items)

    @property
    def total(self):
        return len(self.items)

    @property
    def left(self):
        return self.total - self.done

    @property
    def minutes(self):
        return sum(item.lesson.duration_minutes for item in self.items)

    def neighbor(self, offset):
        """Return the item `offset` places from the current one, or None."""
        position = next((place for place, item in enumerate(self.items) if item.is_current), None)
        if position is None or not 0 <= position + offset < len(self.items):
            return None
        return self.items[position + offset]

    @property
    def previous(self):
        return self.neighbor(-1)

    @property
    def next(self):
        return self.neighbor(1)

    @property
    def first_open(self):
        """The first lesson not done yet; the first one of all when everything is done."""
        return next((item for item in self.items if not item.is_done), self.items[0] if self.items else None)


def build_outline(course, enrollment, current=None):
    """Return the `Outline` of the published lessons of `course` in two queries."""
    lessons = LessonPage.objects.in_course(course).defer("body", "search_description")
    done = set()
    if enrollment:
        done = set(enrollment.lesson_progress.filter(completed_at__isnull=False).values_list("lesson_id", flat=True))
    course_url = course.url or ""
    return Outline(
        [
            OutlineItem(
                lesson=lesson,
                number=number,
                # A child's address is its parent's and its slug: no query for each lesson.
                url=f"{course_url}{lesson.slug}/",
                is_done=lesson.pk in done,
                is_current=current is not None and lesson.pk == current.pk,
            )
            for number, lesson in enumerate(lessons, start=1)
        ]
    )


def collect_panels(hook, *args):
    """Return the HTML of the panels that the apps add by `hook`, each a list of (order, html), in order."""
    panels = [panel for register in hooks.get_hooks(hook) for panel in register(*args)]
    return [html for _order, html in sorted(panels, key=lambda panel: panel[0])]


def course_context(course, request):
    is_saved = course.pk is not None  # The admin previews a course that is still being written.
    enrollment = find_enrollment(course, request.user)
    completion = None
    if enrollment:
        completion = evaluate_completion(course=course, learner=request.user, enrollment=enrollment)
    return {
        "course": course,
        "enrollment": enrollment,
        "outline": build_outline(course, enrollment),
        "completion": completion,
        "requirements": completion.requirements
        if completion
        else evaluate_completion(course=course, learner=request.user).requirements,
        "classes": class_rows(ScheduledClass.objects.filter(course=course.pk).upcoming(), request.user),
        "panels": collect_panels("register_course_panels", request, course, enrollment) if is_saved else [],
        "is_trainer": can_teach(request.user),
    }
