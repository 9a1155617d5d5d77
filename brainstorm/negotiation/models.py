"""Who is affected, and how people come to terms."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import Idea
from brainstorm.sessions.models.brainstorms import Brainstorm, Participation

TEXT_LENGTH = 500


class Stakeholder(models.Model):
    """Someone whom ideas of this brainstorm affect: a role, a team, customers."""

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="stakeholders")
    name = models.CharField(_("stakeholder"), max_length=80)
    headcount = models.PositiveIntegerField(
        _("how many people"), null=True, blank=True, help_text=_("A rough figure. Leave blank if you do not know.")
    )
    is_present = models.BooleanField(_("someone of them is in the room"), default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "name"], name="lms_brainstorm_stakeholder_once"),
        ]

    def __str__(self):
        return self.name


class StakeholderImpact(models.Model):
    """What one idea means for one stakeholder: one cell of the matrix. `size` and `confidence` run from 1 to 3."""

    class Kind(models.TextChoices):
        BENEFIT = "benefit", _("Benefit")
        COST = "cost", _("Cost")
        RISK = "risk", _("Risk")

    class Size(models.IntegerChoices):
        SMALL = 1, _("small")
        MEDIUM = 2, _("medium")
        LARGE = 3, _("large")

    class Confidence(models.IntegerChoices):
        GUESS = 1, _("a guess")
        PLAUSIBLE = 2, _("plausible")
        KNOWN = 3, _("known")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="impacts")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="impacts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    size = models.PositiveSmallIntegerField(_("size"), choices=Size.choices)
    confidence = models.PositiveSmallIntegerField(
        _("how sure"), choices=Confidence.choices, default=Confidence.PLAUSIBLE
    )
    words = models.CharField(_("in words"), max_length=240)
    changed_by = models.ForeignKey(Participation, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("impact on a stakeholder")
        verbose_name_plural = _("impacts on stakeholders")
        ordering = ["stakeholder__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "stakeholder", "kind"], name="lms_brainstorm_impact_once"),
            models.CheckConstraint(
                condition=Q(size__range=(1, 3), confidence__range=(1, 3)), name="lms_brainstorm_impact_range"
            ),
        ]

    def __str__(self):
        return f"{self.idea} · {self.stakeholder}: {self.get_kind_display()}"


class Proposal(models.Model):
    """One version of what is to be tried. A new version asks everyone again; the old ones stay."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="proposals")
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.CharField(_("proposal"), max_length=TEXT_LENGTH)
    author = models.ForeignKey(Participation, null=True, on_delete=models.SET_NULL, related_name="proposals")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "version"], name="lms_brainstorm_proposal_version"),
            models.CheckConstraint(condition=~Q(text=""), name="lms_brainstorm_proposal_not_empty"),
        ]

    def __str__(self):
        return str(_("Version %(version)s") % {"version": self.version})


class Objection(models.Model):
    """Why someone cannot consent, and under which condition they could. An accepted condition binds the pilot."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("condition accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        STANDING = "standing", _("stands")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="objections")
    author = models.ForeignKey(Participation, null=True, on_delete=models.SET_NULL, related_name="objections")
    reason = models.CharField(_("what harm you see"), max_length=TEXT_LENGTH)
    condition = models.CharField(_("I consent if …"), max_length=TEXT_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    answer = models.CharField(_("answer"), max_length=TEXT_LENGTH, blank=True)
    submission_key = models.UUIDField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "submission_key"], name="lms_brainstorm_objection_sent_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="lms_brainstorm_objection_reason"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(condition=""), name="lms_brainstorm_accepted_condition"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True) | ~Q(state="open") & Q(settled_at__isnull=False),
                name="lms_brainstorm_objection_settled",
            ),
        ]

    def __str__(self):
        return f"{self.proposal}: {self.get_state_display()}"


class Stance(models.Model):
    """Where one person stands on one version, from a moment on. Rows are only added: who moved, and when, stays."""

    class Position(models.TextChoices):
        CONSENT = "consent", _("I consent")
        STAND_ASIDE = "stand_aside", _("I stand aside")
        OBJECT = "object", _("I object")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="stances")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="stances")
    position = models.CharField(_("where you stand"), max_length=12, choices=Position.choices)
    taken_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("stance")
        verbose_name_plural = _("stances")
        ordering = ["taken_at", "pk"]

    def __str__(self):
        return f"{self.participation}: {self.get_position_display()}"
