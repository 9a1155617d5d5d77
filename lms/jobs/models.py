from django.db import models


class WorkerHeartbeat(models.Model):
    """A background worker that was alive at `renewed_at` (see `lms.jobs.heartbeats`)."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    renewed_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "worker heartbeat"

    def __str__(self):
        return self.worker_id
