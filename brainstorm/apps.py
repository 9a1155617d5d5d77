from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrainstormConfig(AppConfig):
    name = "brainstorm"
    label = "lms_brainstorm"
    verbose_name = _("Brainstorms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from lms.shared import watch

        from . import models, receivers  # noqa: F401

        watch(models.Brainstorm, models.Decision, models.Pilot, models.EnterpriseSystem, models.SystemLink)
