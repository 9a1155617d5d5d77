"""Every change to certificates."""

from .batches import order_batch, resume_batch, work_off_batch
from .corrections import ask_correction, decline_correction, grant_correction
from .holding import issue_or_hold, retry_held, retry_long_held
from .issuing import issue_certificate, reissue_certificate
from .pages import change_preference, close_page, open_page
from .printing import render_certificate
from .renewing import begin_renewal
from .revoking import reinstate_certificate, revoke_certificate, suspend_certificate
from .templates import make_default, use_for_courses

__all__ = [
    "ask_correction",
    "begin_renewal",
    "change_preference",
    "close_page",
    "decline_correction",
    "grant_correction",
    "issue_certificate",
    "issue_or_hold",
    "make_default",
    "open_page",
    "order_batch",
    "reinstate_certificate",
    "reissue_certificate",
    "render_certificate",
    "resume_batch",
    "retry_held",
    "retry_long_held",
    "revoke_certificate",
    "suspend_certificate",
    "use_for_courses",
    "work_off_batch",
]
