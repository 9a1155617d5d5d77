"""Chainable reads. What a person may not know yet is left out here, in the query, and nowhere later."""

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from courses.models import Booking, Enrollment

from .phases import Right, phases_with


class BrainstormQuerySet(QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def closed(self):
        return self.filter(closed_at__isnull=False)

    def facilitated_by(self, user):
        """Those `user` runs; a superuser may run all."""
        return self.all() if user.is_superuser else self.filter(facilitators=user)

    def joined_by(self, user):
        return self.filter(participations__user=user)

    def inviting(self, user):
        """Open ones of a class `user` has a seat in, or of a course `user` takes, that `user` has not joined yet.

        A brainstorm of a class invites that class only, not everybody on the course.
        """
        seats = Booking.objects.booked().filter(learner=user)
        by_class = Q(scheduled_class__in=seats.values("scheduled_class"))
        by_course = Q(scheduled_class__isnull=True, course__in=Enrollment.objects.of(user).values("course"))
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
        """Those whose decisions everybody in the firm may read."""
        return self.filter(phase__in=phases_with(Right.REPORT))

    def with_people_count(self):
        return self.annotate(people_count=Count("participations", distinct=True))


class ParticipationQuerySet(QuerySet):
    def with_names(self):
        return self.select_related("user").order_by("joined_at", "pk")


class IdeaQuerySet(QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def by(self, user):
        return self.filter(author=user)

    def revealed(self):
        """What the whole room may read."""
        return self.standing().filter(brainstorm__phase__in=phases_with(Right.READ))

    def visible_to(self, user):
        """Own ideas always; those of others once revealed, for people who take part or facilitate."""
        brainstorms = self.model._meta.get_field("brainstorm").related_model.objects
        here = brainstorms.filter(pk=OuterRef("brainstorm"))
        is_member = Exists(here.joined_by(user)) | Exists(here.facilitated_by(user))
        return self.standing().filter(Q(brainstorm__phase__in=phases_with(Right.READ)) & is_member | Q(author=user))

    def with_dots(self):
        """Add `dots`: the sum over all voters where the phase shows tallies, else None, whoever asks."""
        votes = self.model.votes.rel.related_model.objects.filter(idea=OuterRef("pk")).order_by().values("idea")
        total = Coalesce(Subquery(votes.annotate(total=Sum("dots")).values("total")), 0)
        return self.annotate(
            dots=Case(
                When(brainstorm__phase__in=phases_with(Right.TALLY), then=total),
                default=None,
                output_field=IntegerField(),
            )
        )

    def ranked(self):
        return self.with_dots().order_by("-dots", "number")

    def undecided(self):
        return self.standing().filter(decision__isnull=True)

    def with_decision(self):
        return self.select_related("decision").prefetch_related("decision__pilots__owner")


class VoteQuerySet(QuerySet):
    def cast_by(self, user, *, brainstorm):
        return self.filter(voter=user, idea__brainstorm=brainstorm, idea__withdrawn_at__isnull=True)


class DecisionQuerySet(QuerySet):
    def published(self):
        """Decisions of brainstorms that are far enough for everybody to read."""
        return self.filter(idea__brainstorm__phase__in=phases_with(Right.REPORT), idea__withdrawn_at__isnull=True)


class PilotQuerySet(QuerySet):
    def running(self):
        return self.filter(result="")

    def owned_by(self, user):
        return self.filter(owner=user)

    def published(self):
        return self.filter(decision__idea__brainstorm__phase__in=phases_with(Right.REPORT))
