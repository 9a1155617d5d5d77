"""The event itself, and who joined."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..phases import CLOSED, DEFAULT_FORMAT, FORMATS, Right, format_choices, phase_choices
from ..querysets import BrainstormQuerySet, ParticipationQuerySet

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is mistaken for another when read from a wall
CODE_LENGTH = 6
FEWEST_DOTS, MOST_DOTS = 3, 10


def new_join_code():
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


class Brainstorm(models.Model):
    """One facilitated event.

    `revision` grows with every act of a facilitator and with nothing else: a page learns by it that it is out of date,
    and nobody learns by it that somebody wrote.
    """

    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(
        _("question"),
        max_length=240,
        help_text=_("One open question that everybody can answer from their own work."),
    )
    scheduled_class = models.ForeignKey(
        "lms_courses.ScheduledClass",
        verbose_name=_("class"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="brainstorms",
        help_text=_("People with a seat in this class are invited."),
    )
    course = models.ForeignKey(
        "lms_courses.CoursePage",
        verbose_name=_("course"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="brainstorms",
        help_text=_("People enrolled in this course are invited. Follows from the class where one is chosen."),
    )
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("facilitators"), related_name="facilitated_brainstorms"
    )
    format = models.CharField(_("format"), max_length=30, choices=format_choices, default=DEFAULT_FORMAT)
    phase = models.CharField(_("phase"), max_length=30, choices=phase_choices, default="arrive", editable=False)
    phase_started_at = models.DateTimeField(_("phase started"), default=timezone.now, editable=False)
    phase_ends_at = models.DateTimeField(_("phase ends"), null=True, blank=True, editable=False)
    dots_per_person = models.PositiveSmallIntegerField(
        _("dots per person"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Leave empty for one dot per three ideas, at least 3 and at most 10."),
    )
    dots_per_idea = models.PositiveSmallIntegerField(
        _("most dots one person may give one idea"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    names_shown = models.BooleanField(
        _("show names with the ideas"),
        default=False,
        help_text=_("After the reveal. Cannot be switched on once somebody has written an idea."),
    )
    join_code = models.CharField(
        _("join code"), max_length=CODE_LENGTH, unique=True, default=new_join_code, editable=False
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = BrainstormQuerySet.as_manager()

    class Meta:
        verbose_name = _("brainstorm")
        verbose_name_plural = _("brainstorms")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase=CLOSED.key, closed_at__isnull=False)
                | (~Q(phase=CLOSED.key) & Q(closed_at__isnull=True)),
                name="lms_brainstorm_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(dots_per_person__isnull=True) | Q(dots_per_person__range=(1, 20)),
                name="lms_brainstorm_dots_per_person",
            ),
            models.CheckConstraint(condition=Q(dots_per_idea__range=(1, 5)), name="lms_brainstorm_dots_per_idea"),
            models.CheckConstraint(
                condition=Q(phase_ends_at__isnull=True) | Q(phase_ends_at__gt=models.F("phase_started_at")),
                name="lms_brainstorm_ends_after_start",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("lms_brainstorm:detail", args=[self.pk])

    def clean(self):
        if self.scheduled_class_id:
            self.course_id = self.scheduled_class.course_id
        if not self.pk:
            return
        stored = Brainstorm.objects.get(pk=self.pk)
        if self.format != stored.format and stored.phase != stored.flow.phases[0].key:
            raise ValidationError({"format": _("The format cannot change once the brainstorm has started.")})
        if self.names_shown and not stored.names_shown and self.ideas.exists():
            raise ValidationError({"names_shown": _("People wrote their ideas without names. Keep it that way.")})

    @property
    def flow(self):
        """The format as data: its phases in order."""
        return FORMATS[self.format]

    @property
    def current_phase(self):
        return self.flow.phase(self.phase)

    @property
    def next_phase(self):
        return self.flow.after(self.phase)

    @property
    def previous_phase(self):
        """The phase a facilitator may go back to; None from the first and from the last."""
        return None if self.closed_at else self.flow.before(self.phase)

    @property
    def past_phases(self):
        """Keys of the phases that lie behind, for the row of steps."""
        keys = [phase.key for phase in self.flow.phases]
        return keys[: keys.index(self.phase)]

    @property
    def can(self):
        """Rights of the present phase by name, for templates: `brainstorm.can.read`."""
        return {right.value: self.current_phase.allows(right) for right in Right}

    def allows(self, right):
        return self.current_phase.allows(right)

    @property
    def spoken_code(self):
        """The join code in two halves, which people read and type without a slip."""
        return f"{self.join_code[:3]} {self.join_code[3:]}"

    def dots_budget(self, idea_count):
        """Return how many dots each person has among `idea_count` ideas: a third of them, within 3 and 10."""
        return self.dots_per_person or min(max(-(-idea_count // 3), FEWEST_DOTS), MOST_DOTS)


class Participation(models.Model):
    """Somebody has joined."""

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brainstorm_participations"
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "user"], name="lms_brainstorm_participation_once"),
        ]

    def __str__(self):
        return f"{self.user} · {self.brainstorm}"
