"""Formats as people edit them, and the plan of one brainstorm that is copied from a format."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.phases import KINDS, phase_choices
from courses.catalog.models import AuthoredSnippet
from lms.pages.translations import TranslatableQuerySet, TranslatableSnippet, unique_in_language

LONGEST_MINUTES = 600


class VoteMethod(models.TextChoices):
    DOTS = "dots", _("Dots")
    SCORE = "score", _("Scores from 0 to 5")
    RANKING = "ranking", _("Ranking")


class PhaseSettings(Orderable):
    """One phase: its kind, and what this format or this brainstorm says differently from the kind."""

    kind = models.CharField(_("kind of phase"), max_length=30, choices=phase_choices)
    label = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("Leave blank to use the name of its kind.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)],
        help_text=_("The clock starts with the phase. Leave blank for no time limit."),
    )
    says = models.CharField(
        _("what participants read"), max_length=240, blank=True, help_text=_("Leave blank to use the text of its kind.")
    )
    script = models.TextField(
        _("what you say and do"),
        max_length=2000,
        blank=True,
        help_text=_("One step per line. Only facilitators see this. Leave blank to use the steps of its kind."),
    )
    asked_kind = models.CharField(
        _("asks for"),
        max_length=20,
        choices=Kind.choices,
        blank=True,
        help_text=_("Leave blank to let participants choose any kind of idea."),
    )
    is_anonymous = models.BooleanField(
        _("without names"),
        default=True,
        help_text=_("Anything written in this phase is permanently anonymous."),
    )

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self):
        return str(self.name)

    @property
    def phase_kind(self):
        """The `PhaseKind`, from which the phase has its rights."""
        return KINDS[self.kind]

    @property
    def name(self):
        return self.label or self.phase_kind.label

    @property
    def enter(self):
        """The words on the button that leads into this phase."""
        return _now("Go on to “%(phase)s”") % {"phase": self.label} if self.label else self.phase_kind.enter

    @property
    def message(self):
        """What participants read on top of their page."""
        return self.says or self.phase_kind.says

    @property
    def steps(self):
        """What the facilitator says and does, a sentence each."""
        return [line for line in self.script.splitlines() if line.strip()] or list(self.phase_kind.script)

    @property
    def rights(self):
        return self.phase_kind.rights

    def allows(self, right):
        return self.phase_kind.allows(right)


class BrainstormFormat(TranslatableSnippet, AuthoredSnippet):
    """A way to lead: phases in order. A brainstorm copies them, so that later edits change no running one."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=60)
    summary = models.CharField(
        _("summary"), max_length=240, help_text=_("How many people it suits, and when to choose it.")
    )
    evidence = models.TextField(
        _("why it is done this way"), blank=True, help_text=_("What practice and research say, with sources.")
    )
    vote_method = models.CharField(_("vote by"), max_length=10, choices=VoteMethod.choices, default=VoteMethod.DOTS)

    objects = TranslatableQuerySet.as_manager()

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("format of brainstorms")
        verbose_name_plural = _("formats of brainstorms")
        ordering = ["title", "pk"]
        constraints = [unique_in_language("slug", "lms_brainstorm_format")]

    def __str__(self):
        return self.title

    def get_preview_template(self, request, mode_name):
        return "lms_brainstorm/sessions/format.html"


class FormatPhase(PhaseSettings):
    """One phase of a format."""

    format = ParentalKey(BrainstormFormat, on_delete=models.CASCADE, related_name="phases")

    class Meta(PhaseSettings.Meta):
        verbose_name = _("phase of a format")
        verbose_name_plural = _("phases of a format")


class BrainstormPhase(PhaseSettings):
    """One phase of one brainstorm; `sort_order` is its step, counted from 0 without gaps."""

    brainstorm = ParentalKey("lms_brainstorm.Brainstorm", on_delete=models.CASCADE, related_name="phases")
    started_at = models.DateTimeField(null=True, editable=False)
    rounds = models.PositiveSmallIntegerField(default=0, editable=False)
    skipped = models.BooleanField(default=False, editable=False)

    class Meta(PhaseSettings.Meta):
        verbose_name = _("phase of a brainstorm")
        verbose_name_plural = _("phases of a brainstorm")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, LONGEST_MINUTES)),
                name="lms_brainstorm_phase_minutes",
            ),
        ]

    def clean(self):
        super().clean()
        if self.started_at and not self.is_anonymous:
            was_anonymous = BrainstormPhase.objects.filter(pk=self.pk, is_anonymous=True).exists()
            if was_anonymous:
                sentence = _now("This phase has begun without names, and so it stays: people relied on it.")
                raise ValidationError({"is_anonymous": sentence})

    @property
    def step(self):
        return self.sort_order
