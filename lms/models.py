"""The models of the app, from all its subjects: Django looks for them here."""

from lms.accounts.models import AttemptCount, Profile, time_zone_choices
from lms.brand.models import Brand
from lms.caching.models import SharedVersion
from lms.jobs.models import WorkerLease
from lms.notices.models import SentNotice
from lms.webhooks.models import Webhook

__all__ = [
    "AttemptCount",
    "Brand",
    "Profile",
    "SentNotice",
    "SharedVersion",
    "Webhook",
    "WorkerLease",
    "time_zone_choices",
]
