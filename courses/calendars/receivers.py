from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.signals import published, unpublished

from courses.calendars import tasks
from courses.classes.actions import promote_waiting, raise_sequence
from courses.classes.models import ScheduledClass
from courses.signals import booking_changed, class_canceled, class_changed
from lms.jobs.queue import enqueue


@receiver(pre_save, sender=ScheduledClass)
def class_about_to_be_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    """Raise the number by which calendars know a newer version. A draft saves only the fields of its revision."""
    is_published = instance.pk is not None and instance.live and not raw and update_fields is None
    instance.has_news_for_calendars = is_published and raise_sequence(scheduled_class=instance)


@receiver(post_save, sender=ScheduledClass)
def class_saved(sender, instance, created, raw=False, update_fields=None, **kwargs):
    """Once a changed class is published: give seats that were added to those who wait, and tell calendars."""
    if created or raw or update_fields is not None or not instance.live or instance.cancelled_at:
        return
    transaction.on_commit(lambda: promote_waiting(scheduled_class=instance, by=None))
    if instance.has_news_for_calendars:
        transaction.on_commit(lambda: class_changed.send(sender=ScheduledClass, scheduled_class=instance))


@receiver([published, unpublished], sender=ScheduledClass)
def class_came_or_went(sender, instance, **kwargs):
    """A class that expires, or is unpublished otherwise, is off like a cancelled one; published again, it is on."""
    transaction.on_commit(lambda: enqueue(tasks.tell_class, instance.pk))


@receiver([class_changed, class_canceled])
def tell_class(sender, scheduled_class, **kwargs):
    enqueue(tasks.tell_class, scheduled_class.pk)


@receiver(booking_changed)
def tell_learner(sender, booking, **kwargs):
    enqueue(tasks.tell_learner, booking.pk)
