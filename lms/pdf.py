"""Prints HTML as PDF. The only module that knows WeasyPrint."""

import atexit
import os
import threading
import unicodedata
from collections import namedtuple
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from .exceptions import LMSError

FONTS = Path(__file__).parent / "fonts"
#: Pictures that are made for one document are addressed by it: <img src="fledge:seal">.
SCHEME = "fledge:"

# WeasyPrint's and Pango's font maps are not made for two threads.
_lock = threading.Lock()
_Engine = namedtuple("_Engine", "html css fetcher fonts")


class PrintingError(LMSError):
    """This machine cannot print now; `str(error)` says why and what helps."""


class TooLongError(PrintingError):
    """The text takes more pages than it may."""


@lru_cache(maxsize=1)
def _engine():
    """Return what every document of this process shares: WeasyPrint itself and one set of fonts.

    Importing takes over a second, and a font configuration of its own would double the time of each document.

    Raises:
        PrintingError: a system library is missing.
    """
    outside = os.environ.get("FONTCONFIG_FILE")
    # Only fonts of this package: the same document on every machine. Read once, while the fonts are listed.
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        fonts = FontConfiguration()
    except OSError as error:
        raise PrintingError(
            _("Nothing can be printed here: the system library Pango is missing. Ask your administrator.")
        ) from error
    finally:
        if outside is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = outside

    class Pictures(URLFetcher):
        """Hands out the pictures made for one document, and denies every other address there is."""

        def __init__(self, drawn):
            super().__init__(allowed_protocols=())
            self.drawn = drawn

        def fetch(self, url, headers=None):
            if url not in self.drawn:
                raise ValueError(f"What is printed asks for nothing from outside: {url!r}")
            return URLFetcherResponse(url, self.drawn[url].encode(), {"Content-Type": "image/svg+xml"})

        __call__ = fetch

    atexit.register(_forget)
    return _Engine(HTML, CSS, Pictures, fonts)


def _forget():
    """Let go of the fonts while Python still has what WeasyPrint needs to put them away."""
    for cached in (_parse_css, _engine):
        cached.cache_clear()


@lru_cache(maxsize=64)
def _parse_css(text):
    engine = _engine()
    return engine.css(string=text, url_fetcher=engine.fetcher({}), font_config=engine.fonts)


def print_pdf(html, *, styles, pictures=None, identifier=None, most_pages=None):
    """Return `html` as the bytes of a tagged PDF (PDF/UA-1). The same arguments give the same bytes.

    Args:
        styles: stylesheets as texts. One that is used again is parsed once.
        pictures: {name: SVG}, each at the address `fledge:name`. Nothing else is ever fetched.
        identifier: bytes that mark this document; without them the PDF is marked by chance.
        most_pages: how many pages it may take, or None.

    Raises:
        TooLongError: it takes more pages.
        PrintingError: a system library is missing.
    """
    drawn = {SCHEME + name: svg for name, svg in (pictures or {}).items()}
    with _lock:
        engine = _engine()
        document = engine.html(string=html, url_fetcher=engine.fetcher(drawn), base_url=None).render(
            stylesheets=[_parse_css(text) for text in styles], font_config=engine.fonts, pdf_variant="pdf/ua-1"
        )
        if most_pages and len(document.pages) > most_pages:
            raise TooLongError(_("The text is too long to be printed. Shorten it."))
        return document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)


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
