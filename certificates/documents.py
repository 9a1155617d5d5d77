"""The document of a certificate: a plain dict that holds everything printed, so that it can be stored and drawn again.

Nothing is looked up while drawing. Labels are part of the document too: a better translation next year must not
change a certificate issued today.
"""

from datetime import date

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import tokens
from .codes import format_code, new_code

VERSION = 1
ACCENT = "#00675f"
# What would crowd a page with a long name is left to the course page.
MAX_OUTCOMES, MAX_OUTCOME_LETTERS = 4, 280


def _long_date(day):
    """Return `day` in words of the active language; Django's English format would abbreviate the month."""
    is_english = (translation.get_language() or "en").startswith("en")
    return date_format(day, "F j, Y" if is_english else "DATE_FORMAT")


def _fitting(outcomes):
    """Return the first of `outcomes` that together fit on a page."""
    fitting, letters = [], 0
    for outcome in list(outcomes)[:MAX_OUTCOMES]:
        letters += len(outcome)
        if letters > MAX_OUTCOME_LETTERS:
            break
        fitting.append(outcome)
    return fitting


def compose(
    *, template, learner, course, level, outcomes, completed_on, issued_at, organization, accent, code, url, language
):
    """Return the document of one certificate.

    Args:
        template: a `CertificateTemplate`, saved or not; its fields are copied.
        learner: the name as printed (see `names.clean_name`).
        outcomes: sentences; the first ones that fit are printed, four at most.
        completed_on: date of completion; `issued_at`: aware datetime.
        url: absolute address of the verification page, printed as QR code and in words.
        language: language code in which labels and dates are written.
    """
    blocks = {block.block_type: block.value for block in template.content}
    signatory = blocks["signatories"][0] if "signatories" in blocks else {"name": "", "role": ""}
    with translation.override(language):
        values = {
            "learner": learner,
            "course": course,
            "level": level,
            "completed_on": _long_date(completed_on),
            "issued_on": _long_date(timezone.localdate(issued_at)),
            "organization": organization,
        }
        return {
            "version": VERSION,
            "design": template.design,
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "title": str(blocks["title"]),
            "body": tokens.fill(str(blocks.get("body", "")), values),
            **values,
            "outcomes": _fitting(outcomes),
            "completed_on_iso": completed_on.isoformat(),
            "issued_at": issued_at.isoformat(timespec="seconds"),
            "signatory_name": signatory["name"],
            "signatory_role": signatory["role"],
            "accent": accent or ACCENT,
            "code": code,
            "code_grouped": format_code(code),
            "url": url,
            "labels": {
                "awarded_to": _("Awarded to"),
                "can_now": _("Is now able to"),
                "completed_on": _("Completed on"),
                "course": _("Course"),
                "level": _("Level"),
                "verify": _("Verify at"),
                "code": _("Code"),
                "qr_code": _("QR code: opens the page that verifies this certificate"),
                "seal": _("Seal: a wagtail in a woven ring"),
            },
        }


def sample(*, template, organization="", accent=""):
    """Return a document with an invented learner, for previews."""
    return compose(
        template=template,
        learner=_("Robin Wren"),
        course=_("Follow a colleague’s updates"),
        level=_("Basics"),
        outcomes=[
            _("find the people whose work touches yours"),
            _("choose what you hear about, and how often"),
            _("answer so that others can build on it"),
        ],
        completed_on=date(2026, 3, 20),
        issued_at=timezone.make_aware(timezone.datetime(2026, 3, 20, 12)),
        organization=organization or _("Your organization"),
        accent=accent,
        code=new_code(),
        url="https://example.com/learning/verify/",
        language=translation.get_language() or "en",
    )
