from django.db.models import QuerySet

from ..phases import Right, phases_with


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
