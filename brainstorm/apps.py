from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrainstormConfig(AppConfig):
    name = "brainstorm"
    label = "lms_brainstorm"
    verbose_name = _("Brainstorms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from brainstorm import models
        from lms.caching.cache import invalidate_on

        import_module("brainstorm.facilitation.receivers")
        import_module("brainstorm.live.receivers")
        import_module("brainstorm.sessions.receivers")

        invalidate_on(models.Brainstorm, models.Decision, models.Pilot, models.EnterpriseSystem, models.SystemLink)
