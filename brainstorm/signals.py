"""What this app tells after a transaction is committed."""

from django.dispatch import Signal

#: Sent with `brainstorm_id` when events of a brainstorm have been committed.
events_recorded = Signal()
