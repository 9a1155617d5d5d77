"""Sheets to draw, and what poppler and pikepdf find on them."""

import re
import subprocess
import unicodedata
from datetime import UTC, date, datetime
from itertools import combinations

import pikepdf

from certificates.models import CertificateTemplate
from certificates.printing import documents
from tests.factories.certificates import template_content

DESIGNS = CertificateTemplate.Design.values


def make_document(*, design="classic", learner="Ada Okonkwo", signatories=("Imogen",), **changes):
    signatories = [{"name": name, "role": "Head", "signature": None} for name in signatories]
    template = CertificateTemplate(design=design, content=template_content(signatories=signatories))
    values = {
        "template": template,
        "learner": learner,
        "course": "Follow a colleague’s updates",
        "level": "Basics",
        "outcomes": ["find people", "choose what you hear about"],
        "completed_on": date(2026, 3, 20),
        "issued_at": datetime(2026, 3, 21, 12, tzinfo=UTC),
        "organization": "Northwind Works",
        "accent": "#00675f",
        "code": "7QK2M9XD4TPAWEVCH3JR",
        "url": "https://learning.example/learning/verify/7QK2-M9XD-4TPA-WEVC-H3JR/",
        "language": "en",
    }
    return documents.compose(**(values | changes))


def text_of(content):
    """Return what poppler reads in a PDF, without white space: long names are broken into lines."""
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    assert done.stderr == b""
    text = unicodedata.normalize("NFC", done.stdout.decode())
    return "".join(letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Cf")


def boxes_of(content):
    """Return `(word, left, top, right, bottom)` of each word of the page, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
    pattern = r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>'
    # Poppler writes letters beyond U+FFFF in the title of the file as surrogates.
    written = done.stdout.decode(errors="replace")
    return [(word, *map(float, sides)) for *sides, word in re.findall(pattern, written)]


def words_outside(content):
    """Return the words that do not stand within the margin of a printer."""
    return [
        word
        for word, left, top, right, bottom in boxes_of(content)
        if left < 12 or top < 12 or right > 842 - 12 or bottom > 595 - 12
    ]


def overlapping_words(content):
    """Return pairs of words printed over each other; that boxes of neighboring lines touch is no fault."""
    boxes = boxes_of(content)
    return [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if min(one[3], other[3]) - max(one[1], other[1]) > 1
        and min(one[4], other[4]) - max(one[2], other[2]) > 0.6 * min(one[4] - one[2], other[4] - other[2])
    ]


def elements(pdf_file):
    """Yield every structure element of a tagged PDF."""
    waiting = [pdf_file.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node.K)
