"""What has happened, in order: the source of truth for everything that is live."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .brainstorms import Brainstorm


class BrainstormEvent(models.Model):
    """One event, appended in the transaction of the action that caused it, and never changed.

    Each audience has numbers of its own, from 1 without gaps: if the room shared them with the facilitators, a gap
    would tell it that somebody wrote unseen. `data` holds ids only.
    """

    class Audience(models.TextChoices):
        ROOM = "room", _("room")
        DESK = "desk", _("facilitators")

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="events")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "audience", "number"], name="lms_brainstorm_event_number"),
        ]

    def __str__(self):
        return f"{self.audience} {self.number}: {self.kind}"
