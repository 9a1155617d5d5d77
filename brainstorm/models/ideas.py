"""What participants write and choose.

Idea, Vote and Participation link a person to what that person wrote or chose. They stay out of Wagtail's reference
index even where a host registers them: the "usage" page of a user would list that person's ideas to all of the admin.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..kinds import Kind
from ..querysets import IdeaQuerySet, VoteQuerySet
from .brainstorms import Brainstorm

IDEA_LENGTH = 500


class Idea(models.Model):
    """A sentence or two of one person.

    `number` stays empty until the reveal and is then dealt out in random order: a number in order of arrival would
    tell how much others have written, and later who wrote when. `submission_key` comes from the form, so that an idea
    sent twice is stored once.
    """

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="ideas")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="brainstorm_ideas"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.CharField(_("idea"), max_length=IDEA_LENGTH)
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    submission_key = models.UUIDField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = IdeaQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "submission_key"], name="lms_brainstorm_idea_sent_once"),
            models.UniqueConstraint(fields=["brainstorm", "number"], name="lms_brainstorm_idea_number"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="lms_brainstorm_idea_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="lms_brainstorm_idea_not_empty"),
        ]

    def __str__(self):
        """Never the text: lists of objects and logs are read by more people than the board."""
        return str(_("Idea %(number)s") % {"number": self.number or "–"})


class Vote(models.Model):
    """The dots of one person on one idea. The budget is kept by `actions.cast_votes` under a lock."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="brainstorm_votes"
    )
    dots = models.PositiveSmallIntegerField(_("dots"))
    cast_at = models.DateTimeField(auto_now_add=True)

    objects = VoteQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["idea", "voter"], name="lms_brainstorm_vote_once"),
            models.CheckConstraint(condition=Q(dots__range=(1, 5)), name="lms_brainstorm_vote_dots"),
        ]

    def __str__(self):
        return f"{self.idea}: {self.dots}"
