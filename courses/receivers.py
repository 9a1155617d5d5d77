from itertools import product

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_migrate, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import GroupPagePermission, PageLogEntry
from wagtail.signals import page_published, published, unpublished

from lms.migrated import are_migrated
from lms.permissions import Role
from lms.tasks import enqueue

from . import tasks
from .actions import close_overdue_attempts, promote_waiting, raise_sequence, sync_lesson_activities
from .actions.copying import give_lesson_own_quizzes
from .enrollment_notices import tell_of_enrollments
from .models import CatalogPage, LessonPage, ScheduledClass
from .signals import (
    booking_changed,
    class_cancelled,
    class_changed,
    enrollment_decided,
    enrollment_requested,
    learners_enrolled,
    overdue_attempt_met,
)

#: What a trainer may do with everything below a catalog.
CATALOG_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
#: What Wagtail's audit log calls a page that was copied.
COPIES = ("wagtail.copy", "wagtail.copy_for_translation")


@receiver(page_published, sender=LessonPage)
def lesson_published(sender, instance, **kwargs):
    sync_lesson_activities(lesson=instance)


@receiver(overdue_attempt_met)
def overdue_attempt_was_met(sender, enrollment, **kwargs):
    close_overdue_attempts(enrollment=enrollment)


@receiver(post_save, sender=PageLogEntry)
def page_logged(sender, instance, created, raw=False, **kwargs):
    """Take quizzes along when lessons are copied.

    The audit log is the one place where Wagtail tells of every copy: in the admin, by its API and by `page.copy()`,
    for the page itself and for each one below it.
    """
    if not created or raw or instance.action not in COPIES or not isinstance(instance.page, LessonPage):
        return
    if source := instance.data.get("source"):
        give_lesson_own_quizzes(lesson=instance.page, source_course_id=source["id"], by=instance.user)


@receiver(post_save, sender=CatalogPage)
def catalog_saved(sender, instance, created, raw=False, **kwargs):
    """Let trainers write below a new catalog, so that a host need not set up permissions for each."""
    if created and not raw:
        _let_trainers_write([instance])


@receiver(post_migrate, dispatch_uid="lms_courses.complete_catalogs")
def complete_catalogs(sender, using, **kwargs):
    """Add what trainers may do since this version to catalogs of before, where a firm lets them publish."""
    if sender.label == "lms_courses" and are_migrated(CatalogPage, using=using):
        theirs = GroupPagePermission.objects.filter(group__name=Role.TRAINER.value, permission__codename="publish_page")
        _let_trainers_write(CatalogPage.objects.filter(pk__in=theirs.values("page")))


def _let_trainers_write(catalogs):
    trainers, _created = Group.objects.get_or_create(name=Role.TRAINER.value)
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=CATALOG_PERMISSIONS
    )
    for catalog, permission in product(catalogs, permissions):
        GroupPagePermission.objects.get_or_create(group=trainers, page=catalog, permission=permission)


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


@receiver([class_changed, class_cancelled])
def tell_class(sender, scheduled_class, **kwargs):
    enqueue(tasks.tell_class, scheduled_class.pk)


@receiver(booking_changed)
def tell_learner(sender, booking, **kwargs):
    enqueue(tasks.tell_learner, booking.pk)


@receiver(learners_enrolled)
def tell_those_enrolled(sender, enrollments, by, **kwargs):
    if ids := [each.pk for each in enrollments if by is not None and each.learner_id != by.pk]:
        enqueue(tell_of_enrollments, ids)


@receiver([enrollment_requested, enrollment_decided])
def tell_of_request(sender, enrollment, **kwargs):
    enqueue(tell_of_enrollments, [enrollment.pk])
