"""Courses, lessons, quizzes, classes. Pages are published with a revision, as the admin does."""

from datetime import timedelta

import factory
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site
from wagtail.signals import page_published, published

from courses import models

from .users import LearnerFactory


class PublishedPageFactory(factory.django.DjangoModelFactory):
    """A page below `parent`, published with a revision so that `page_published` is sent."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, live=True, **kwargs):
        parent = parent or cls.default_parent()
        kwargs.setdefault("slug", slugify(kwargs["title"]))
        children = kwargs.pop("children", {})
        page = model_class(live=live, **kwargs)
        for name, values in children.items():
            setattr(page, name, values)
        if live:
            page.first_published_at = page.last_published_at = timezone.now()
        parent.add_child(instance=page)
        if live:
            cls._publish(page)
        return page

    @staticmethod
    def _publish(page):
        """Leave what `save_revision().publish()` leaves, but for the audit log, at less cost.

        That validates and saves each page three times, which took a fifth of what the tests of courses take.
        """
        revision = page.save_revision(clean=False)
        changes = {"live_revision": revision, "has_unpublished_changes": False}
        type(page).objects.filter(pk=page.pk).update(**changes)
        for signal in (page_published, published):
            signal.send(sender=type(page), instance=page, revision=revision)
        page.refresh_from_db()


class CatalogPageFactory(PublishedPageFactory):
    """The catalog, as the root of the default site."""

    class Meta:
        model = models.CatalogPage

    title = factory.Sequence(lambda n: f"Catalog {n}")

    @staticmethod
    def default_parent():
        root = Page.get_first_root_node()
        if root is None:  # A test with `transaction=True` leaves nothing behind, not even what migrations made.
            Locale.objects.get_or_create(language_code="en")
            root = Page.add_root(title="Root")
        return root

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        page = super()._create(model_class, *args, **kwargs)
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
        else:
            site.root_page = page
            site.save()
        return page


class SocialToolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SocialTool

    name = factory.Sequence(lambda n: f"Tool {n}")
    slug = factory.LazyAttribute(lambda tool: slugify(tool.name))


class CoursePageFactory(PublishedPageFactory):
    """A published course in the catalog that asks for lessons, quizzes and guidelines."""

    class Meta:
        model = models.CoursePage

    title = factory.Sequence(lambda n: f"Course {n}")
    summary = "Follow a colleague and write a first post."
    level = models.Level.BASICS
    requirement_keys = factory.LazyFunction(lambda: ["quizzes", "guidelines"])

    @staticmethod
    def default_parent():
        return models.CatalogPage.objects.first() or CatalogPageFactory()


class LessonPageFactory(PublishedPageFactory):
    """A published lesson; `parent` or `course` is its course. `body` is a list of (block name, value)."""

    class Meta:
        model = models.LessonPage

    title = factory.Sequence(lambda n: f"Lesson {n}")
    duration_minutes = 5
    body = factory.LazyFunction(lambda: [("paragraph", "<p>People follow people.</p>")])

    @staticmethod
    def default_parent():
        return CoursePageFactory()

    @classmethod
    def _create(cls, model_class, *args, course=None, parent=None, **kwargs):
        return super()._create(model_class, *args, parent=course or parent, **kwargs)


class GuidelineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Guideline

    title = factory.Sequence(lambda n: f"Guideline {n}")
    slug = factory.LazyAttribute(lambda guideline: slugify(guideline.title))
    body = "<p>Write as if the whole firm read it.</p>"


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question with one right answer and one wrong one; `right` and `wrong` are their numbers."""

    class Meta:
        model = models.Question
        skip_postgeneration_save = True

    text = factory.Sequence(lambda n: f"Question {n}?")

    @factory.post_generation
    def right(question, create, count, **kwargs):
        for number in range(1 if count is None else count):
            models.Answer.objects.create(question=question, text=f"Right {number}", is_correct=True, sort_order=number)

    @factory.post_generation
    def wrong(question, create, count, **kwargs):
        for number in range(1 if count is None else count):
            models.Answer.objects.create(
                question=question, text=f"Wrong {number}", feedback=f"Not {number}.", sort_order=10 + number
            )


class QuizFactory(factory.django.DjangoModelFactory):
    """A quiz; `questions` is a number of questions, 2 by default, or a list of them."""

    class Meta:
        model = models.Quiz
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Quiz {n}")
    slug = factory.LazyAttribute(lambda quiz: slugify(quiz.title))
    pass_percent = 50

    @factory.post_generation
    def questions(quiz, create, questions, **kwargs):
        if questions is None:
            questions = 2
        if isinstance(questions, int):
            questions = QuestionFactory.create_batch(questions)
        for place, question in enumerate(questions):
            models.QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=place)


class EnrollmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Enrollment

    learner = factory.SubFactory(LearnerFactory)
    course = factory.SubFactory(CoursePageFactory)

    class Params:
        completed = factory.Trait(status="completed", completed_at=factory.LazyFunction(timezone.now))


class AttemptFactory(factory.django.DjangoModelFactory):
    """A submitted attempt; its points follow from `marks`, {question id as a string: whether it was right}."""

    class Meta:
        model = models.Attempt

    enrollment = factory.SubFactory(EnrollmentFactory)
    quiz = factory.SubFactory(QuizFactory)
    marks = factory.LazyFunction(dict)
    points = factory.LazyAttribute(lambda attempt: sum(attempt.marks.values()))
    max_points = factory.LazyAttribute(lambda attempt: len(attempt.marks))
    submitted_at = factory.LazyFunction(timezone.now)


class ScheduledClassFactory(factory.django.DjangoModelFactory):
    """A class of two hours that begins in a week; `starts_in` is a timedelta from now, negative for the past."""

    class Meta:
        model = models.ScheduledClass
        skip_postgeneration_save = True

    course = factory.SubFactory(CoursePageFactory)
    capacity = 3
    place = "Room 1"
    time_zone = "UTC"

    @factory.post_generation
    def starts_in(scheduled_class, create, delta, **kwargs):
        starts_at = timezone.now() + (timedelta(days=7) if delta is None else delta)
        models.ClassMeeting.objects.create(
            scheduled_class=scheduled_class, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
        )


class BookingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Booking

    scheduled_class = factory.SubFactory(ScheduledClassFactory)
    learner = factory.SubFactory(LearnerFactory)
    status = models.Booking.Status.BOOKED
    queued_at = factory.LazyFunction(timezone.now)


class CoursePrerequisiteFactory(factory.django.DjangoModelFactory):
    """That `course` asks for `required_course` to be completed before."""

    class Meta:
        model = models.CoursePrerequisite

    course = factory.SubFactory(CoursePageFactory)
    required_course = factory.SubFactory(CoursePageFactory)


class LearningPathFactory(factory.django.DjangoModelFactory):
    """A published path; `courses` is a list of courses in order."""

    class Meta:
        model = models.LearningPath
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Path {n}")
    slug = factory.LazyAttribute(lambda path: slugify(path.title))
    summary = "From the first post to the first answer."

    @factory.post_generation
    def courses(path, create, courses, **kwargs):
        for place, course in enumerate(courses or []):
            models.LearningPathCourse.objects.create(path=path, course=course, sort_order=place)
