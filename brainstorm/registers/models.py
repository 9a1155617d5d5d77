"""What ideas touch beyond the room: systems of the firm, and clauses of its guidelines."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import Idea
from brainstorm.registers.querysets import EnterpriseSystemQuerySet, PolicyChangeQuerySet, SystemLinkQuerySet
from brainstorm.sessions.models.brainstorms import Participation

LONGEST_NAME = 80
CLAUSE_LENGTH = 1000


class Level(models.IntegerChoices):
    LOW = 1, _("low")
    MEDIUM = 2, _("medium")
    HIGH = 3, _("high")


class EnterpriseSystem(models.Model):
    """A system of the firm that ideas would connect to. The register adds up over all brainstorms."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME, unique=True)
    purpose = models.CharField(_("what it is for"), max_length=240, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_systems",
        help_text=_("Can see all ideas that touch this system on one page."),
    )
    owner_unit = models.CharField(_("department that runs it"), max_length=100, blank=True)
    is_in_use = models.BooleanField(_("in use"), default=True)

    objects = EnterpriseSystemQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise system")
        verbose_name_plural = _("enterprise systems")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("lms_brainstorm:system", args=[self.pk])


class SystemLink(models.Model):
    """One idea would connect to one system."""

    class Flow(models.TextChoices):
        TO_TOOL = "to_tool", _("from the system to the social tool")
        FROM_TOOL = "from_tool", _("from the social tool to the system")
        BOTH = "both", _("both ways")
        LINK = "link", _("a link only, no data")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="system_links")
    system = models.ForeignKey(EnterpriseSystem, on_delete=models.PROTECT, related_name="links")
    flow = models.CharField(_("data flow"), max_length=10, choices=Flow.choices)
    data = models.CharField(_("which data"), max_length=240, blank=True)
    risk = models.PositiveSmallIntegerField(_("risk"), choices=Level.choices, default=Level.MEDIUM)
    effort = models.PositiveSmallIntegerField(_("effort"), choices=Level.choices, default=Level.MEDIUM)
    added_by = models.ForeignKey(Participation, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SystemLinkQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link to a system")
        verbose_name_plural = _("links to systems")
        ordering = ["system__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "system"], name="lms_brainstorm_system_once"),
            models.CheckConstraint(
                condition=Q(risk__range=(1, 3), effort__range=(1, 3)), name="lms_brainstorm_system_levels"
            ),
        ]

    def __str__(self):
        return f"{self.idea} · {self.system}"


class PolicyChange(models.Model):
    """A clause of a guideline that an idea would change: how it reads and how it should read."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ADOPTED = "adopted", _("adopted")
        DECLINED = "declined", _("declined")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="policy_changes")
    guideline = models.ForeignKey(
        "lms_courses.Guideline",
        verbose_name=_("guideline"),
        on_delete=models.CASCADE,
        related_name="policy_changes",
    )
    version = models.PositiveIntegerField(_("version of the guideline"))
    clause = models.TextField(
        _("clause as it reads"),
        max_length=CLAUSE_LENGTH,
        blank=True,
        help_text=_("Leave blank to propose a new clause."),
    )
    wording = models.TextField(
        _("how it should read"), max_length=CLAUSE_LENGTH, blank=True, help_text=_("Leave blank to remove the clause.")
    )
    added_by = models.ForeignKey(Participation, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = PolicyChangeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of a guideline")
        verbose_name_plural = _("changes of guidelines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(clause="", wording=""), name="lms_brainstorm_change_of_something"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | Q(state__in=["adopted", "declined"], decided_at__isnull=False) & ~Q(reason=""),
                name="lms_brainstorm_change_decided",
            ),
        ]

    def __str__(self):
        return f"{self.idea} · {self.guideline}"
