from django.apps import AppConfig


class VariantConfig(AppConfig):
    name = "tests.variant"
    label = "variant"
    default_auto_field = "django.db.models.BigAutoField"
