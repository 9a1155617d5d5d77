from django.db import models


class CacheVersion(models.Model):
    """One row: the token that changes with whatever all visitors share (see `lms.caching.cache`)."""

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = "cache version"

    def __str__(self):
        return self.token
