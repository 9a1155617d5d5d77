"""Courses taught at a time: classes, their meetings, who booked a seat and who came."""

import uuid
import zoneinfo
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.search import index

from courses.catalog.models import AuthoredSnippet
from courses.classes.querysets import BookingQuerySet, MeetingQuerySet, ScheduledClassQuerySet
from lms.models import time_zone_choices


class BookingState(models.TextChoices):
    """Whether learners may book a class now, and if not, why."""

    OPEN = "open", _("open for booking")
    EARLY = "early", _("booking has not opened yet")
    CLOSED = "closed", _("booking is closed")
    BEGUN = "begun", _("the class has started")
    UNDATED = "undated", _("no date yet")
    CANCELLED = "cancelled", _("canceled")
    DRAFT = "draft", _("draft")


class ScheduledClass(index.Indexed, AuthoredSnippet):
    """A course taught at a time and place by trainers, with a number of seats. A draft until it is published."""

    course = models.ForeignKey(
        "lms_courses.CoursePage", on_delete=models.PROTECT, related_name="scheduled_classes", verbose_name=_("course")
    )
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text=_("Leave blank to use the course's title.")
    )
    trainers = ParentalManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="lms_classes_taught", verbose_name=_("trainers")
    )
    capacity = models.PositiveSmallIntegerField(
        _("seats"),
        default=12,
        validators=[MinValueValidator(1)],
        help_text=_("Anyone who books after that goes on the waiting list."),
    )
    place = models.CharField(_("location"), max_length=200, blank=True, help_text=_("Room or building."))
    link = models.URLField(
        _("link"), blank=True, help_text=_("For online classes. Only people with a seat can see it.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=timezone.get_default_timezone_name, choices=time_zone_choices
    )
    agenda = models.TextField(_("agenda"), blank=True, max_length=2000)
    booking_opens_at = models.DateTimeField(
        _("booking opens"),
        null=True,
        blank=True,
        help_text=_("Leave blank to open booking as soon as the class is published."),
    )
    booking_closes_at = models.DateTimeField(
        _("booking closes"),
        null=True,
        blank=True,
        help_text=_("Leave blank to close booking when the first meeting begins."),
    )
    cancelled_at = models.DateTimeField(_("canceled on"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Raised with every change that calendars must learn of (RFC 5545, 3.8.7.4).",
    )

    objects = ScheduledClassQuerySet.as_manager()

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="lms_courses_class_has_a_seat"),
            models.CheckConstraint(
                condition=Q(booking_opens_at__isnull=True)
                | Q(booking_closes_at__isnull=True)
                | Q(booking_closes_at__gt=F("booking_opens_at")),
                name="lms_courses_booking_closes_after_it_opens",
                violation_error_message=_("Choose a time after booking opens."),
            ),
        ]

    def __str__(self):
        return self.title or str(self.course)

    def get_absolute_url(self):
        return reverse("lms_courses:class_detail", args=[self.pk])

    @property
    def zone(self):
        """The `ZoneInfo` in which the class's hours are meant."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def local(self, moment):
        """Return `moment` as the clocks of the class show it."""
        return timezone.localtime(moment, self.zone)

    @property
    def booking_state(self):
        """Whether learners may book now, and if not, why: a `BookingState`."""
        now, starts = timezone.now(), [meeting.starts_at for meeting in self.meetings.all()]
        if not self.live:
            return BookingState.DRAFT
        if self.cancelled_at:
            return BookingState.CANCELLED
        if not starts:
            return BookingState.UNDATED
        if min(starts) <= now:
            return BookingState.BEGUN
        if self.booking_opens_at and self.booking_opens_at > now:
            return BookingState.EARLY
        if self.booking_closes_at and self.booking_closes_at <= now:
            return BookingState.CLOSED
        return BookingState.OPEN

    @property
    def is_over(self):
        """Whether its last meeting has ended; never so for a class without a date."""
        ends = [meeting.ends_at for meeting in self.meetings.all()]
        return bool(ends) and max(ends) <= timezone.now()

    def calendar_facts(self):
        """Return what calendars show of the class, to be compared: a change raises `sequence`."""
        # Calendars know no fractions of a second, and revisions not all of them.
        hours = sorted(
            (meeting.starts_at.replace(microsecond=0), meeting.ends_at.replace(microsecond=0))
            for meeting in self.meetings.all()
        )
        return str(self), self.place, self.link, self.time_zone, hours

    def with_content_json(self, content):
        """A revision brings back what was written, never undoes what has happened to the class since."""
        restored = super().with_content_json(content)
        for name in ("cancelled_at", "cancel_reason", "sequence"):
            setattr(restored, name, getattr(self, name))
        return restored

    def get_preview_template(self, request, mode_name):
        return "lms_courses/classes/class_preview.html"

    def get_preview_context(self, request, mode_name):
        return {
            "scheduled_class": self,
            "course": self.course,
            "meetings": sorted(self.meetings.all(), key=lambda meeting: meeting.starts_at),
            "trainers": list(self.trainers.all()),
        }


class ClassMeeting(models.Model):
    """One sitting of a class.

    Meetings that repeat weekly share a `series`, which is the UID of their calendar event; `original_starts_at` tells
    which occurrence of the series a meeting is after it was moved.
    """

    scheduled_class = ParentalKey(ScheduledClass, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    original_starts_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="lms_courses_meeting_ends_after_start",
                violation_error_message=_("Choose an end after the start."),
            )
        ]

    def __str__(self):
        return f"{self.scheduled_class}, {self.starts_at:%Y-%m-%d %H:%M}"

    def clean(self):
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("Choose an end after the start.")})

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()


class Booking(models.Model):
    """A seat in a class, or a place on its waiting list. The earliest `queued_at` is next in line."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("seat booked")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("canceled")

    scheduled_class = models.ForeignKey(ScheduledClass, on_delete=models.CASCADE, related_name="bookings")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_bookings", verbose_name=_("learner")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status)
    queued_at = models.DateTimeField(_("requested on"))

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheduled_class", "learner"], name="lms_courses_one_booking_a_class")
        ]

    def __str__(self):
        return f"{self.learner}: {self.scheduled_class}, {self.get_status_display()}"


class Attendance(models.Model):
    """Whether a learner came to a meeting."""

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    class Method(models.TextChoices):
        SHEET = "sheet", _("by the trainer")
        CODE = "code", _("by room code")

    #: What counts as having taken part.
    TOOK_PART = (Status.PRESENT, Status.LATE)
    #: From when on before a meeting the code in the room is taken.
    CODE_COUNTS_BEFORE = timedelta(minutes=15)
    #: Whoever notes their presence later than this after the start came late.
    LATE_AFTER = timedelta(minutes=10)

    meeting = models.ForeignKey(ClassMeeting, on_delete=models.CASCADE, related_name="attendance")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_attendance", verbose_name=_("learner")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("marked by")
    )
    marked_at = models.DateTimeField(_("marked on"), auto_now=True)
    method = models.CharField(_("method"), max_length=20, choices=Method, default=Method.SHEET)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "learner"], name="lms_courses_one_attendance_a_meeting")
        ]

    def __str__(self):
        return f"{self.learner}: {self.get_status_display()}"


class Invitation(models.Model):
    """What calendars were last told by mail: one row for each learner and series of meetings.

    Compared with how things are, it says who must be told what: so a repeated or interrupted run tells everything once.
    """

    class Method(models.TextChoices):
        REQUEST = "request", _("invited")
        CANCEL = "cancel", _("canceled")

    scheduled_class = models.ForeignKey(ScheduledClass, on_delete=models.CASCADE, related_name="invitations")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_invitations")
    series = models.UUIDField()
    method = models.CharField(max_length=20, choices=Method)
    sequence = models.PositiveIntegerField(help_text="The number under which this person's calendar was told.")
    version = models.PositiveIntegerField(default=0, help_text="The `sequence` of the class that it told.")
    starts_at = models.DateTimeField()
    sent_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["scheduled_class", "learner", "series"], name="lms_courses_one_invitation_a_series"
            )
        ]

    def __str__(self):
        return f"{self.learner}: {self.scheduled_class}, {self.get_method_display()}"
