"""Who must be told by mail where they sit. What calendars were told last stands in `Invitation`."""

from django.utils import timezone

from courses.calendars.documents import ClassDetails, cancellation, invitation
from courses.calendars.entries import entries_of
from courses.classes.models import Invitation, ScheduledClass
from lms.models import Brand, SentNotice
from lms.notices.mails import CalendarPart, mailbox_of, sender_of
from lms.notices.sending import Outcome, is_reachable, send_notice
from lms.pages.addresses import site_of

#: While mails go out someone may book or cancel, so what was told is compared again, at most so often.
MOST_ROUNDS = 5


def sync_invitations(*, scheduled_class, person=None, now=None):
    """Tell everyone of a class what they do not know yet. Returns how many mails were sent.

    Who has a seat or teaches gets an invitation to each calendar entry, again with each change of the class; who has
    no seat any more, and everyone once the class is cancelled or published no more, gets its cancellation; who waits
    is told their place. A class that was never published tells no one. Safe to repeat, and to run twice at once.

    Args:
        person: tell only this one.
    """
    now = now or timezone.now()
    sent = 0
    for _round in range(MOST_ROUNDS):
        news = _ClassNews(scheduled_class.pk, now).tell(person)
        sent += news
        if not news:
            break
    return sent


class _ClassNews:
    """A class as it is now, and what its people were told of it."""

    def __init__(self, pk, now):
        self.now = now
        self.scheduled_class = ScheduledClass.objects.select_related("course").get(pk=pk)
        self.is_held = self.scheduled_class.live and not self.scheduled_class.cancelled_at
        entries = entries_of(self.scheduled_class.meetings.all(), self.scheduled_class.zone)
        self.entries = {entry.series: entry for entry in entries}
        self.rows = {
            (row.learner_id, row.series): row
            for row in self.scheduled_class.invitations.select_related("learner__lms_profile")
        }
        self.trainers = set(self.scheduled_class.trainers.values_list("pk", flat=True))
        self.bookings = {
            booking.learner_id: booking
            for booking in self.scheduled_class.bookings.in_force().select_related("learner__lms_profile")
        }
        self.sender = sender_of(Brand.for_site(site_of(self.scheduled_class.course)))

    def tell(self, person):
        """Send what is missing, to `person` or to all. Returns how many mails were sent."""
        was_published = self.scheduled_class.live or self.scheduled_class.first_published_at
        if not was_published or all(entry.ends_at <= self.now for entry in self.entries.values()):
            return 0
        outcomes = []
        if self.is_held:
            for each in self.people():
                if person in (None, each) and is_reachable(each):
                    outcomes += [self.invite(each, entry) for entry in self.entries.values()]
        for row in self.rows.values():
            if person in (None, row.learner) and self.is_to_be_cancelled(row):
                outcomes.append(self.cancel(row))
        for booking in self.bookings.values():
            if person in (None, booking.learner):
                outcomes.append(self.tell_without_invitation(booking))
        return outcomes.count(Outcome.SENT)

    def people(self):
        """Return who is to be there: trainers, and learners with a seat."""
        seated = [booking.learner for booking in self.bookings.values() if booking.status == booking.Status.BOOKED]
        teaching = self.scheduled_class.trainers.select_related("lms_profile")
        return {each.pk: each for each in [*teaching, *seated]}.values()

    def has_place(self, person_id):
        booking = self.bookings.get(person_id)
        return person_id in self.trainers or (booking is not None and booking.status == booking.Status.BOOKED)

    def invite(self, person, entry):
        """Send one REQUEST unless the person's calendar knows this version. Returns the `Outcome`, or None."""
        row = self.rows.get((person.pk, entry.series))
        known = row.version if row is not None and row.method == Invitation.Method.REQUEST else None
        if entry.ends_at <= self.now or (known is not None and known >= self.scheduled_class.sequence):
            return None
        sequence = self.next_sequence(row)
        details = self.details(sequence, knows_link=True)
        is_trainer = person.pk in self.trainers
        content = invitation(entry, details, attendee=mailbox_of(person), is_trainer=is_trainer)
        context = {
            "scheduled_class": self.scheduled_class,
            "slots": [slot for slot in entry.slots if slot.ends_at > self.now],
            "is_trainer": is_trainer,
            "is_changed": known is not None,
            "has_waited": not is_trainer and self.has_waited(person),
        }
        return self.send(
            "invitation", person, entry.series, Invitation.Method.REQUEST, sequence, entry.starts_at, context, content
        )

    def is_to_be_cancelled(self, row):
        """Whether the calendar of `row` shows what is to come and will not be."""
        if row.method == Invitation.Method.CANCEL or not is_reachable(row.learner):
            return False
        entry = self.entries.get(row.series)
        if entry is None:
            return True
        return entry.ends_at > self.now and not (self.is_held and self.has_place(row.learner_id))

    def cancel(self, row):
        sequence = self.next_sequence(row)
        details = self.details(sequence, knows_link=False)
        content = cancellation(row.series, row.starts_at, details, attendee=mailbox_of(row.learner))
        context = {
            "scheduled_class": self.scheduled_class,
            "starts_at": row.starts_at,
            "is_moved": self.is_held and self.has_place(row.learner_id),
        }
        return self.send(
            "cancellation",
            row.learner,
            row.series,
            Invitation.Method.CANCEL,
            sequence,
            row.starts_at,
            context,
            content,
        )

    def tell_without_invitation(self, booking):
        """Tell who waits their place in line, and whoever has no invitation that the class is cancelled."""
        if self.is_held:
            if booking.status == booking.Status.BOOKED:
                return None
            waiting = [each for each in self.bookings.values() if each.status == booking.Status.WAITING]
            waiting.sort(key=lambda each: (each.queued_at, each.pk))
            key, template = waiting_key(booking), "lms_courses/calendars/mails/waiting.html"
            context = {"place_in_line": waiting.index(booking) + 1}
        else:
            if any(learner_id == booking.learner_id for learner_id, _series in self.rows):
                return None
            occasion = "cancelled" if self.scheduled_class.cancelled_at else "withdrawn"
            key, template = f"class-{occasion}:{booking.pk}", "lms_courses/calendars/mails/cancellation.html"
            context = {"starts_at": min(entry.starts_at for entry in self.entries.values())}
        return send_notice(
            key=key,
            recipient=booking.learner,
            template=template,
            context={"scheduled_class": self.scheduled_class, **context},
            zone=self.scheduled_class.zone,
            page=self.scheduled_class.course,
        )

    def has_waited(self, person):
        booking = self.bookings.get(person.pk)
        return booking is not None and SentNotice.objects.filter(key=waiting_key(booking)).exists()

    def next_sequence(self, row):
        """Return a number above all that this person's calendar knows, however often they book and cancel."""
        return self.scheduled_class.sequence if row is None else max(self.scheduled_class.sequence, row.sequence + 1)

    def details(self, sequence, *, knows_link):
        return ClassDetails.of(
            self.scheduled_class,
            knows_link=knows_link,
            sequence=sequence,
            revised_at=timezone.now(),
            sender=self.sender,
        )

    def send(self, template, person, series, method, sequence, starts_at, context, content):
        outcome = send_notice(
            key=f"invitation:{series}:{method}:{sequence}:user:{person.pk}",
            recipient=person,
            template=f"lms_courses/calendars/mails/{template}.html",
            context=context,
            zone=self.scheduled_class.zone,
            page=self.scheduled_class.course,
            calendar=CalendarPart(method.upper(), content),
        )
        if outcome.is_told:
            Invitation.objects.update_or_create(
                scheduled_class=self.scheduled_class,
                learner=person,
                series=series,
                defaults={
                    "method": method,
                    "sequence": sequence,
                    "version": self.scheduled_class.sequence,
                    "starts_at": starts_at,
                },
            )
        return outcome


def waiting_key(booking):
    """Return the key under which someone was told that they wait; who asks again is told again."""
    return f"waiting:{booking.pk}:{booking.queued_at:%Y%m%dT%H%M%S}"
