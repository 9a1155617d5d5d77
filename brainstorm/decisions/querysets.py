from django.db.models import QuerySet

from brainstorm.sessions.phases import Right, phases_with
from lms.relations import related_objects


class DecisionQuerySet(QuerySet):
    def published(self):
        """Decisions of brainstorms that are far enough for everyone to read."""
        ideas = related_objects(self.model, "idea").on_the_board()
        return self.filter(idea__brainstorm__phase__in=phases_with(Right.REPORT), idea__in=ideas)
