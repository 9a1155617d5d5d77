"""Systems and guidelines that ideas touch. Beyond the room only ideas of brainstorms that report are counted."""

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from brainstorm.sessions.phases import Right, phases_with


def _published(prefix=""):
    """The condition that an idea may be read by everyone who signs in."""
    return Q(
        **{
            f"{prefix}idea__brainstorm__phase__in": phases_with(Right.REPORT),
            f"{prefix}idea__withdrawn_at__isnull": True,
            f"{prefix}idea__moderation": "passed",
            f"{prefix}idea__merged_into__isnull": True,
        }
    )


class EnterpriseSystemQuerySet(QuerySet):
    def in_use(self):
        return self.filter(is_in_use=True)

    def owned_by(self, user):
        return self.filter(owner=user)

    def _known(self, links, own):
        """Those that everyone may know of, and those of `own` links.

        A name that someone has just proposed in a room would tell of its ideas: until that brainstorm is closed, or
        someone has filled in the row, only that room knows it.
        """
        filled_in = Q(owner__isnull=False) | ~Q(owner_unit="") | ~Q(purpose="")
        return self.filter(filled_in | ~Exists(links) | Exists(links.filter(_published())) | Exists(links.filter(own)))

    def _links(self):
        return self.model.links.rel.related_model.objects.filter(system=OuterRef("pk"))

    def within_reach_of(self, user):
        """Return those that `user` may know of."""
        if user.is_superuser:
            return self.all()
        own = Q(idea__brainstorm__participations__user=user.pk) | Q(idea__brainstorm__facilitators=user.pk)
        return self._known(self._links(), own)

    def known_in(self, brainstorm):
        """Return those that a room may choose from."""
        return self._known(self._links(), Q(idea__brainstorm=brainstorm))

    def with_reach(self):
        """Annotate what all closed brainstorms together say: `idea_count`, `adopted_count`, `most_risk`, `most_effort`.

        The last two are the highest level, None without ideas.
        """
        published = _published("links__")
        adopted = published & Q(links__idea__decision__outcome="adopted")
        return self.annotate(
            idea_count=Count("links", filter=published, distinct=True),
            adopted_count=Count("links", filter=adopted, distinct=True),
            most_risk=Max("links__risk", filter=published),
            most_effort=Max("links__effort", filter=published),
        )


class SystemLinkQuerySet(QuerySet):
    def published(self):
        """Those of ideas that everyone who signs in may read."""
        return self.filter(_published())

    def adopted(self):
        return self.filter(idea__decision__outcome="adopted")

    def with_ideas(self):
        """Read along what a list of ideas shows, the latest brainstorm first."""
        return self.select_related("system", "idea__brainstorm", "idea__decision").order_by(
            "-idea__brainstorm__closed_at", "idea__number"
        )


class PolicyChangeQuerySet(QuerySet):
    def published(self):
        """Those of ideas that everyone who signs in may read."""
        return self.filter(_published())

    def with_ideas(self):
        return self.select_related("guideline", "idea__brainstorm", "added_by__user", "decided_by")
