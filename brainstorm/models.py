"""What a brainstorm leaves behind: ideas, votes, decisions, pilots.

Idea, Vote and Participation link a person to what that person wrote or chose. They stay out of Wagtail's reference
index, whose "usage" page of a user would otherwise list that person's ideas to anybody in the admin, before and
after the reveal.
"""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .kinds import Kind
from .phases import CLOSED, DEFAULT_FORMAT, FORMATS, Right, format_choices, phase_choices
from .querysets import (
    BrainstormQuerySet,
    DecisionQuerySet,
    IdeaQuerySet,
    ParticipationQuerySet,
    PilotQuerySet,
    VoteQuerySet,
)

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is mistaken for another when read from a wall
CODE_LENGTH = 6
IDEA_LENGTH = 500
FEWEST_DOTS, MOST_DOTS = 3, 10


def new_join_code():
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


class Brainstorm(models.Model):
    """One facilitated event. `revision` grows with every act of a facilitator, so that a page knows it is out of date."""

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

    def get_absolute_url(self):
        return reverse("lms_brainstorm:detail", args=[self.pk])

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


class Decision(models.Model):
    """What became of an idea, and why."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        DEFERRED = "deferred", _("Deferred")
        DECLINED = "declined", _("Declined")

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=500)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="brainstorm_decisions"
    )
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
    measure = models.CharField(_("how we notice"), max_length=200)
    baseline = models.CharField(_("how it is today"), max_length=120)
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

    def clean(self):
        if self.starts_on and self.due_on and self.due_on <= self.starts_on:
            raise ValidationError({"due_on": _("Choose a day after the start.")})

    def get_absolute_url(self):
        return reverse("lms_brainstorm:pilot", args=[self.pk])

    @property
    def is_overdue(self):
        return not self.result and self.due_on < timezone.localdate()
