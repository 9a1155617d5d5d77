from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lms.relations import related_objects


class ScheduledClassQuerySet(models.QuerySet):
    def with_times(self):
        """Annotate `starts_at` (first meeting) and `ends_at` (last one)."""
        meetings = related_objects(self.model, "meetings").filter(scheduled_class=OuterRef("pk"))
        meetings = meetings.order_by().values("scheduled_class")
        return self.annotate(
            starts_at=Subquery(meetings.annotate(at=Min("starts_at")).values("at")),
            ends_at=Subquery(meetings.annotate(at=Max("ends_at")).values("at")),
        )

    def with_seats_taken(self):
        """Annotate `seats_taken` and `seats_free` (never below 0)."""
        booked = related_objects(self.model, "bookings").filter(scheduled_class=OuterRef("pk"), status="booked")
        booked = booked.order_by().values("scheduled_class")
        return self.annotate(
            seats_taken=Coalesce(Subquery(booked.annotate(n=Count("pk")).values("n")), 0),
        ).annotate(
            seats_free=models.Case(
                models.When(seats_taken__gte=F("capacity"), then=0), default=F("capacity") - F("seats_taken")
            )
        )

    def open_to(self, learner):
        """Return the classes of published courses that everyone may see, and those that `learner` has a place in."""
        open_courses = related_objects(self.model, "course").live().public().values("pk")
        return self.live().filter(Q(course__in=open_courses) | Q(pk__in=self.booked_by(learner).values("pk")))

    def live(self):
        """Return those that are published, the only ones that learners meet."""
        return self.filter(live=True)

    def untouched_drafts_of(self, user):
        """Return the drafts that `user` made, never published, and that no one has worked on since."""
        drafts = self.filter(live=False, first_published_at=None, latest_revision__user=user)
        return drafts.annotate(revision_count=Count("_revisions")).filter(revision_count=1)

    def held(self):
        """Return the published ones that were not cancelled."""
        return self.live().filter(cancelled_at__isnull=True)

    def at_the_time_of(self, scheduled_class):
        """Return other classes, not cancelled, with a meeting while one of `scheduled_class` runs."""
        same_time = related_objects(self.model, "meetings").overlapping(scheduled_class.meetings.all())
        clashing = self.filter(cancelled_at__isnull=True).exclude(pk=scheduled_class.pk)
        return clashing.filter(Exists(same_time.filter(scheduled_class=OuterRef("pk"))))

    def upcoming(self):
        """Return the classes that are not over yet, the next one first."""
        return self.held().with_times().filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        return self.held().with_times().filter(ends_at__lte=timezone.now()).order_by("-ends_at", "-pk")

    def with_meeting_to_mark(self):
        """Return the classes with a meeting that has begun while someone with a seat is not marked for it."""
        meetings, bookings = related_objects(self.model, "meetings"), related_objects(self.model, "bookings")
        marked = related_objects(meetings.model, "attendance")
        marked = marked.filter(meeting=OuterRef(OuterRef("pk")), learner=OuterRef("learner"))
        unmarked = bookings.filter(~Exists(marked), scheduled_class=OuterRef("scheduled_class"), status="booked")
        to_mark = meetings.filter(Exists(unmarked), scheduled_class=OuterRef("pk"), starts_at__lte=timezone.now())
        return self.filter(Exists(to_mark)).with_times().order_by("starts_at", "pk")

    def taught_by(self, trainer):
        return self.filter(trainers=trainer)

    def booked_by(self, learner):
        return self.filter(bookings__learner=learner, bookings__status__in=("booked", "waiting"))


class MeetingQuerySet(models.QuerySet):
    def overlapping(self, meetings):
        """Return those that run, if only for a minute, while one of `meetings` does; these may be unsaved."""
        overlap = Q(pk__in=[])
        for meeting in meetings:
            overlap |= Q(starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at)
        return self.filter(overlap)


class BookingQuerySet(models.QuerySet):
    def booked(self):
        return self.filter(status="booked")

    def waiting(self):
        """Return the waiting list, the next in line first."""
        return self.filter(status="waiting").order_by("queued_at", "pk")

    def in_force(self):
        return self.exclude(status="cancelled")
