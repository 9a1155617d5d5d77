from django.db import models


class ProfileQuerySet(models.QuerySet):
    def led_by(self, manager):
        """Return the profiles of the people who report to `manager`."""
        return self.filter(manager=manager)

    def without_enrollment(self):
        """Return the people who are on no course."""
        return self.filter(user__lms_enrollments__isnull=True)


class WebhookQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)
