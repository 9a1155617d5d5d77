"""What participants choose. All of it carries a tag in place of a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import Idea
from brainstorm.sessions.models.brainstorms import TAG_LENGTH
from brainstorm.voting.querysets import RatingQuerySet, VoteQuerySet


class Vote(models.Model):
    """What one person gave one idea. `value` is dots (1 to 5), a score (0 to 5) or a rank (1 is best), as the
    brainstorm votes. The budget is kept by `actions.cast_votes` under a lock."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="votes")
    voter_tag = models.CharField(max_length=TAG_LENGTH, editable=False)
    value = models.PositiveSmallIntegerField(_("value"))

    objects = VoteQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["idea", "voter_tag"], name="lms_brainstorm_vote_once"),
            models.CheckConstraint(condition=Q(value__range=(0, 1000)), name="lms_brainstorm_vote_value"),
        ]

    def __str__(self):
        return f"{self.idea}: {self.value}"


class Rating(models.Model):
    """What one person expects of one idea: impact and effort, from 1 (small) to 5 (large)."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="ratings")
    rater_tag = models.CharField(max_length=TAG_LENGTH, editable=False)
    impact = models.PositiveSmallIntegerField(_("impact"))
    effort = models.PositiveSmallIntegerField(_("effort"))

    objects = RatingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(fields=["idea", "rater_tag"], name="lms_brainstorm_rating_once"),
            models.CheckConstraint(
                condition=Q(impact__range=(1, 5), effort__range=(1, 5)), name="lms_brainstorm_rating_range"
            ),
        ]

    def __str__(self):
        return f"{self.idea}: {self.impact} × {self.effort}"
