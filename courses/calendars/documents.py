"""Whole calendars: an invitation to one entry, its cancellation, and the feed of everything a person has."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vDuration

from courses.calendars.entries import uid_of
from courses.calendars.zones import zone_component
from lms.pages.addresses import address_of_site

PRODUCT = "-//Fledge//Courses and classes//EN"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
HOW_OFTEN = timedelta(hours=1)  # A calendar should fetch the feed anew.
ACCEPTED = {"CUTYPE": "INDIVIDUAL", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}


@dataclass(frozen=True)
class ClassDetails:
    """What calendars show of a class to one person, beside its times.

    link: where it is held online, empty for those who may not know it.
    sender: name and address of the organizer.
    sequence: the number of this version; a higher one replaces a lower one.
    revised_at: when this version was made.
    """

    title: str
    zone: ZoneInfo
    sequence: int
    revised_at: datetime
    url: str
    place: str = ""
    link: str = ""
    agenda: str = ""
    sender: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, scheduled_class, *, knows_link, sequence=None, revised_at=None, sender=("", "")):
        """Return the details of a `ScheduledClass`, by default in its present version."""
        published_at = scheduled_class.last_published_at or scheduled_class.first_published_at or UNDATED
        return cls(
            title=str(scheduled_class),
            zone=scheduled_class.zone,
            sequence=scheduled_class.sequence if sequence is None else sequence,
            revised_at=revised_at or published_at,
            url=address_of_site(scheduled_class.course) + scheduled_class.get_absolute_url(),
            place=scheduled_class.place,
            link=scheduled_class.link if knows_link else "",
            agenda=scheduled_class.agenda,
            sender=sender,
        )

    @property
    def description(self):
        return "\n\n".join(filter(None, (self.link, self.agenda.strip(), self.url)))


@dataclass(frozen=True)
class DueDate:
    """The day by which a course is to be completed. `key` tells it apart from the person's other ones."""

    key: str
    title: str
    day: date
    revised_at: datetime
    url: str


def invitation(entry, details, *, attendee, is_trainer=False):
    """Return the iTIP REQUEST for `entry` to one person, in bytes; `attendee` is (name, address)."""
    calendar = new_calendar(method="REQUEST")
    events = entry_events(entry, details)
    for event in events:
        add_people(event, details, attendee, is_trainer)
    for component in [*zone_components([(entry, details)]), *events]:
        calendar.add_component(component)
    return calendar.to_ical()


def cancellation(series, starts_at, details, *, attendee):
    """Return the iTIP CANCEL of the whole entry of `series`, in bytes; `starts_at` is when it first began."""
    calendar = new_calendar(method="CANCEL")
    event = Event()
    event.add("uid", uid_of(series))
    event.add("dtstamp", details.revised_at)
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("sequence", details.sequence)
    event.add("summary", details.title)
    event.add("status", "CANCELLED")
    add_people(event, details, attendee, is_trainer=False)
    calendar.add_component(event)
    return calendar.to_ical()


def build_feed(classes, due_dates=(), *, name):
    """Return a calendar to subscribe to or to open, in bytes.

    Args:
        classes: pairs of `Entry` and `ClassDetails`.
        due_dates: `DueDate`s.
        name: what calendars call it.
    """
    calendar = new_calendar(method="PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", HOW_OFTEN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(HOW_OFTEN))
    classes = list(classes)
    for component in zone_components(classes):
        calendar.add_component(component)
    for entry, details in classes:
        for event in entry_events(entry, details):
            calendar.add_component(event)
    for due_date in due_dates:
        calendar.add_component(due_date_event(due_date))
    return calendar.to_ical()


def new_calendar(*, method):
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def zone_components(classes):
    """Return the VTIMEZONE of each zone in which `classes`, pairs of entry and details, are held."""
    spans = {}
    for entry, details in classes:
        if details.zone.key != "UTC":
            first, last = spans.get(details.zone, (entry.starts_at, entry.ends_at))
            spans[details.zone] = min(first, entry.starts_at), max(last, entry.ends_at)
    return [zone_component(zone, *span) for zone, span in spans.items()]


def entry_events(entry, details):
    """Return the VEVENTs of `entry`: the run, then each week that differs from it."""
    is_run = entry.weeks > 1
    main = class_event(entry, details, entry.starts_at, entry.starts_at + entry.length, is_run=is_run)
    if is_run:
        main.add("rrule", {"freq": "weekly", "count": entry.weeks})
        for start in entry.left_out:
            main.add("exdate", on_clock(start, details.zone))
    events = [main]
    for slot in entry.moved:
        event = class_event(entry, details, slot.starts_at, slot.ends_at)
        event.add("recurrence-id", on_clock(slot.original, details.zone))
        events.append(event)
    return events


def class_event(entry, details, starts_at, ends_at, *, is_run=False):
    event = Event()
    event.add("uid", uid_of(entry.series))
    event.add("dtstamp", details.revised_at)
    starts, ends = on_clock(starts_at, details.zone), on_clock(ends_at, details.zone)
    if starts.utcoffset() == ends.utcoffset():
        event.add("dtstart", starts)
        event.add("dtend", ends)
    elif is_run:  # The clocks change in its first week; some programs would take the length from them.
        event.add("dtstart", starts)
        event.add("duration", entry.length)
    else:
        event.add("dtstart", starts_at.astimezone(UTC))
        event.add("dtend", ends_at.astimezone(UTC))
    event.add("sequence", details.sequence)
    event.add("summary", details.title)
    if location := details.place or details.link:
        event.add("location", location)
    event.add("description", details.description)
    event.add("url", details.url)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def due_date_event(due_date):
    """Return a day that fills no time. Calendars that are subscribed to show events, but no tasks."""
    event = Event()
    event.add("uid", f"{due_date.key}@fledge")
    event.add("dtstamp", due_date.revised_at)
    event.add("dtstart", due_date.day)
    event.add("summary", due_date.title)
    event.add("description", due_date.url)
    event.add("url", due_date.url)
    event.add("transp", "TRANSPARENT")
    return event


def on_clock(moment: datetime, zone: ZoneInfo):
    """Return `moment` on the clock of `zone`; in UTC where that clock shows an hour for the second time."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


def add_people(event, details, attendee, is_trainer):
    event.add("organizer", calendar_address(details.sender))
    address = calendar_address(attendee)
    address.params.update({**ACCEPTED, "ROLE": "CHAIR" if is_trainer else "REQ-PARTICIPANT"})
    event.add("attendee", address, encode=False)


def calendar_address(mailbox):
    name, address = mailbox
    calendar_user = vCalAddress(f"mailto:{address}")
    if name:
        calendar_user.params["CN"] = name
    return calendar_user
