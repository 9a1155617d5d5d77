from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from brainstorm.sessions.phases import Right, phases_with


class IdeaQuerySet(QuerySet):
    def on_the_board(self):
        """Not withdrawn, not held back by moderation, not merged into another."""
        return self.filter(withdrawn_at__isnull=True, moderation="passed", merged_into__isnull=True)

    def by(self, participation):
        """What this person wrote; nothing once the brainstorm is sealed, for then no one can tell."""
        tag = participation.tag
        return self.filter(brainstorm=participation.brainstorm_id, author_tag=tag) if tag else self.none()

    def revealed(self):
        """What the whole room may read."""
        return self.on_the_board().filter(brainstorm__phase__in=phases_with(Right.READ))

    def with_total(self):
        """Add `total`: the dots or scores of all voters where the phase shows tallies, else None, whoever asks.

        Ranks add up to nothing: `presenters.boards` counts them, by the same rule as the table of results.
        """
        votes = self.model.votes.rel.related_model.objects.filter(idea=OuterRef("pk")).order_by().values("idea")
        total = Coalesce(Subquery(votes.annotate(total=Sum("value")).values("total")), 0)
        return self.annotate(
            total=Case(
                When(brainstorm__phase__in=phases_with(Right.TALLY), then=total),
                default=None,
                output_field=IntegerField(),
            )
        )

    def ranked(self):
        return self.with_total().order_by("-total", "number")

    def on_ballot(self):
        return self.on_the_board().filter(is_on_ballot=True)

    def undecided(self):
        return self.on_the_board().filter(decision__isnull=True)

    def with_decision(self):
        decisions = self.select_related("decision__decided_by", "decision__proposal")
        return decisions.prefetch_related("decision__pilots__owner")


class PointQuerySet(QuerySet):
    def not_withdrawn(self):
        return self.filter(withdrawn_at__isnull=True)
