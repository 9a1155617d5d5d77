"""What happens by itself."""

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from .models import BrainstormFormat
from .presets import make_presets


@receiver(post_migrate, dispatch_uid="lms_brainstorm.make_presets")
def make_presets_once(sender, using, **kwargs):
    """Make the formats that come ready, as soon as their tables are there (a migration back takes them away)."""
    if sender.label != "lms_brainstorm":
        return
    if BrainstormFormat._meta.db_table in connections[using].introspection.table_names():
        make_presets(BrainstormFormat)
