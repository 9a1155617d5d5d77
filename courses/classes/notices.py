"""What channels of chat tools are told of classes: open for booking, soon, cancelled."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.catalog.models import CoursePage
from courses.classes.models import BookingState, ClassMeeting, ScheduledClass
from lms.conf import lms_settings
from lms.days import write_datetime
from lms.models import Webhook
from lms.pages.addresses import address_of_site
from lms.webhooks.posting import Message, tell_channels

#: How long after it has happened a channel is still told, should it not have been reached before.
WINDOW = timedelta(hours=12)


def announce_classes(*, now=None):
    """Tell every active webhook what has happened to classes that everyone may see. Returns how many were told.

    Safe to repeat: each channel is told of each occasion once.
    """
    now = now or timezone.now()
    if not Webhook.objects.active().exists():
        return 0
    everybody_s = CoursePage.objects.live().public().values("pk")
    classes = ScheduledClass.objects.live().filter(course__in=everybody_s).select_related("course")
    with translation.override(settings.LANGUAGE_CODE):
        occasions = [*_opened(classes, now), *_soon(classes, now), *_cancelled(classes, now)]
    return sum(tell_channels(key=key, message=message) for key, message in occasions)


def _opened(classes, now):
    since = now - WINDOW
    for each in classes.filter(cancelled_at=None).with_times().filter(starts_at__gt=now).prefetch_related("meetings"):
        opened_at = max(filter(None, (each.first_published_at, each.booking_opens_at)), default=None)
        if opened_at and since < opened_at <= now and each.booking_state == BookingState.OPEN:
            yield f"class-open:{each.pk}", _message(each, _("Open for booking: %(class)s"), each.starts_at)


def _soon(classes, now):
    hours = max(lms_settings.REMIND_BEFORE_MEETING_HOURS, default=0)
    meetings = ClassMeeting.objects.filter(
        scheduled_class__in=classes.filter(cancelled_at=None),
        starts_at__gt=max(now, now + timedelta(hours=hours) - WINDOW),
        starts_at__lte=now + timedelta(hours=hours),
    ).select_related("scheduled_class__course")
    for meeting in meetings:
        title = _("Coming up: %(class)s")
        key = f"class-soon:{meeting.pk}:{meeting.starts_at:%Y%m%dT%H%M}"
        yield key, _message(meeting.scheduled_class, title, meeting.starts_at)


def _cancelled(classes, now):
    for each in classes.filter(cancelled_at__gt=now - WINDOW).with_times().filter(ends_at__gt=now):
        yield (
            f"class-cancelled:{each.pk}",
            _message(each, _("Canceled: %(class)s"), each.starts_at, each.cancel_reason),
        )


def _message(scheduled_class, title, starts_at, *more_lines):
    """Return the message about one class, in the class's own time zone; the link to join it is not for everyone."""
    moment = write_datetime(scheduled_class.local(starts_at))
    lines = [f"{moment} ({scheduled_class.time_zone})", scheduled_class.place, *more_lines]
    return Message(
        title=title % {"class": scheduled_class},
        lines=tuple(filter(None, lines)),
        url=address_of_site(scheduled_class.course) + scheduled_class.get_absolute_url(),
        link_text=_("Open the class"),
    )
