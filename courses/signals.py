"""What courses tells the apps that stand on it, which it does not know."""

from django.dispatch import Signal

#: Sent once people are let on a course by someone else, or by themselves. Arguments: `enrollments`, a list of one
#: course; `by`, who did it, or None.
learners_enrolled = Signal()

#: Sent once someone asks to take a course. Arguments: `enrollment`.
enrollment_requested = Signal()

#: Sent once a trainer or manager has answered a request. Arguments: `enrollment`, now active or declined; `by`.
enrollment_decided = Signal()

#: Sent once the transaction that completed an enrollment is committed. Arguments: `enrollment`.
enrollment_completed = Signal()

#: Sent once a change of a live class that calendars must learn of is committed: its times, place, link or title.
#: Arguments: `scheduled_class`, whose `sequence` is the one to announce.
class_changed = Signal()

#: Sent once the cancellation of a class is committed; its bookings are kept. Arguments: `scheduled_class`.
class_canceled = Signal()

#: Sent once a booking that was made, promoted, moved or cancelled is committed; its `status` says which of them.
#: Arguments: `booking`.
booking_changed = Signal()

#: Sent when a page meets an attempt whose time is up, before it shows it. Arguments: `enrollment`. A page only reads:
#: whoever receives this closes the attempt.
overdue_attempt_met = Signal()
