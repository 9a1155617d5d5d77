from django.dispatch import receiver

from brainstorm.live.hub import wake_hubs
from brainstorm.live.notify import tell_processes
from brainstorm.signals import events_recorded


@receiver(events_recorded, dispatch_uid="lms_brainstorm.tell_live_pages")
def tell_live_pages(sender, brainstorm_id, **kwargs):
    """Let everyone who looks at this brainstorm see what was committed, whichever process serves them."""
    wake_hubs(brainstorm_id)
    tell_processes(brainstorm_id)
