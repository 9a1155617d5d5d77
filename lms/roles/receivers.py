"""Create the roles after each `migrate`. A migration would create groups before the permissions they need exist."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from wagtail import hooks
from wagtail.models import Collection, GroupCollectionPermission

from lms.roles.permissions import Role
from lms.tables_exist import tables_exist

# What people who work in the Wagtail admin may do with pictures and files of the root collection.
COLLECTION_PERMISSIONS = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)


def find_permissions(names):
    """Return the permissions called `app_label.codename` in `names`; names of apps not migrated yet are left out."""
    wanted = Q(pk__in=[])
    for name in names:
        app_label, codename = name.split(".", 1)
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return Permission.objects.filter(wanted)


def asking_apps():
    """Return the labels of the apps that ask for permissions, and of the one that owns the way into the admin."""
    modules = [register.__module__ for register in hooks.get_hooks("register_role_permissions")]
    asking = [apps.get_containing_app_config(module) for module in modules]
    return {app.label for app in asking if app} | {"wagtailadmin"}


@receiver(post_migrate, dispatch_uid="lms.make_roles")
def make_roles(sender, using, **kwargs):
    """Create the role groups and give each what the apps ask for by the hook `register_role_permissions`.

    `post_migrate` comes once for each installed app, and permissions appear app by app; the last call completes the
    roles. Nothing a firm has granted by hand is taken away.
    """
    if sender.label not in asking_apps():
        return
    if not tables_exist(Group, GroupCollectionPermission, using=using):
        return
    wanted = {role: set() for role in Role}
    for register in hooks.get_hooks("register_role_permissions"):
        for role, names in register().items():
            wanted[role] |= set(names)
    root_collection = Collection.get_first_root_node()
    for role, names in wanted.items():
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.add(*find_permissions(names))
        if root_collection and "wagtailadmin.access_admin" in names:
            for permission in find_permissions(COLLECTION_PERMISSIONS):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root_collection, permission=permission
                )
