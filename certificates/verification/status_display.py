"""How a certificate stands, in the words that strangers and its learner read. A word and an icon always go together."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certificates.records.models import Certificate
from certificates.verification.verify import Verdict
from lms.days import site_day, write_date

State = Certificate.State


@dataclass(frozen=True)
class StatusDisplay:
    """tone: of the message, as in `lms-message--…`; `headline`: one short sentence; `text`: what that means."""

    tone: str
    icon: str
    headline: str
    text: str = ""


def _words(day):
    return write_date(day)


def status_display_of(certificate):
    """Return the `StatusDisplay` that anyone with the code of `certificate` is told."""
    organization = {"organization": certificate.snapshot["organization"]}
    match certificate.state:
        case State.REVOKED:
            text = _("%(organization)s revoked it on %(day)s. It is no longer valid.")
            values = organization | {"day": _words(site_day(certificate.revoked_at))}
            return StatusDisplay("error", "slash-circle", _("This certificate is revoked"), text % values)
        case State.SUSPENDED:
            text = _(
                "%(organization)s is investigating a concern. Until that is resolved, the certificate is not valid."
            )
            return StatusDisplay("warning", "pause-fill", _("This certificate is suspended"), text % organization)
        case State.SUPERSEDED:
            text = _("It was valid when it was issued, but a newer certificate has replaced it.")
            return StatusDisplay("info", "arrow-repeat", _("This certificate has been replaced"), text)
        case State.EXPIRED:
            text = _("It was valid until %(day)s. What it says was correct when it was issued.")
            text %= {"day": _words(certificate.expires_on)}
            return StatusDisplay("warning", "hourglass-split", _("This certificate has expired"), text)
    text = _("%(organization)s issued it and stands by it.")
    return StatusDisplay("success", "patch-check", _("This certificate is valid"), text % organization)


def status_display_of_file(result):
    """Return the `StatusDisplay` of a file that was checked (`verification.Result`)."""
    tone, icon, headline = {
        Verdict.VALID: ("success", "patch-check", _("This file is genuine and valid")),
        Verdict.GENUINE: ("success", "patch-check", _("This file is genuine")),
        Verdict.EXPIRED: ("warning", "hourglass-split", _("This file is genuine, but has expired")),
        Verdict.SUPERSEDED: ("info", "arrow-repeat", _("This file is genuine, but has been replaced")),
        Verdict.SUSPENDED: ("warning", "pause-fill", _("This file is genuine, but suspended")),
        Verdict.REVOKED: ("error", "slash-circle", _("This file is genuine, but revoked")),
        Verdict.ALTERED: ("error", "x-circle", _("This file was altered")),
        Verdict.TRUNCATED: ("warning", "exclamation-triangle", _("This file is incomplete")),
        Verdict.UNKNOWN_SIGNER: ("warning", "question-circle", _("Someone else signed this file")),
        Verdict.NOT_OURS: ("warning", "question-circle", _("This file is not a certificate from this site")),
    }[result.verdict]
    return StatusDisplay(tone, icon, headline, result.sentence)
