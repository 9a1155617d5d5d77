from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lms.pages.statuses import register_statuses

#: Beside those of `courses`: ideas, too, are adopted or declined, and pilots overdue.
STATUSES = {
    "adapt": ("warning", "arrow-repeat", _("Adapt")),
    "deferred": ("warning", "hourglass-split", _("Deferred")),
    "drop": ("danger", "x-circle", _("Drop")),
    "keep": ("success", "check-circle", _("Keep")),
    "met": ("success", "check-circle-fill", _("Done")),
    "running": ("accent", "play-fill", _("Running")),
}


class BrainstormConfig(AppConfig):
    name = "brainstorm"
    label = "lms_brainstorm"
    verbose_name = _("Brainstorms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        register_statuses(STATUSES)

        from brainstorm import models
        from lms.caching.cache import invalidate_on

        import_module("brainstorm.facilitation.receivers")
        import_module("brainstorm.live.receivers")
        import_module("brainstorm.sessions.receivers")

        invalidate_on(models.Brainstorm, models.Decision, models.Pilot, models.EnterpriseSystem, models.SystemLink)
