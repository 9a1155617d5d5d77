from django.db import models


class GuidelineProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status="open")

    def fruitful(self):
        """Return those that a brainstorm took up or that were adopted."""
        return self.filter(status__in=("taken_up", "adopted"))
