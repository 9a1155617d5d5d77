from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from brainstorm.facilitation.notices import tell_beyond_the_room
from brainstorm.sessions.models.brainstorms import Brainstorm, Participation
from lms.caching.cache import invalidate
from lms.jobs.queue import enqueue


@receiver(post_delete, sender=Participation, dispatch_uid="lms_brainstorm.forget_names")
def forget_names(sender, **kwargs):
    """Boards that are kept bear the names of those who wrote with a name."""
    invalidate()


@receiver(post_save, sender=Brainstorm, dispatch_uid="lms_brainstorm.tell_when_closed")
def tell_when_closed(sender, instance, update_fields=None, **kwargs):
    """From the moment a brainstorm is closed its decisions are known in the firm, and those they touch are told."""
    if instance.closed_at and "closed_at" in (update_fields or ()):
        transaction.on_commit(lambda: enqueue(tell_beyond_the_room, instance.pk))
