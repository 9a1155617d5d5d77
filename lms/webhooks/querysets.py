from django.db import models


class WebhookQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)
