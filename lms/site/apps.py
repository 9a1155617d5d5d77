from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lms.site"
    label = "lms_site"
    verbose_name = "Fledge reference site"
