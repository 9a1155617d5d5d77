"""Every change to certificates."""

from .issuing import issue_certificate
from .printing import render_certificate
from .revoking import reinstate_certificate, revoke_certificate, suspend_certificate
from .templates import make_default

__all__ = [
    "issue_certificate",
    "make_default",
    "reinstate_certificate",
    "render_certificate",
    "revoke_certificate",
    "suspend_certificate",
]
