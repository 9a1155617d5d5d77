from django.db.models.signals import post_migrate
from django.dispatch import receiver

from brainstorm.sessions.models.formats import BrainstormFormat
from brainstorm.sessions.presets import make_presets
from lms.tables_exist import tables_exist


@receiver(post_migrate, dispatch_uid="lms_brainstorm.make_presets")
def make_presets_once(sender, using, **kwargs):
    """Make the formats that come ready, as soon as their tables are there (a migration back takes them away)."""
    if sender.label == "lms_brainstorm" and tables_exist(BrainstormFormat, using=using):
        make_presets(BrainstormFormat)
