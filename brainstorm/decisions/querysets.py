from django.db.models import QuerySet

from brainstorm.sessions.phases import Right, phases_with


class DecisionQuerySet(QuerySet):
    def published(self):
        """Decisions of brainstorms that are far enough for everybody to read."""
        return self.filter(idea__brainstorm__phase__in=phases_with(Right.REPORT), idea__withdrawn_at__isnull=True)
