from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LmsConfig(AppConfig):
    """What the other apps of Fledge stand on: roles, settings, navigation, "My learning", the base template."""

    name = "lms"
    label = "lms"
    verbose_name = _("Learning")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from wagtail.images import get_image_model
        from wagtail.models import Page, PageViewRestriction, Site

        import_module("lms.checks")
        import_module("lms.accounts.receivers")
        import_module("lms.roles.receivers")

        from lms.brand.models import Brand
        from lms.caching.cache import invalidate_on

        invalidate_on(Page, PageViewRestriction, Site, get_image_model(), Brand)
