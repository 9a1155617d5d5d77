from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import GroupPagePermission
from wagtail.signals import page_published

from lms.permissions import Role

from .actions import sync_lesson_activities
from .actions.classes import promote_waiting
from .models import CatalogPage, LessonPage, ScheduledClass

#: What a trainer may do with everything below a catalog.
CATALOG_PERMISSIONS = ("add_page", "change_page", "publish_page")


@receiver(page_published, sender=LessonPage)
def lesson_published(sender, instance, **kwargs):
    sync_lesson_activities(lesson=instance)


@receiver(post_save, sender=CatalogPage)
def catalog_saved(sender, instance, created, raw=False, **kwargs):
    """Let trainers write below a new catalog, so that a host need not set up permissions for each."""
    if not created or raw:
        return
    trainers, _created = Group.objects.get_or_create(name=Role.TRAINER.value)
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=CATALOG_PERMISSIONS
    ):
        GroupPagePermission.objects.get_or_create(group=trainers, page=instance, permission=permission)


@receiver(post_save, sender=ScheduledClass)
def class_saved(sender, instance, created, raw=False, **kwargs):
    """Give seats to those who wait when a trainer adds some."""
    if not created and not raw:
        transaction.on_commit(lambda: promote_waiting(scheduled_class=instance, by=None))
