"""The event itself, and who joined."""

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from brainstorm.sessions.models.formats import BrainstormFormat, VoteMethod
from brainstorm.sessions.phases import CLOSED, KINDS, Right, phase_choices
from brainstorm.sessions.querysets import BrainstormQuerySet, ParticipationQuerySet
from lms.accounts.people import name_of

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is mistaken for another when read from a wall
CODE_LENGTH = 6
FEWEST_DOTS, MOST_DOTS = 3, 10
TAG_LENGTH = 32  # hexadecimal digits


def new_join_code():
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


def new_key():
    return secrets.token_hex(32)


class Brainstorm(ClusterableModel):
    """One facilitated event.

    `phase` repeats the kind of the phase at `step` of the plan, so that queries can ask for its rights. `room_number`
    and `desk_number` are the numbers of the latest `BrainstormEvent` for the room and for the facilitators: a page
    learns by them that it is out of date, and no one in the room learns by the first that someone wrote unseen.
    """

    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(
        _("question"),
        max_length=240,
        help_text=_("One open question that everyone can answer from their own work."),
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
        help_text=_("People enrolled in this course are invited. If you select a class, its course is used."),
    )
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("facilitators"), related_name="facilitated_brainstorms"
    )
    format = models.ForeignKey(
        BrainstormFormat,
        verbose_name=_("format"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="brainstorms",
        help_text=_("Its phases are copied, so you can change them for this brainstorm only."),
    )
    step = models.PositiveSmallIntegerField(_("step"), default=0, editable=False)
    phase = models.CharField(_("phase"), max_length=30, choices=phase_choices, default="arrive", editable=False)
    phase_started_at = models.DateTimeField(_("phase started"), default=timezone.now, editable=False)
    phase_ends_at = models.DateTimeField(_("phase ends"), null=True, blank=True, editable=False)
    seconds_left = models.PositiveIntegerField(_("seconds left when paused"), null=True, editable=False)
    opens_at = models.DateTimeField(
        _("collecting opens"),
        null=True,
        blank=True,
        help_text=_("Can be days before the class. People are invited then and reminded before collecting ends."),
    )
    allows_guests = models.BooleanField(
        _("guests without an account may join"),
        default=False,
        help_text=_("With the join code and a name they choose."),
    )
    vote_method = models.CharField(_("vote by"), max_length=10, choices=VoteMethod.choices, default=VoteMethod.DOTS)
    dots_per_person = models.PositiveSmallIntegerField(
        _("dots per person"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Leave blank for one dot per three ideas, with a minimum of 3 and a maximum of 10."),
    )
    dots_per_idea = models.PositiveSmallIntegerField(
        _("maximum dots per person and idea"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    ballot_frozen_at = models.DateTimeField(_("list of the vote frozen"), null=True, editable=False)
    sealed_at = models.DateTimeField(_("sealed"), null=True, editable=False)
    join_code = models.CharField(
        _("join code"), max_length=CODE_LENGTH, unique=True, default=new_join_code, editable=False
    )
    room_number = models.PositiveIntegerField(default=0, editable=False)
    desk_number = models.PositiveIntegerField(default=0, editable=False)
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
        if self.format_id != stored.format_id and stored.has_started:
            raise ValidationError({"format": _("The format cannot change once the brainstorm has started.")})

    def save(self, *args, update_fields=None, **kwargs):
        """Save what people edit. What only actions change, such as the phase, is saved where it is named: a form that
        was opened before the brainstorm moved on must not turn it back."""
        if update_fields is None and not self._state.adding:
            update_fields = [
                field.name for field in self._meta.concrete_fields if field.editable and not field.auto_created
            ]
            update_fields.append("phases")
        super().save(*args, update_fields=update_fields, **kwargs)

    def refresh_from_db(self, *args, **kwargs):
        self.__dict__.pop("plan", None)
        super().refresh_from_db(*args, **kwargs)

    @cached_property
    def plan(self):
        """The phases in order, read once."""
        return tuple(self.phases.order_by("sort_order"))

    @property
    def current_phase(self):
        """The `BrainstormPhase` at the present step; before the plan is made, a phase in which nothing is allowed."""
        return self.plan[self.step] if self.plan else self.phases.model(kind=self.phase, sort_order=0)

    def step_by(self, direction, step=None):
        """Return the step that "next", "back", "skip" or "repeat" leads to from `step`, by default the present one.

        Back passes over what was skipped. None where there is no such phase.
        """
        step = self.step if step is None else step
        to = {"next": step + 1, "skip": step + 2, "repeat": step}.get(direction)
        if direction == "back":
            to = next((past.step for past in reversed(self.plan[:step]) if not past.skipped), None)
        return to if to is not None and 0 <= to < len(self.plan) else None

    def _phase_by(self, direction):
        step = None if self.closed_at else self.step_by(direction)
        return None if step is None else self.plan[step]

    @property
    def next_phase(self):
        """The next phase, or None after the last."""
        return self._phase_by("next")

    @property
    def previous_phase(self):
        """The phase a facilitator may go back to; None from the first and from the last."""
        return self._phase_by("back")

    @property
    def phase_after_skip(self):
        """Where a facilitator arrives who skips the next phase; None where there is nothing to skip."""
        return self._phase_by("skip")

    @property
    def past_phases(self):
        return self.plan[: self.step]

    @property
    def has_started(self):
        """Whether a phase has ever been entered, even if the brainstorm has gone back to the first since."""
        return bool(self.step) or any(phase.started_at for phase in self.plan)

    @property
    def is_waiting_to_open(self):
        """Whether collecting will open by itself."""
        return bool(self.opens_at) and not self.step and not self.closed_at

    @property
    def has_vote(self):
        return any(phase.allows(Right.VOTE) for phase in self.plan)

    @property
    def can(self):
        """Rights of the present phase by name, for templates: `brainstorm.can.read`."""
        return {right.value: self.allows(right) for right in Right}

    def allows(self, right):
        return KINDS[self.phase].allows(right)

    @property
    def is_paused(self):
        return self.seconds_left is not None

    @property
    def paused_at_clock(self):
        """What the clock shows while it is paused, such as "3:05"."""
        return f"{self.seconds_left // 60}:{self.seconds_left % 60:02}" if self.is_paused else ""

    @property
    def spoken_code(self):
        """The join code in two halves, which people read and type without a slip."""
        return f"{self.join_code[:3]} {self.join_code[3:]}"

    def dots_budget(self, idea_count):
        """Return how many dots each person has among `idea_count` ideas: a third of them, within 3 and 10."""
        return self.dots_per_person or min(max(-(-idea_count // 3), FEWEST_DOTS), MOST_DOTS)


class BrainstormSecret(models.Model):
    """The key that links what was written without a name to who wrote it, for the writer's own eyes only.

    To seal a brainstorm is to delete this row: from then on not even the whole database tells who wrote what.
    """

    brainstorm = models.OneToOneField(Brainstorm, on_delete=models.CASCADE, related_name="secret")
    key = models.CharField(max_length=64, default=new_key, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("key of a brainstorm")
        verbose_name_plural = _("keys of brainstorms")

    def __str__(self):
        """Never the key."""
        return str(self.brainstorm_id)

    def sign(self, *words):
        """Return a tag of `words` that no one makes without the key."""
        message = " ".join(str(word) for word in words).encode()
        return hmac.new(bytes.fromhex(self.key), message, hashlib.sha256).hexdigest()[:TAG_LENGTH]


def _kept_apart(name):
    """Isolate a name that runs from right to left. Otherwise it turns what stands beside it in the same line."""
    turns = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"\u2068{name}\u2069" if turns else name


class Participation(models.Model):
    """Someone has joined: a user, or a guest with a name of their own choice.

    A guest is known by a key in a cookie, of which only a hash is stored. `contributed_on` is a day and no time, so
    that it cannot be laid beside the time of an idea.
    """

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="brainstorm_participations",
    )
    guest_name = models.CharField(_("name of the guest"), max_length=60, blank=True)
    guest_key_hash = models.CharField(max_length=64, blank=True, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    contributed_on = models.DateField(null=True, editable=False)

    objects = ParticipationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "user"], name="lms_brainstorm_participation_once"),
            models.UniqueConstraint(
                fields=["guest_key_hash"], condition=~Q(guest_key_hash=""), name="lms_brainstorm_guest_once"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest_name="") | (Q(user__isnull=True) & ~Q(guest_name="")),
                name="lms_brainstorm_user_or_guest",
            ),
        ]

    def __str__(self):
        return f"{self.name} · {self.brainstorm}"

    @staticmethod
    def hash_key(key):
        """Return what is stored of a guest's key."""
        return hashlib.sha256(key.encode()).hexdigest()

    @property
    def is_guest(self):
        return self.user_id is None

    @property
    def name(self):
        """How the room calls this person. Of a guest it says so: a guest may take the name of someone of the firm."""
        if self.is_guest:
            return _now("%(name)s (guest)") % {"name": _kept_apart(self.guest_name)}
        return name_of(self.user)

    @cached_property
    def tag(self):
        """What stands in place of this person beside ideas and votes; None once the brainstorm is sealed."""
        try:
            return self.brainstorm.secret.sign("participation", self.pk)
        except BrainstormSecret.DoesNotExist:
            return None


class BrainstormEvent(models.Model):
    """One event, appended in the transaction of the action that caused it, and never changed.

    Each audience has numbers of its own, from 1 without gaps: if the room shared them with the facilitators, a gap
    would tell it that someone wrote unseen. `data` holds ids only.
    """

    class Audience(models.TextChoices):
        ROOM = "room", _("room")
        DESK = "desk", _("facilitators")

    brainstorm = models.ForeignKey(Brainstorm, on_delete=models.CASCADE, related_name="events")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["brainstorm", "audience", "number"], name="lms_brainstorm_event_number"),
        ]

    def __str__(self):
        return f"{self.audience} {self.number}: {self.kind}"
