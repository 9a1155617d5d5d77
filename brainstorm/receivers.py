"""What happens by itself."""

from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from lms.migrated import are_migrated
from lms.shared import renew
from lms.tasks import enqueue

from .closing_notices import tell_beyond_the_room
from .live.hub import wake_hubs
from .live.notify import tell_processes
from .models import Brainstorm, BrainstormFormat, Participation
from .presets import make_presets
from .signals import events_recorded


@receiver(post_migrate, dispatch_uid="lms_brainstorm.make_presets")
def make_presets_once(sender, using, **kwargs):
    """Make the formats that come ready, as soon as their tables are there (a migration back takes them away)."""
    if sender.label == "lms_brainstorm" and are_migrated(BrainstormFormat, using=using):
        make_presets(BrainstormFormat)


@receiver(events_recorded, dispatch_uid="lms_brainstorm.tell_live_pages")
def tell_live_pages(sender, brainstorm_id, **kwargs):
    """Let everybody who looks at this brainstorm see what was committed, whichever process serves them."""
    wake_hubs(brainstorm_id)
    tell_processes(brainstorm_id)


@receiver(post_delete, sender=Participation, dispatch_uid="lms_brainstorm.forget_names")
def forget_names(sender, **kwargs):
    """Boards that are kept bear the names of those who wrote with a name."""
    renew()


@receiver(post_save, sender=Brainstorm, dispatch_uid="lms_brainstorm.tell_when_closed")
def tell_when_closed(sender, instance, update_fields=None, **kwargs):
    """From the moment a brainstorm is closed its decisions are known in the firm, and those they touch are told."""
    if instance.closed_at and "closed_at" in (update_fields or ()):
        transaction.on_commit(lambda: enqueue(tell_beyond_the_room, instance.pk))
