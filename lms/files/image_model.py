"""Which migration makes the image model of the host. Our own migrations refer to it, and so must come after it."""

import pkgutil
from importlib import import_module

from django.db.migrations import CreateModel, RenameModel, swappable_dependency
from django.db.migrations.loader import MigrationLoader
from wagtail.images import get_image_model_string


def image_model_dependency():
    """Return the dependency for `Migration.dependencies`, (app label, name of the migration).

    `swappable_dependency` means the first migration of an app. In an app that has the user model too, that one cannot
    be it: images refer to collections, and those of Wagtail to users.
    """
    app_label, name = get_image_model_string().split(".")
    module_name, _is_explicit = MigrationLoader.migrations_module(app_label)
    if module_name is None:
        return swappable_dependency(get_image_model_string())
    modules = pkgutil.iter_modules(import_module(module_name).__path__)
    for migration in [name for _finder, name, _is_package in modules if name[0] not in "_~"]:  # as Django reads them
        operations = import_module(f"{module_name}.{migration}").Migration.operations
        if any(_makes(operation, name.lower()) for operation in operations):
            return app_label, migration
    return swappable_dependency(get_image_model_string())


def _makes(operation, name):
    match operation:
        case CreateModel():
            return operation.name_lower == name
        case RenameModel():
            return operation.new_name_lower == name
    return False
