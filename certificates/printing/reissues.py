"""A new edition of a certificate: the same record under a corrected name, with a code of its own."""

from django.utils import translation

from certificates.printing import documents
from certificates.records.codes import format_code
from lms.days import site_day


def renewed(document, *, learner, code, issued_at):
    """Return `document` with another name, code and day of issue; every other word and picture stays as it was.

    Args:
        learner: the name as printed; `code`: without dashes; `issued_at`: aware datetime.
    """
    document = documents.upgrade(document)
    issued_on = site_day(issued_at)
    with translation.override(document["language"]):
        values = {"learner": learner, "issued_on": documents.long_date(issued_on)}
    blocks = [
        [kind, _refilled(value, values) if kind in documents.WORDED else value] for kind, value in document["blocks"]
    ]
    title = next(value for kind, value in blocks if kind == "title")
    return document | {
        **values,
        "blocks": blocks,
        "title": "".join(words for _token, words in title),
        "issued_on_iso": issued_on.isoformat(),
        "issued_at": issued_at.isoformat(timespec="seconds"),
        "code": code,
        "code_grouped": format_code(code),
        "url": document["url"].replace(document["code_grouped"], format_code(code)),
    }


def _refilled(parts, values):
    return [[token, values.get(token, words)] for token, words in parts]
