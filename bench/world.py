"""What is measured: two courses, a learner halfway through them, a catalog, two brainstorms."""

from django.utils import timezone

from brainstorm.models import Idea
from courses.models import CatalogPage, CoursePage, LessonProgress
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.courses import (
    CatalogPageFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    SocialToolFactory,
)
from tests.factories.users import LearnerFactory

PARAGRAPH = "<p>" + "People follow people whose work touches theirs, and answer what they can. " * 4 + "</p>"
BODY = [("heading", "Begin"), ("paragraph", PARAGRAPH), ("paragraph", PARAGRAPH), ("paragraph", PARAGRAPH)]


class World:
    """The pages and people of one measurement, of a `Size`, in the database."""

    def __init__(self, size):
        self.size = size
        self.learner = LearnerFactory(username="learner")
        self.catalog = CatalogPageFactory(title="Courses")
        tools = SocialToolFactory.create_batch(4)
        self.courses = {length: self.make_course(length, tools[0]) for length in size.lengths}
        for number in range(size.catalog - len(size.lengths)):
            course = CoursePageFactory(parent=self.catalog, tool=tools[number % 4])
            LessonPageFactory.create_batch(3, parent=course)
            if number % 2:
                EnrollmentFactory(learner=self.learner, course=course)
        self.board, self.brainstorm = self.make_brainstorm("discuss"), self.make_brainstorm("answer")

    def make_course(self, length, tool):
        """Return a course of which the learner has done half, as (course, lessons, enrollment)."""
        course = CoursePageFactory(parent=self.catalog, tool=tool, title=f"Course of {length}", requirement_keys=[])
        lessons = [LessonPageFactory(parent=course, title=f"Part {n}", body=BODY) for n in range(length)]
        enrollment = EnrollmentFactory(learner=self.learner, course=course)
        now = timezone.now()
        LessonProgress.objects.bulk_create(
            LessonProgress(enrollment=enrollment, lesson=lesson, opened_at=now, completed_at=now)
            for lesson in lessons[: length // 2]
        )
        course, catalog = CoursePage.objects.get(pk=course.pk), CatalogPage.objects.get(pk=self.catalog.pk)
        assert course.get_parent().specific == catalog
        return course, lessons, enrollment

    def make_brainstorm(self, phase):
        """Return a brainstorm in `phase`, whose room, the learner among it, reads all its ideas."""
        brainstorm = BrainstormFactory(plan=["collect", phase], participants=[self.learner])
        writer = LearnerFactory()
        tag = joined(brainstorm, writer).tag
        ideas = IdeaFactory.build_batch(self.size.ideas, brainstorm=brainstorm, by=writer, author_tag=tag)
        Idea.objects.bulk_create(ideas)
        return move_to(brainstorm, phase)

    def take_back_ideas(self):
        """Forget what the learner has written, so that the board stays as long as it was."""
        self.brainstorm.ideas.by(joined(self.brainstorm, self.learner)).delete()

    def reopen(self, length):
        """Take back the completion of the lesson in the middle, so that completing it can be measured again."""
        _, lessons, enrollment = self.courses[length]
        LessonProgress.objects.update_or_create(
            enrollment=enrollment, lesson=lessons[length // 2], defaults={"completed_at": None}
        )
