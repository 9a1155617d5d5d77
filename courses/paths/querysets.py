from django.db import models


class LearningPathQuerySet(models.QuerySet):
    def live(self):
        """Return the published paths."""
        return self.filter(live=True)
