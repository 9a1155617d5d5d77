"""What courses tells the apps that stand on it, which it does not know."""

from django.dispatch import Signal

#: Sent once the transaction that completed an enrollment is committed. Arguments: `enrollment`.
enrollment_completed = Signal()

#: Sent once a change of a live class that calendars must learn of is committed: its times, place, link or title.
#: Arguments: `scheduled_class`, whose `sequence` is the one to announce.
class_changed = Signal()

#: Sent once the cancellation of a class is committed; its bookings are kept. Arguments: `scheduled_class`.
class_cancelled = Signal()

#: Sent once a booking that was made, promoted, moved or cancelled is committed; its `status` says which of them.
#: Arguments: `booking`.
booking_changed = Signal()
