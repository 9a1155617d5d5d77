"""Chainable reads with the words of the domain. Views and presenters filter through these, never by hand."""

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length, Substr
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet


class CoursePageQuerySet(PageQuerySet):
    def at_level(self, level):
        return self.filter(level=level)

    def for_tool(self, slug):
        """Return the courses about the tool called `slug`, and those that fit any tool."""
        return self.filter(Q(tool__slug=slug) | Q(tool__isnull=True))

    def in_use(self):
        """Return the courses that have learners, even former ones, or classes."""
        from .models import Enrollment, ScheduledClass

        learners, classes = (model.objects.filter(course=OuterRef("pk")) for model in (Enrollment, ScheduledClass))
        return self.filter(Exists(learners) | Exists(classes))

    def with_enrollment_counts(self):
        """Annotate `learners_active`, `learners_completed` and `learners_overdue`."""
        today = timezone.localdate()
        active = Q(enrollments__status="active")
        return self.annotate(
            learners_active=Count("enrollments", filter=active),
            learners_completed=Count("enrollments", filter=Q(enrollments__status="completed")),
            learners_overdue=Count("enrollments", filter=active & Q(enrollments__due_date__lt=today)),
        )


class LessonPageQuerySet(PageQuerySet):
    def in_course(self, course):
        """Return the published lessons of `course` in their order."""
        return self.child_of(course).live().order_by("path")

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


class GuidelineQuerySet(models.QuerySet):
    def asked_by(self, course):
        """Return the guidelines that the published lessons of `course` ask to acknowledge."""
        lessons = {"lesson_guidelines__lesson__path__startswith": course.path, "lesson_guidelines__lesson__live": True}
        return self.filter(**lessons).distinct()


class EnrollmentQuerySet(models.QuerySet):
    def in_force(self):
        """Return those that were not withdrawn."""
        return self.exclude(status="withdrawn")

    def of(self, learner):
        return self.in_force().filter(learner=learner)

    def active(self):
        return self.filter(status="active")

    def completed(self):
        return self.filter(status="completed")

    def led_by(self, manager):
        """Return the enrollments of the people who report to `manager`, and of nobody else."""
        return self.in_force().filter(learner__lms_profile__manager=manager)

    def overdue(self, *, today=None):
        return self.active().filter(due_date__lt=today or timezone.localdate())

    def stuck_first(self):
        """Order by who needs help: under way before completed, earliest due date first, then the longest inactive."""
        return self.order_by(
            models.Case(models.When(status="active", then=0), default=1),
            F("due_date").asc(nulls_last=True),
            F("last_active_at").asc(nulls_first=True),
            "pk",
        )

    def with_progress(self):
        """Annotate `lessons_done`, `lessons_total` (both of published lessons) and `last_active_at`."""
        from .models import LessonPage, LessonProgress

        published = (
            LessonPage.objects.live()
            .filter(path__startswith=OuterRef("course__path"), depth=OuterRef("course__depth") + 1)
            .order_by()
            .values("depth")
        )
        progress = LessonProgress.objects.filter(enrollment=OuterRef("pk")).order_by().values("enrollment")
        return self.annotate(
            lessons_total=Coalesce(Subquery(published.annotate(n=Count("pk")).values("n")), 0),
            lessons_done=Coalesce(
                Subquery(
                    progress.filter(completed_at__isnull=False, lesson__live=True).annotate(n=Count("pk")).values("n")
                ),
                0,
            ),
            last_active_at=Subquery(progress.annotate(at=Max("opened_at")).values("at")),
        )


class ScheduledClassQuerySet(models.QuerySet):
    def with_times(self):
        """Annotate `starts_at` (first meeting) and `ends_at` (last one)."""
        from .models import ClassMeeting

        meetings = ClassMeeting.objects.filter(scheduled_class=OuterRef("pk")).order_by().values("scheduled_class")
        return self.annotate(
            starts_at=Subquery(meetings.annotate(at=Min("starts_at")).values("at")),
            ends_at=Subquery(meetings.annotate(at=Max("ends_at")).values("at")),
        )

    def with_seats_taken(self):
        """Annotate `seats_taken` and `seats_free` (never below 0)."""
        from .models import Booking

        booked = (
            Booking.objects.filter(scheduled_class=OuterRef("pk"), status="booked").order_by().values("scheduled_class")
        )
        return self.annotate(
            seats_taken=Coalesce(Subquery(booked.annotate(n=Count("pk")).values("n")), 0),
        ).annotate(
            seats_free=models.Case(
                models.When(seats_taken__gte=F("capacity"), then=0), default=F("capacity") - F("seats_taken")
            )
        )

    def open_to(self, learner):
        """Return the classes of published courses that everybody may see, and those that `learner` has a place in."""
        from .models import CoursePage

        open_courses = CoursePage.objects.live().public().values("pk")
        return self.filter(Q(course__in=open_courses) | Q(pk__in=self.booked_by(learner).values("pk")))

    def held(self):
        """Return those that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def upcoming(self):
        """Return the classes that are not over yet, the next one first."""
        return self.held().with_times().filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        return self.held().with_times().filter(ends_at__lte=timezone.now()).order_by("-ends_at", "-pk")

    def with_meeting_to_mark(self):
        """Return the classes with a meeting that has begun while somebody with a seat is not marked for it."""
        from .models import Attendance, Booking, ClassMeeting

        marked = Attendance.objects.filter(meeting=OuterRef(OuterRef("pk")), learner=OuterRef("learner"))
        unmarked = Booking.objects.filter(~Exists(marked), scheduled_class=OuterRef("scheduled_class"), status="booked")
        to_mark = ClassMeeting.objects.filter(
            Exists(unmarked), scheduled_class=OuterRef("pk"), starts_at__lte=timezone.now()
        )
        return self.filter(Exists(to_mark)).with_times().order_by("starts_at", "pk")

    def taught_by(self, trainer):
        return self.filter(trainers=trainer)

    def booked_by(self, learner):
        return self.filter(bookings__learner=learner, bookings__status__in=("booked", "waiting"))


class BookingQuerySet(models.QuerySet):
    def booked(self):
        return self.filter(status="booked")

    def waiting(self):
        """Return the waiting list, the next in line first."""
        return self.filter(status="waiting").order_by("queued_at", "pk")

    def in_force(self):
        return self.exclude(status="cancelled")
