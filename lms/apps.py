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

        from . import checks, receivers  # noqa: F401
        from .models import Brand
        from .shared import watch

        watch(Page, PageViewRestriction, Site, get_image_model(), Brand)
