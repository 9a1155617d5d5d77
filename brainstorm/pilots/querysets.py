from django.db.models import QuerySet

from brainstorm.sessions.phases import Right, phases_with


class PilotQuerySet(QuerySet):
    def running(self):
        return self.filter(result="")

    def owned_by(self, user):
        return self.filter(owner=user)

    def published(self):
        return self.filter(decision__idea__brainstorm__phase__in=phases_with(Right.REPORT))
