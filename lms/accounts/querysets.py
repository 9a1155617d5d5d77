from django.db import models


class ProfileQuerySet(models.QuerySet):
    def led_by(self, manager):
        """Return the profiles of the people who report to `manager`."""
        return self.filter(manager=manager)
