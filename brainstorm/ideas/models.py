"""What participants write.

Whatever links a person to what that person wrote or chose stays out of Wagtail's reference index, even where a host
registers it: the "usage" page of a user would list that person's ideas to all of the admin.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.querysets import IdeaQuerySet, PointQuerySet
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.models.brainstorms import TAG_LENGTH, Brainstorm, Participation

IDEA_LENGTH = 500
POINT_LENGTH = 300


class IdeaGroup(models.Model):
    """Ideas that belong together, under a heading the room has found."""

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="groups")
    title = models.CharField(_("heading"), max_length=120)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("group of ideas")
        verbose_name_plural = _("groups of ideas")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title


class Idea(models.Model):
    """A sentence or two of one person.

    `number` stays empty until the reveal and is then dealt out in random order: a number in order of arrival would
    tell how much others have written, and later who wrote when. `submission_key` comes from the form, so that an idea
    sent twice is stored once. `author_tag` is the writer's `Participation.tag`, by which the writer finds own ideas;
    only an idea written with a name has an `author`, too. An idea that was a learner's proposal for a guideline has
    neither; `guideline_proposal` leads to the learner who waits for an answer, until the brainstorm is sealed.
    """

    class Moderation(models.TextChoices):
        PASSED = "passed", _("passed")
        HELD = "held", _("held back")
        RETURNED = "returned", _("returned to its author")
        REJECTED = "rejected", _("rejected")

    class Balance(models.TextChoices):
        EMPLOYEE = "employee", _("helps employees")
        FIRM = "firm", _("helps the firm")
        BOTH = "both", _("helps both")
        RESTRICTION = "restriction", _("only restricts")

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="ideas")
    author = models.ForeignKey(Participation, null=True, on_delete=models.SET_NULL, related_name="named_ideas")
    author_tag = models.CharField(max_length=TAG_LENGTH, blank=True, editable=False)
    claim_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_anonymous = models.BooleanField(default=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.CharField(_("idea"), max_length=IDEA_LENGTH)
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    submission_key = models.UUIDField(editable=False)
    lesson = models.ForeignKey(
        "lms_courses.LessonPage",
        verbose_name=_("lesson that prompted it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="brainstorm_ideas",
    )
    guideline_proposal = models.ForeignKey(
        "lms_courses.GuidelineProposal",
        verbose_name=_("proposal that was taken up as this idea"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="brainstorm_ideas",
    )
    addresses = models.ManyToManyField(
        "self", verbose_name=_("pain points it addresses"), blank=True, symmetrical=False, related_name="answers"
    )
    balance = models.CharField(_("whom it helps"), max_length=12, choices=Balance.choices, blank=True)
    group = models.ForeignKey(IdeaGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    is_on_ballot = models.BooleanField(default=False, editable=False)
    moderation = models.CharField(
        _("moderation"), max_length=10, choices=Moderation.choices, default=Moderation.PASSED, editable=False
    )
    moderation_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    first_opened_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = IdeaQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["brainstorm", "author_tag"], name="lms_brainstorm_idea_by")]
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "submission_key"], name="lms_brainstorm_idea_sent_once"),
            models.UniqueConstraint(fields=["brainstorm", "number"], name="lms_brainstorm_idea_number"),
            models.UniqueConstraint(
                fields=["brainstorm", "guideline_proposal"], name="lms_brainstorm_proposal_taken_up_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="lms_brainstorm_idea_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="lms_brainstorm_idea_not_empty"),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(author__isnull=True), name="lms_brainstorm_idea_without_name"
            ),
            models.CheckConstraint(
                condition=Q(moderation__in=["passed", "held"]) | ~Q(moderation_reason=""),
                name="lms_brainstorm_moderated_with_reason",
            ),
        ]

    def __str__(self):
        """Never the text: lists of objects and logs are read by more people than the board."""
        return str(_("Idea %(number)s") % {"number": self.number or "–"})


class IdeaMerge(models.Model):
    """One idea was merged into another: the lineage, in which every step can be undone."""

    kept = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="merges_into")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="lms_brainstorm_merged_once"
            ),
            models.CheckConstraint(condition=~Q(kept=models.F("absorbed")), name="lms_brainstorm_merge_of_two"),
        ]

    def __str__(self):
        return f"{self.kept_id} ← {self.absorbed_id}"


class Point(models.Model):
    """What someone says about an idea: a question, a cause, a point for or against; others adopt it.

    A point about one version of a proposal remembers which. `author_tag` and `author` are those of `Idea`.
    """

    class Side(models.TextChoices):
        QUESTION = "question", _("Question")
        CAUSE = "cause", _("Cause")
        PRO = "pro", _("For")
        CON = "con", _("Against")
        ANSWER = "answer", _("Answer of the author")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="points")
    proposal = models.ForeignKey(
        "lms_brainstorm.Proposal", null=True, blank=True, on_delete=models.SET_NULL, related_name="points"
    )
    side = models.CharField(_("what it is"), max_length=10, choices=Side.choices)
    text = models.CharField(_("text"), max_length=POINT_LENGTH)
    author = models.ForeignKey(Participation, null=True, on_delete=models.SET_NULL, related_name="named_points")
    author_tag = models.CharField(max_length=TAG_LENGTH, blank=True, editable=False)
    submission_key = models.UUIDField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = PointQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "submission_key"], name="lms_brainstorm_point_sent_once"),
            models.CheckConstraint(condition=~Q(text=""), name="lms_brainstorm_point_not_empty"),
        ]

    def __str__(self):
        return f"{self.get_side_display()} · {self.idea}"


class PointAdoption(models.Model):
    """Someone says: I see it that way, too."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="adoptions")
    adopter_tag = models.CharField(max_length=TAG_LENGTH, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("adoption of a point")
        verbose_name_plural = _("adoptions of points")
        constraints = [
            models.UniqueConstraint(fields=["point", "adopter_tag"], name="lms_brainstorm_adopted_once"),
        ]

    def __str__(self):
        return str(self.point)


class ModerationAct(models.Model):
    """A facilitator held an idea back, returned, rejected or passed it, without knowing who wrote it."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="moderation_acts")
    moderation = models.CharField(max_length=10, choices=Idea.Moderation.choices)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.idea}: {self.get_moderation_display()}"
