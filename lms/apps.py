from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

#: What is installed beside `lms`.
SIBLINGS = ("courses", "brainstorm", "certificates")


def require_siblings():
    """Python finds modules by name alone, so a site's own `courses` would be taken for Fledge's.

    Raises:
        ImproperlyConfigured: one of `SIBLINGS` is found in another folder than `lms`.
    """
    folder = Path(__file__).resolve().parents[1]
    for name in SIBLINGS:
        spec = find_spec(name)
        if spec and spec.origin and Path(spec.origin).resolve().parents[1] != folder:
            raise ImproperlyConfigured(
                f"Fledge brings a Python package named {name!r}, but Python finds another one first: {spec.origin}. "
                "Rename yours, or put it into a package of your project."
            )


class LmsConfig(AppConfig):
    """What the other apps of Fledge stand on: roles, settings, navigation, "My learning", the base template."""

    name = "lms"
    label = "lms"
    verbose_name = _("Learning")
    default_auto_field = "django.db.models.BigAutoField"

    def __init__(self, *args, **kwargs):
        require_siblings()  # before the first import from one of them fails with a message about something else
        super().__init__(*args, **kwargs)

    def ready(self):
        from wagtail.images import get_image_model
        from wagtail.models import Page, PageViewRestriction, Site

        import_module("lms.checks")
        import_module("lms.accounts.receivers")
        import_module("lms.roles.receivers")

        from lms.brand.models import Brand
        from lms.caching.cache import invalidate_on

        invalidate_on(Page, PageViewRestriction, Site, get_image_model(), Brand)
