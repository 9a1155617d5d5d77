from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brainstorm.decisions.querysets import DecisionQuerySet
from brainstorm.ideas.models import Idea
from lms.accounts.people import name_of

#: Of names that came with a file: the people of another site have no account here.
NAME_LENGTH = 60


class Decision(models.Model):
    """What became of an idea, and why."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        DEFERRED = "deferred", _("Deferred")
        DECLINED = "declined", _("Declined")

    class Rule(models.TextChoices):
        CONSENT = "consent", _("consent: no open objection")
        VOTE = "vote", _("the result of the vote")
        MAJORITY = "majority", _("a show of hands")
        MANDATE = "mandate", _("one person, by mandate")

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=500)
    proposal = models.ForeignKey(
        "lms_brainstorm.Proposal", null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    rule = models.CharField(_("how it was decided"), max_length=10, choices=Rule.choices, blank=True)
    tally = models.CharField(
        _("result"), max_length=240, blank=True, help_text=_("In one line: 12 of 15 consented, two stood aside.")
    )
    objections = models.TextField(_("objections"), max_length=2000, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="brainstorm_decisions"
    )
    decided_by_name = models.CharField(max_length=NAME_LENGTH, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["adopted", "deferred", "declined"]), name="lms_brainstorm_decision_outcome"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lms_brainstorm_decision_reason"),
            models.CheckConstraint(
                condition=~Q(outcome="deferred") | Q(review_on__isnull=False), name="lms_brainstorm_deferred_until"
            ),
        ]

    def __str__(self):
        return f"{self.idea}: {self.get_outcome_display()}"

    def clean(self):
        if self.outcome == self.Outcome.DEFERRED and not self.review_on:
            raise ValidationError({"review_on": _("Choose the day on which you look at this idea again.")})

    @property
    def decider(self):
        """The name of who wrote the decision down, or as a file names them; empty where that account is gone."""
        return name_of(self.decided_by) or self.decided_by_name

    @property
    def is_being_tried(self):
        """Whether a pilot runs; asks no database where the pilots were fetched before."""
        return any(not pilot.result for pilot in self.pilots.all())
