from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register


class SiteConfig(AppConfig):
    name = "fledge_site"
    label = "lms_site"
    verbose_name = "Fledge reference site"

    def ready(self):
        from fledge_site.accounts import check_demonstration_accounts

        if not settings.LMS_DEMO:
            register(check_demonstration_accounts, Tags.security, deploy=True)
