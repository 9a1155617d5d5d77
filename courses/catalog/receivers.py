from itertools import product

from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from wagtail.models import GroupPagePermission
from wagtail.signals import page_published

from courses.catalog.actions import sync_lesson_activities
from courses.catalog.models import CatalogPage, LessonPage
from lms.roles.permissions import Role
from lms.tables_exist import tables_exist

#: What a trainer may do with everything below a catalog.
CATALOG_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


@receiver(page_published, sender=LessonPage)
def lesson_published(sender, instance, **kwargs):
    sync_lesson_activities(lesson=instance)


@receiver(post_save, sender=CatalogPage)
def catalog_saved(sender, instance, created, raw=False, **kwargs):
    """Let trainers write below a new catalog, so that a host need not set up permissions for each."""
    if created and not raw:
        _let_trainers_write([instance])


@receiver(post_migrate, dispatch_uid="lms_courses.complete_catalogs")
def complete_catalogs(sender, using, **kwargs):
    """Add what trainers may do since this version to catalogs of before, where a firm lets them publish."""
    if sender.label == "lms_courses" and tables_exist(CatalogPage, using=using):
        theirs = GroupPagePermission.objects.filter(group__name=Role.TRAINER.value, permission__codename="publish_page")
        _let_trainers_write(CatalogPage.objects.filter(pk__in=theirs.values("page")))


def _let_trainers_write(catalogs):
    trainers, _created = Group.objects.get_or_create(name=Role.TRAINER.value)
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=CATALOG_PERMISSIONS
    )
    for catalog, permission in product(catalogs, permissions):
        GroupPagePermission.objects.get_or_create(group=trainers, page=catalog, permission=permission)
