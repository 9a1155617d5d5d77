from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from brainstorm.sessions.phases import Right, phases_with
from courses.models import Booking, ClassMeeting, Enrollment


class BrainstormQuerySet(QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def open_to_guests(self):
        return self.open().filter(allows_guests=True)

    def closed(self):
        return self.filter(closed_at__isnull=False)

    def facilitated_by(self, user):
        """Those `user` runs; a superuser may run all."""
        if user.is_superuser:
            return self.all()
        return self.filter(facilitators=user.pk) if user.is_authenticated else self.none()

    def joined_by(self, user):
        return self.filter(participations__user=user)

    def inviting(self, user):
        """Open ones of a class `user` has a seat in, or of a course `user` takes, that `user` has not joined yet.

        A brainstorm of a class invites that class only, not everyone on the course.
        """
        seats = Booking.objects.booked().filter(learner=user)
        by_class = Q(scheduled_class__in=seats.values("scheduled_class"))
        by_course = Q(
            scheduled_class__isnull=True, course__translation_key__in=Enrollment.objects.of(user).values("course_key")
        )
        joined = self.model.objects.joined_by(user).values("pk")
        return self.open().filter(by_class | by_course).exclude(pk__in=joined)

    def with_standing_of(self, user):
        """Annotate `is_joined`, `is_led` and `is_inviting` of `user`."""
        return self.annotate(
            is_joined=Exists(self.model.objects.joined_by(user).filter(pk=OuterRef("pk"))),
            is_led=Exists(self.model.objects.filter(facilitators=user, pk=OuterRef("pk"))),
            is_inviting=Exists(self.model.objects.inviting(user).filter(pk=OuterRef("pk"))),
        )

    def of(self, user):
        """Return those that `user` leads, has joined or may join, with their standing."""
        return self.with_standing_of(user).filter(Q(is_joined=True) | Q(is_led=True) | Q(is_inviting=True))

    def within_reach_of(self, user):
        """Return those that `user` may enter; a superuser may enter all."""
        return self.all() if user.is_superuser else self.of(user)

    def reporting(self):
        """Those whose decisions everyone in the firm may read."""
        return self.filter(phase__in=phases_with(Right.REPORT))

    def waiting_to_open(self):
        """Those in which collecting opens by itself at `opens_at`; not where the class was cancelled."""
        return self.open().filter(step=0, opens_at__isnull=False, scheduled_class__cancelled_at=None)

    def collecting_ahead(self, now):
        """Those that collect in the days before the class; annotates `starts_at` of the class, or None."""
        collecting = set(phases_with(Right.COLLECT)) - set(phases_with(Right.READ))
        meetings = ClassMeeting.objects.filter(scheduled_class=OuterRef("scheduled_class")).order_by("starts_at")
        opened = self.open().filter(opens_at__lte=now, phase__in=collecting, scheduled_class__cancelled_at=None)
        with_start = opened.annotate(starts_at=Subquery(meetings.values("starts_at")[:1]))
        return with_start.filter(Q(starts_at=None) | Q(starts_at__gt=now))

    def with_people_count(self):
        return self.annotate(people_count=Count("participations", distinct=True))


class ParticipationQuerySet(QuerySet):
    def of(self, user):
        """The participations of `user`, each with its brainstorm and what makes its tag."""
        own = self.filter(user=user.pk) if user.is_authenticated else self.none()
        return own.select_related("brainstorm__secret", "user")

    def of_guest(self, key):
        """The participation of the guest who holds `key`, with its brainstorm and what makes its tag."""
        rows = self.guests().filter(guest_key_hash=self.model.hash_key(key))
        return rows.select_related("brainstorm__secret", "user")

    def guests(self):
        return self.filter(user__isnull=True)

    def with_names(self):
        return self.select_related("user").order_by("joined_at", "pk")
