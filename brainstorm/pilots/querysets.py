from django.db.models import QuerySet

from brainstorm.sessions.phases import Right, phases_with
from lms.relations import related_model, related_objects


class PilotQuerySet(QuerySet):
    def running(self):
        return self.filter(result="")

    def owned_by(self, user):
        return self.filter(owner=user)

    def published(self):
        """Return the pilots that everyone may read about: of ideas on the board of a brainstorm that is far enough."""
        return self.filter(
            decision__idea__brainstorm__phase__in=phases_with(Right.REPORT),
            decision__idea__in=related_objects(related_model(self.model, "decision"), "idea").on_the_board(),
        )
