"""Names as they are printed: exactly what the person is called, and nothing that could disturb the page."""

import unicodedata

from django.utils.translation import gettext as _

from lms.exceptions import RuleError
from lms.pdf.glyphs import MissingLetterError, composed, missing_letters, name_of

MAX_LENGTH = 80
# More marks on one letter than any living script needs climb over the lines above.
MAX_STACKED_MARKS = 3
# Letters of Arabic and Indic scripts need these two invisible joiners; other format characters steer or hide text.
JOINERS = {"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"}


def clean_name(name):
    """Return `name` composed, on one line, without direction controls, with stacked marks capped.

    Variants of Chinese and Japanese signs stay as they were written (`glyphs.composed`).

    Raises:
        RuleError: nothing is left to print, or the name is longer than 80 letters.
    """
    kept, marks = [], 0
    for letter in composed(name):
        category = unicodedata.category(letter)
        if category in {"Zs", "Zl", "Zp"} or letter in "\t\n\r\v\f":
            letter = " "
        elif category[0] == "C" and letter not in JOINERS:
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= MAX_STACKED_MARKS:
            kept.append(letter)
    cleaned = composed(" ".join("".join(kept).split()))
    if not any(letter.isalnum() for letter in cleaned):
        raise RuleError(_("There is no name to print. Enter the first and last name in the account."))
    if len(cleaned) > MAX_LENGTH:
        raise RuleError(
            _("The name has %(count)d characters, but a certificate has room for only %(limit)d. Shorten it.")
            % {"count": len(cleaned), "limit": MAX_LENGTH}
        )
    return cleaned


def printable_name(name):
    """Return `clean_name(name)`, of which the fonts of the certificates have every letter.

    Raises:
        RuleError: it cannot be printed, and why.
    """
    name = clean_name(name)
    if missing := missing_letters(name):
        raise MissingLetterError(
            _("None of the certificate fonts has the character %(letter)s, so the certificate is held back.")
            % {"letter": name_of(missing[0])},
            letter=missing[0],
        )
    return name
