"""Learning paths: courses in order, and where one person stands on them. Reads only."""

from dataclasses import dataclass, field

from courses.catalog.models import CoursePage, LessonPage
from courses.enrollment.models import Enrollment
from courses.enrollment.prerequisites import unmet_by_pair
from courses.paths.models import LearningPath, LearningPathCourse


@dataclass
class PathStep:
    """A course on a path.

    enrollment: of this person, in any status, or None. blocked_by: courses to complete before this one opens, because
    it asks for them or because the path goes one after the other.
    """

    number: int
    course: CoursePage
    lessons: int = 0
    minutes: int = 0
    enrollment: Enrollment | None = None
    blocked_by: list = field(default_factory=list)

    @property
    def is_completed(self):
        return self.enrollment is not None and self.enrollment.is_completed

    @property
    def is_under_way(self):
        return self.enrollment is not None and self.enrollment.status == Enrollment.Status.ACTIVE

    @property
    def is_waiting(self):
        return self.enrollment is not None and self.enrollment.status == Enrollment.Status.REQUESTED

    @property
    def is_open(self):
        """Whether this person could enroll on it now by themselves."""
        is_in = self.is_completed or self.is_under_way or self.is_waiting
        return not is_in and not self.blocked_by and self.course.enrollment_policy == "open"


@dataclass
class PathView:
    """A path with its published courses, for one person."""

    path: LearningPath
    steps: list

    @property
    def done(self):
        return sum(step.is_completed for step in self.steps)

    @property
    def total(self):
        return len(self.steps)

    @property
    def minutes(self):
        return sum(step.minutes for step in self.steps)

    @property
    def is_completed(self):
        return self.total > 0 and self.done == self.total

    @property
    def open_steps(self):
        return [step for step in self.steps if step.is_open]

    @property
    def next_step(self):
        """What to do next: go on with what is under way, else the first course that is open or to be asked for."""
        under_way = [step for step in self.steps if step.is_under_way]
        to_begin = [step for step in self.steps if not (step.is_completed or step.is_waiting or step.blocked_by)]
        return next(iter(under_way + to_begin), None)


def open_courses():
    """Return the ids of the courses that everyone may see."""
    return CoursePage.objects.live().public().values("pk")


def view_paths(paths, user):
    """Return the `PathView` of each of `paths` for `user`, who may be anonymous; five queries at most."""
    paths = list(paths)
    places = list(
        LearningPathCourse.objects.filter(path__in=[path.pk for path in paths], course__in=open_courses())
        .select_related("course")
        .order_by("sort_order", "pk")
    )
    courses = {path.pk: [place.course for place in places if place.path_id == path.pk] for path in paths}
    return [PathView(path, steps) for path, steps in zip(paths, build_steps(paths, courses, user), strict=True)]


def build_steps(paths, courses, user):
    """Return the list of `PathStep`s of each of `paths`; courses is {path id: [courses in order]}."""
    totals = LessonPage.objects.totals_by_course_path()
    listed = [course for each in courses.values() for course in each]
    enrollments, unmet = {}, {}
    if user.is_authenticated:
        keys = {course.translation_key for course in listed}
        mine = Enrollment.objects.filter(learner=user, course_key__in=keys).with_progress()
        enrollments = {enrollment.course_key: enrollment for enrollment in mine}
        unmet = unmet_by_pair([(pk, user.pk) for pk in {course.pk for course in listed}])
    lists = []
    for path in paths:
        steps, previous = [], None
        for number, course in enumerate(courses[path.pk], start=1):
            lessons, minutes = totals.get(course.path, (0, 0))
            step = PathStep(number, course, lessons, minutes, enrollments.get(course.translation_key))
            step.blocked_by = list(unmet.get((course.pk, user.pk), []))
            if path.is_in_order and previous is not None and not previous.is_completed:
                step.blocked_by = [previous.course, *(each for each in step.blocked_by if each != previous.course)]
            steps.append(step)
            previous = step
        lists.append(steps)
    return lists


def path_cards(user):
    """Return the `PathView` of every published path that has a published course."""
    return [view for view in view_paths(LearningPath.objects.live().in_language(), user) if view.steps]


def path_context(path, user):
    """Return what the page of `path` shows, also of a draft in the preview, whose courses are not stored yet."""
    chosen = [place.course_id for place in path.path_courses.all()]
    shown = {course.pk: course for course in CoursePage.objects.filter(pk__in=chosen).filter(pk__in=open_courses())}
    courses = [shown[pk] for pk in chosen if pk in shown]
    [steps] = build_steps([path], {path.pk: courses}, user)
    return {"path": path, "view": PathView(path, steps)}
