"""The models of the app, from all its subjects: Django looks for them here."""

from lms.accounts.models import AttemptCount, Profile, time_zone_choices
from lms.brand.models import Brand
from lms.caching.models import CacheVersion
from lms.jobs.models import WorkerHeartbeat
from lms.notices.models import SentNotice
from lms.webhooks.models import Webhook

__all__ = [
    "AttemptCount",
    "Brand",
    "CacheVersion",
    "Profile",
    "SentNotice",
    "Webhook",
    "WorkerHeartbeat",
    "time_zone_choices",
]
