"""Draws a certificate as PDF: which design, which colors, which pictures. Printing itself is `lms.pdf.printing`."""

import unicodedata
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from certificates.printing import drawings
from certificates.printing.documents import pictures_in, upgrade
from certificates.printing.pictures import frozen
from lms.brand.colors import channels, contrast, luminance
from lms.pdf.printing import SANS, AttachedFile, PrintingError, TooLongError, direction_of, print_pdf

INK = "#10171e"
#: The family of each design, and the one that stands in for it where it lacks a letter. Designs of a host: as Plain.
FACES = {"classic": ("EB Garamond", "Noto Serif"), "modern": SANS}
PLAIN_FACES = ("Noto Serif",)
BAND_WIDTH = 78
# A text longer than this is set smaller.
DENSE_LETTERS = 130
# A small line above that is longer than this stands in smaller type where it has a place of its own.
KICKER_LETTERS = 50
#: Sizes of type of the middle of the sheet, in points: the first in which everything fits on the page is taken.
SIZES = (12, 11, 10, 9, 8, 7, 6)
#: How wide a word of a name may be, in small letters, to be kept on one line though it has a hyphen.
WIDEST_WORD = {"short": 15, "medium": 19, "long": 24, "longest": 26}
#: Blocks that stand at the foot, wherever the template has them.
FOOT = ("seal", "signatories", "verification")


def _design_css(design):
    return render_to_string(f"lms_certificates/designs/{design}.css")


def _color_css(accent):
    return f":root {{ --accent: {accent}; --accent-text: {darken(accent)}; --on-accent: {ink_on(accent)} }}"


def _size_css(points):
    return f"html {{ font-size: {points}pt }}"


def ink_on(color):
    """Return white or near-black, whichever is easier to read on `color`."""
    return "#ffffff" if luminance(color) < 0.2 else INK


def darken(color):
    """Return `color`, made as dark as text on white needs to be (4.5 : 1)."""
    while contrast(color, "#ffffff") < 4.5:
        color = "#" + "".join(f"{round(value * 0.93):02x}" for value in channels(color))
    return color


def _draw(document):
    """Return the pictures of `document` by the name its design uses."""
    accent, code = document["accent"], document["code"]
    kept = frozen(pictures_in(document))
    drawn = {"qr": drawings.qr_code(text=document["url"], color=INK)} | kept
    if document["design"] == "classic":
        return drawn | {
            "frame": drawings.frame(color=accent),
            "braid": drawings.braid(color=accent),
            "seal": drawings.seal(seed=code, color=accent),
        }
    if document["design"] == "modern":
        ink = ink_on(accent)
        return drawn | {
            "band": drawings.band(seed=code, width=BAND_WIDTH, color=accent, line=ink),
            "seal": drawings.seal(seed=code, color=ink, ground=accent),
        }
    return drawn | {"seal": drawings.seal(seed=code, color="#000000", ground="none", is_filled=False)}


def _name_size(name):
    """Return the class of type size in which `name` fits the widest line of every design."""
    width = _width_of(name)
    sizes = (("short", 21), ("medium", 34), ("long", 52))
    return next((size for size, limit in sizes if width <= limit), "longest")


def _width_of(text):
    """Return about how wide `text` is, counted in small letters. Letters of Chinese, Japanese and Korean are square."""
    widths = {"W": 2, "F": 2}
    return sum(
        widths.get(unicodedata.east_asian_width(letter)) or (1.35 if letter.isupper() or letter in "mw" else 1)
        for letter in text
    )


def _sheet(document):
    """Return what the template of a design shows of `document`, arranged by the places of the sheet."""
    name_size = _name_size(document["learner"])
    foot = {kind: value for kind, value in document["blocks"] if kind in FOOT}
    middle = [(kind, value) for kind, value in document["blocks"] if kind not in FOOT]
    letters = sum(len(words) for kind, value in middle if kind == "body" for _token, words in value)
    is_dense = letters > DENSE_LETTERS
    most = min((value["most"] for kind, value in middle if kind == "skills"), default=0)
    kicker = next((value for kind, value in middle if kind == "kicker"), [])
    above = "".join(words for _token, words in kicker)
    return {
        "document": document,
        "middle": middle,
        # Modern and Plain have a place of their own for the small line above and for what the course teaches.
        "kicker": kicker,
        "kicker_direction": direction_of(above),
        "is_kicker_long": len(above) > KICKER_LETTERS,
        "skills": next((value for kind, value in middle if kind == "skills"), None),
        "outcomes": document["outcomes"][:most],
        "seal": foot.get("seal"),
        "signatories": foot.get("signatories", []),
        "has_ink": any(each["picture"] for each in foot.get("signatories", [])),
        "name_size": name_size,
        "name_words": [(word, _width_of(word) <= WIDEST_WORD[name_size]) for word in document["learner"].split(" ")],
        "name_direction": direction_of(document["learner"]),
        "is_dense": is_dense,
        "address": document["url"].split("//", 1)[-1].split("/verify/")[0] + "/verify",
    }


def render_pdf(document, *, credential=""):
    """Return `document` (see `documents.compose`) as the bytes of a PDF of one page: PDF/A-3a and PDF/UA-1.

    The same arguments give the same bytes, in any process.

    Args:
        credential: the Open Badges credential (a compact JWT), which goes into the file.

    Raises:
        PrintingError: a system library or a picture is missing, or the text does not fit on one page.
    """
    document = upgrade(document)
    pictures = _draw(document)
    if missing := [digest for digest in pictures_in(document) if digest not in pictures]:
        raise PrintingError(_("A picture of the certificate is missing: %(digest)s.") % {"digest": missing[0][:12]})
    attached = None
    if credential:
        attached = AttachedFile(
            name="credential.jwt",
            description="Open Badges 3.0 credential, VC-JWT",
            media_type="application/vc+jwt",
            content=credential.encode(),
            created=datetime.fromisoformat(document["issued_at"]),
        )
    html = render_to_string(f"lms_certificates/designs/{document['design']}.html", _sheet(document))
    for points in SIZES:
        try:
            return print_pdf(
                html,
                styles=[_size_css(points), _color_css(document["accent"]), _design_css(document["design"])],
                faces=FACES.get(document["design"], PLAIN_FACES),
                pictures=pictures,
                identifier=document["code"].encode(),
                most_pages=1,
                attached=attached,
            )
        except TooLongError:
            continue
    raise PrintingError(_("The text does not fit on one page. Shorten the text of the template."))
