"""Draws a document as PDF. The only module that knows WeasyPrint."""

import atexit
import os
import threading
import unicodedata
from collections import namedtuple
from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.exceptions import LMSError

from . import drawings

FONTS = Path(__file__).parent / "fonts"
SCHEME = "fledge:"
INK = "#10171e"
BAND_WIDTH = 78
# A text longer than this is set smaller.
DENSE_LETTERS = 130

# WeasyPrint's and Pango's font maps are not made for two threads.
_lock = threading.Lock()
_Engine = namedtuple("_Engine", "html css fetcher fonts")


class PrintingError(LMSError):
    """This machine cannot print certificates now; `str(error)` says why and what helps."""


@lru_cache(maxsize=1)
def _engine():
    """Return what every certificate of this process shares: WeasyPrint itself and one set of fonts.

    Importing takes over a second, and a font configuration of its own would double the time of each certificate.

    Raises:
        PrintingError: a system library is missing.
    """
    outside = os.environ.get("FONTCONFIG_FILE")
    # Only fonts of this package: the same certificate on every machine. Read once, while the fonts are listed.
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        fonts = FontConfiguration()
    except OSError as error:
        raise PrintingError(
            _("Certificates cannot be printed here: the system library Pango is missing. Ask your administrator.")
        ) from error
    finally:
        if outside is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = outside

    class Drawings(URLFetcher):
        """Hands out the drawings made for one document, and denies every other address there is."""

        def __init__(self, drawn):
            super().__init__(allowed_protocols=())
            self.drawn = drawn

        def fetch(self, url, headers=None):
            if url not in self.drawn:
                raise ValueError(f"A certificate asks for nothing from outside: {url!r}")
            return URLFetcherResponse(url, self.drawn[url].encode(), {"Content-Type": "image/svg+xml"})

        __call__ = fetch

    atexit.register(_forget)
    return _Engine(HTML, CSS, Drawings, fonts)


def _forget():
    """Let go of the fonts while Python still has what WeasyPrint needs to put them away."""
    for cached in (_color_css, _design_css, _engine):
        cached.cache_clear()


@lru_cache(maxsize=8)
def _design_css(design):
    return _parse_css(render_to_string(f"lms_certificates/designs/{design}.css"))


@lru_cache(maxsize=32)
def _color_css(accent):
    return _parse_css(f":root {{ --accent: {accent}; --accent-text: {darken(accent)}; --on-accent: {ink_on(accent)} }}")


def _parse_css(text):
    engine = _engine()
    return engine.css(string=text, url_fetcher=engine.fetcher({}), font_config=engine.fonts)


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


@lru_cache(maxsize=1)
def _drawable():
    """Return the code points that the fonts of this package can draw."""
    from fontTools.ttLib import TTFont

    drawable = set()
    for path in FONTS.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            drawable.update(font.getBestCmap())
    return frozenset(drawable)


def missing_letters(text):
    """Return the letters of `text` that no font here can draw; they would be printed as boxes."""
    return [letter for letter in text if ord(letter) not in _drawable() and unicodedata.category(letter) != "Cf"]


def direction_of(text):
    """Return "rtl" if the first letter with a direction is written from right to left."""
    for letter in text:
        if (kind := unicodedata.bidirectional(letter)) in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _draw(document):
    """Return the drawings of `document` by the address its design uses."""
    accent, code = document["accent"], document["code"]
    drawn = {"qr": drawings.qr_code(text=document["url"], color=INK)}
    if document["design"] == "classic":
        drawn |= {"frame": drawings.frame(color=accent), "seal": drawings.seal(seed=code, color=accent)}
    elif document["design"] == "modern":
        ink = ink_on(accent)
        drawn |= {
            "band": drawings.band(seed=code, width=BAND_WIDTH, color=accent, line=ink),
            "seal": drawings.seal(seed=code, color=ink, ground=accent),
        }
    else:
        drawn |= {"seal": drawings.seal(seed=code, color="#000000", ground="none", is_filled=False)}
    return {SCHEME + name: svg for name, svg in drawn.items()}


def _name_size(name):
    """Return the class of type size in which `name` fits the widest line of every design."""
    width = sum(1.35 if letter.isupper() or letter in "mw" else 1 for letter in name)
    sizes = (("short", 21), ("medium", 34), ("long", 52))
    return next((size for size, limit in sizes if width <= limit), "longest")


def render_pdf(document):
    """Return `document` (see `documents.compose`) as the bytes of a tagged PDF of one page.

    The same document gives the same bytes.

    Raises:
        PrintingError: a system library is missing, or the text does not fit on one page.
    """
    with _lock:
        engine = _engine()
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
        page = engine.html(string=html, url_fetcher=engine.fetcher(_draw(document)), base_url=None).render(
            stylesheets=[_color_css(document["accent"]), _design_css(document["design"])],
            font_config=engine.fonts,
            pdf_variant="pdf/ua-1",
        )
        if len(page.pages) != 1:
            raise PrintingError(_("The text does not fit on one page. Shorten the text of the template."))
        return page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=document["code"].encode())
