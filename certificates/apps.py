from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lms.pages.statuses import register_statuses

STATUSES = {
    "expired": ("warning", "hourglass-split", _("Expired")),
    "revoked": ("danger", "slash-circle", _("Revoked")),
    "superseded": ("info", "arrow-repeat", _("Superseded")),
    "suspended": ("warning", "pause-fill", _("Suspended")),
    "valid": ("success", "patch-check", _("Valid")),
}


class CertificatesConfig(AppConfig):
    """Certificates as PDF: designed in the Wagtail admin, frozen when issued, verified by code."""

    name = "certificates"
    label = "lms_certificates"
    verbose_name = _("Certificates")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        register_statuses(STATUSES)

        import_module("certificates.checks")
        import_module("certificates.issuing.receivers")
