"""What courses tells the apps that stand on it, which it does not know."""

from django.dispatch import Signal

#: Sent once the transaction that completed an enrollment is committed. Arguments: `enrollment`.
enrollment_completed = Signal()
