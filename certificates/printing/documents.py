"""The document of a certificate: a plain dict that holds everything printed, so that it can be stored and drawn again.

Nothing is looked up while drawing. Labels are part of the document too: a better translation next year must not
change a certificate issued today.
"""

from datetime import date

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.printing import pictures, tokens
from certificates.records.codes import format_code, new_code
from certificates.records.validity import end_of_validity
from lms.days import site_day
from lms.pdf.glyphs import MissingLetterError, missing_letters, name_of

#: 1 had a title, a text and one signatory; 2 has blocks in the order of the template.
VERSION = 2
ACCENT = "#00675f"
#: Blocks whose value is a list of `[token, words]`.
WORDED = ("kicker", "title", "body")
# What would crowd a page with a long name is left to the course page.
MAX_OUTCOMES, MAX_OUTCOME_LETTERS = 4, 280


def long_date(day):
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
    *,
    template,
    learner,
    course,
    level,
    outcomes,
    completed_on,
    issued_at,
    organization,
    accent,
    code,
    url,
    language,
    expires_on=None,
    evidence=None,
):
    """Return the document of one certificate.

    Raises:
        MissingLetterError: no font can draw a letter of it; which one, and where.

    Args:
        template: a `CertificateTemplate`, saved or not; its fields are copied.
        learner: the name as printed (see `names.clean_name`).
        outcomes: sentences; the first ones that fit are printed, four at most.
        completed_on: date of completion; `issued_at`: aware datetime.
        url: absolute address of the verification page, printed as QR code and in words.
        language: language code in which labels and dates are written.
        expires_on: the last day on which it is valid, or None.
        evidence: what the credential tells besides (`evidence.collect`); nothing of it is printed.
    """
    issued_on = site_day(issued_at)
    with translation.override(language):
        values = {
            "learner": learner,
            "course": course,
            "level": level,
            "completed_on": long_date(completed_on),
            "issued_on": long_date(issued_on),
            "organization": organization,
        }
        document = {
            "version": VERSION,
            "design": template.design,
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "title": _words(next(block.value for block in template.content if block.block_type == "title"), values),
            "blocks": [[block.block_type, _filled(block, values)] for block in template.content],
            **values,
            "outcomes": _fitting(outcomes),
            "completed_on_iso": completed_on.isoformat(),
            "issued_on_iso": issued_on.isoformat(),
            "expires_on_iso": expires_on.isoformat() if expires_on else "",
            "issued_at": issued_at.isoformat(timespec="seconds"),
            "expires_on": long_date(expires_on) if expires_on else "",
            "evidence": evidence or [],
            "accent": accent or ACCENT,
            "code": code,
            "code_grouped": format_code(code),
            "url": url,
            "labels": {
                "completed_on": _("Completed on"),
                "expires_on": _("Valid until"),
                "course": _("Course"),
                "level": _("Level"),
                "verify": _("Verify at"),
                "code": _("Code"),
                "qr_code": _("QR code: opens the page that verifies this certificate"),
                "seal": _("Seal: a wagtail in a woven ring"),
            },
        }
    _refuse_boxes(document)
    return document


def _refuse_boxes(document):
    """Raise MissingLetterError for a letter that would be printed as a box."""
    for text in printed_texts(document):
        if missing := missing_letters(text):
            raise MissingLetterError(
                _(
                    "None of the certificate fonts has the character %(letter)s in “%(text)s”, so the certificate is "
                    "held back."
                )
                % {"letter": name_of(missing[0]), "text": text},
                letter=missing[0],
            )


def printed_texts(document):
    """Yield every text that stands on the sheet."""
    yield from document["labels"].values()
    yield from (document["learner"], document["completed_on"], document["expires_on"], *document["outcomes"])
    for kind, value in document["blocks"]:
        if kind in WORDED:
            yield from (words for _token, words in value)
        elif kind == "name":
            yield value["lead"]
        elif kind == "skills":
            yield value["heading"]
        elif kind == "signatories":
            yield from (text for each in value for text in (each["name"], each["role"]))


def _words(text, values):
    return "".join(words for _token, words in tokens.fill(str(text), values))


def _filled(block, values):
    """Return the value of a block as it is printed: tokens filled in, pictures by their checksums."""
    value = block.value
    match block.block_type:
        case kind if kind in WORDED:
            return tokens.fill(str(value), values)
        case "name":
            return {"lead": value["lead"]}
        case "skills":
            return {"heading": value["heading"], "most": value["most"]}
        case "seal":
            alternative = _("Logo of %(organization)s") % values
            return {"picture": pictures.freeze(value["logo"]), "alternative": alternative}
        case "signatories":
            return [
                {
                    "name": each["name"],
                    "role": each["role"],
                    "picture": pictures.freeze(each["signature"]),
                    "alternative": _("Signature of %(name)s") % {"name": each["name"]},
                }
                for each in value
            ]
    return None


def upgrade(document):
    """Return a document of version 1 as one of today, so that a certificate that waited for the printer is printed."""
    if document["version"] != 1:
        return document
    labels = document["labels"]
    blocks = [
        ["kicker", [["organization", document["organization"]]]],
        ["title", [["", document["title"]]]],
        ["name", {"lead": labels["awarded_to"]}],
        ["body", document["body"]],
        ["skills", {"heading": labels["can_now"], "most": MAX_OUTCOMES}],
        ["seal", {"picture": "", "alternative": ""}],
    ]
    if document["signatory_name"]:
        signatory = {"name": document["signatory_name"], "role": document["signatory_role"]}
        blocks.append(["signatories", [signatory | {"picture": "", "alternative": ""}]])
    blocks.append(["verification", None])
    return document | {"blocks": blocks, "expires_on": "", "evidence": []}


def pictures_in(document):
    """Return the checksums of the pictures that `document` is printed with."""
    found = []
    for kind, value in document["blocks"]:
        if kind == "seal":
            found.append(value["picture"])
        elif kind == "signatories":
            found += [each["picture"] for each in value]
    return [digest for digest in found if digest]


def sample(*, template, organization="", accent="", learner=""):
    """Return a document with an invented learner, for previews. It ends where those of `template` end."""
    issued_at = timezone.make_aware(timezone.datetime(2026, 3, 20, 12))
    expires_at = end_of_validity(issued_at, template.valid_months)
    return compose(
        template=template,
        learner=learner or _("Robin Wren"),
        course=_("Follow a colleague’s updates"),
        level=_("Basics"),
        outcomes=[
            _("find the people whose work touches yours"),
            _("choose what you hear about, and how often"),
            _("answer so that others can build on it"),
        ],
        completed_on=date(2026, 3, 20),
        issued_at=issued_at,
        expires_on=site_day(expires_at),
        organization=organization or _("Your organization"),
        accent=accent,
        code=new_code(),
        url="https://example.com/learning/verify/",
        language=translation.get_language() or "en",
    )
