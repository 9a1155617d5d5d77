"""Draws a certificate as PDF: which design, which colors, which pictures. Printing itself is `lms.pdf`."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.pdf import PrintingError, TooLongError, direction_of, print_pdf

from . import drawings

INK = "#10171e"
BAND_WIDTH = 78
# A text longer than this is set smaller.
DENSE_LETTERS = 130


def _design_css(design):
    return render_to_string(f"lms_certificates/designs/{design}.css")


def _color_css(accent):
    return f":root {{ --accent: {accent}; --accent-text: {darken(accent)}; --on-accent: {ink_on(accent)} }}"


def _channels(color):
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]


def luminance(color):
    """Return the relative luminance of `color` (#rrggbb) as in WCAG, 0 to 1."""
    shares = [value / 255 for value in _channels(color)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(color):
    """Return white or near-black, whichever is easier to read on `color`."""
    return "#ffffff" if luminance(color) < 0.2 else INK


def darken(color):
    """Return `color`, made as dark as text on white needs to be (4.5 : 1)."""
    while 1.05 / (luminance(color) + 0.05) < 4.5:
        color = "#" + "".join(f"{round(value * 0.93):02x}" for value in _channels(color))
    return color


def _draw(document):
    """Return the drawings of `document` by the name its design uses."""
    accent, code = document["accent"], document["code"]
    drawn = {"qr": drawings.qr_code(text=document["url"], color=INK)}
    if document["design"] == "classic":
        return drawn | {"frame": drawings.frame(color=accent), "seal": drawings.seal(seed=code, color=accent)}
    if document["design"] == "modern":
        ink = ink_on(accent)
        return drawn | {
            "band": drawings.band(seed=code, width=BAND_WIDTH, color=accent, line=ink),
            "seal": drawings.seal(seed=code, color=ink, ground=accent),
        }
    return drawn | {"seal": drawings.seal(seed=code, color="#000000", ground="none", is_filled=False)}


def _name_size(name):
    """Return the class of type size in which `name` fits the widest line of every design."""
    width = sum(1.35 if letter.isupper() or letter in "mw" else 1 for letter in name)
    sizes = (("short", 21), ("medium", 34), ("long", 52))
    return next((size for size, limit in sizes if width <= limit), "longest")


def render_pdf(document, *, credential=""):
    """Return `document` (see `documents.compose`) as the bytes of a tagged PDF of one page.

    The same document gives the same bytes.

    Raises:
        PrintingError: a system library is missing, or the text does not fit on one page.
    """
    name_size = _name_size(document["learner"])
    is_dense = sum(len(words) for _token, words in document["body"]) > DENSE_LETTERS
    html = render_to_string(
        f"lms_certificates/designs/{document['design']}.html",
        {
            "document": document,
            "name_size": name_size,
            "name_words": document["learner"].split(" "),
            "name_direction": direction_of(document["learner"]),
            "is_dense": is_dense,
            "outcomes": document["outcomes"][: 4 if not is_dense else 0 if name_size == "longest" else 2],
            "address": document["url"].split("//", 1)[-1].split("/verify/")[0] + "/verify",
        },
    )
    try:
        return print_pdf(
            html,
            styles=[_color_css(document["accent"]), _design_css(document["design"])],
            pictures=_draw(document),
            identifier=document["code"].encode(),
            most_pages=1,
        )
    except TooLongError as error:
        raise PrintingError(_("The text does not fit on one page. Shorten the text of the template.")) from error
