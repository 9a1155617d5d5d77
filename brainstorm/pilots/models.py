from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brainstorm.decisions.models import NAME_LENGTH, Decision
from brainstorm.pilots.querysets import PilotQuerySet
from lms.accounts.people import name_of


class Pilot(models.Model):
    """A bounded trial of an adopted idea: what we expect, how we notice, until when, and what came of it."""

    class Result(models.TextChoices):
        KEEP = "keep", _("Keep")
        ADAPT = "adapt", _("Adapt")
        DROP = "drop", _("Drop")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="pilots")
    hypothesis = models.CharField(_("what we expect"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="brainstorm_pilots",
    )
    owner_name = models.CharField(max_length=NAME_LENGTH, blank=True, editable=False)
    measure = models.CharField(_("how we notice"), max_length=200)
    baseline = models.CharField(_("how it is today"), max_length=120)
    stop_rule = models.CharField(
        _("when we stop early"), max_length=200, blank=True, help_text=_("If … happens, we stop the trial immediately.")
    )
    starts_on = models.DateField(_("starts"))
    due_on = models.DateField(_("result due"))
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, blank=True)
    measured = models.CharField(_("how it is now"), max_length=120, blank=True)
    learned = models.CharField(_("what we learned"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("result recorded"), null=True, editable=False)

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=models.F("starts_on")), name="lms_brainstorm_pilot_dates"),
            models.CheckConstraint(
                condition=Q(result="", recorded_at__isnull=True)
                | (
                    Q(result__in=["keep", "adapt", "drop"], recorded_at__isnull=False)
                    & ~Q(measured="")
                    & ~Q(learned="")
                ),
                name="lms_brainstorm_pilot_result",
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(result=""), name="lms_brainstorm_one_running_pilot"
            ),
        ]

    def __str__(self):
        return str(_("Pilot of idea %(number)s") % {"number": self.decision.idea.number})

    def get_absolute_url(self):
        return reverse("lms_brainstorm:pilot", args=[self.pk])

    def clean(self):
        if self.starts_on and self.due_on and self.due_on <= self.starts_on:
            raise ValidationError({"due_on": _("Choose a day after the start.")})

    @property
    def led_by(self):
        """The name of the owner, or as a file names them; empty where that account is gone."""
        return name_of(self.owner) or self.owner_name

    @property
    def is_overdue(self):
        return self.is_overdue_on(timezone.localdate())

    def is_overdue_on(self, day):
        """Whether its result is still missing after the day on which it was due."""
        return not self.result and self.due_on < day


class PilotTerm(models.Model):
    """What a pilot must keep to, because someone consented under this condition."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="terms")
    text = models.CharField(_("term"), max_length=500)
    objection = models.OneToOneField(
        "lms_brainstorm.Objection", null=True, blank=True, on_delete=models.SET_NULL, related_name="term"
    )

    class Meta:
        verbose_name = _("term of a pilot")
        verbose_name_plural = _("terms of pilots")
        ordering = ["pk"]

    def __str__(self):
        return self.text
