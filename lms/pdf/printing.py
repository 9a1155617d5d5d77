"""Prints HTML as PDF. The only module that knows WeasyPrint.

Every file is PDF/A-3a, fit for an archive, and PDF/UA-1, fit for a screen reader, at once.
"""

import atexit
import os
import tempfile
import threading
import unicodedata
from collections import namedtuple
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.utils.html import format_html
from django.utils.translation import gettext as _

from lms.exceptions import RuleError
from lms.pdf import glyphs

#: Pictures that are made for one document are addressed by it: <img src="fledge:seal">.
SCHEME = "fledge:"
VARIANT = "pdf/a-3a"
#: The family of pages and documents, and the one that stands in for it where it lacks a letter.
SANS = ("Atkinson Hyperlegible Next", "Noto Sans")
PNG = b"\x89PNG\r\n\x1a\n"

#: Says that the file is PDF/UA-1, too. Archives know this property only if it is described beside it (ISO 19005-3,
#: 6.6.2.3). It goes into the block that WeasyPrint writes: validators read one block.
ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""

# WeasyPrint's and Pango's font maps are not made for two threads.
_lock = threading.Lock()
_Engine = namedtuple("_Engine", "html css fetcher fonts attachment")


class PrintingError(RuleError):
    """This machine cannot print now; `str(error)` says why and what helps."""


@dataclass(frozen=True)
class AttachedFile:
    """A file inside the PDF. created: an aware datetime; the present time would make every print another one."""

    name: str
    description: str
    media_type: str
    content: bytes
    created: datetime
    relationship: str = "Data"


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
    # Only fonts that we know, so that the same document comes out on every machine. Read once, while fonts are listed.
    configuration = tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8")  # noqa: SIM115
    configuration.write(glyphs.fontconfig_file())
    configuration.flush()
    os.environ["FONTCONFIG_FILE"] = configuration.name
    try:
        from PIL import ImageFile
        from weasyprint import CSS, HTML, Attachment
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        fonts = FontConfiguration()
        # WeasyPrint has Pillow take half a file for a whole one, and so every upload of this process.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    except OSError as error:
        raise PrintingError(
            _("Printing does not work because the system library Pango is missing. Ask your administrator.")
        ) from error
    finally:
        configuration.close()
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
            picture = self.drawn[url]
            if isinstance(picture, AttachedFile):
                return URLFetcherResponse(url, picture.content, {"Content-Type": picture.media_type})
            if isinstance(picture, str):
                return URLFetcherResponse(url, picture.encode(), {"Content-Type": "image/svg+xml"})
            if not picture.startswith(PNG):
                raise ValueError(f"Only SVG drawn here and PNG are printed: {url!r}")
            return URLFetcherResponse(url, picture, {"Content-Type": "image/png"})

        __call__ = fetch

    atexit.register(_forget)
    return _Engine(HTML, CSS, Pictures, fonts, Attachment)


def _forget():
    """Let go of the fonts while Python still has what WeasyPrint needs to put them away."""
    for cached in (_parse_css, _engine):
        cached.cache_clear()


@lru_cache(maxsize=64)
def _parse_css(text):
    engine = _engine()
    return engine.css(string=text, url_fetcher=engine.fetcher({}), font_config=engine.fonts)


def print_pdf(html, *, styles, faces=SANS, pictures=None, identifier=None, most_pages=None, attached=None):
    """Return `html` as the bytes of a PDF, which is PDF/A-3a and PDF/UA-1. The same arguments give the same bytes.

    Letters must have passed `glyphs.missing_letters`, or else come from `name_missing_letters`.

    Args:
        styles: stylesheets as texts. One that is used again is parsed once. They name fonts as `var(--faces)`.
        faces: see `glyphs.font_families`.
        pictures: {name: SVG as text or PNG as bytes}, each at the address `fledge:name`. Nothing else is fetched.
        identifier: bytes that mark this document; without them the PDF is marked by chance.
        most_pages: how many pages it may take, or None.
        attached: an `AttachedFile` to go with it.

    Raises:
        TooLongError: it takes more pages.
        PrintingError: a system library is missing.
    """
    drawn = {SCHEME + name: svg for name, svg in (pictures or {}).items()}
    html, _lost = glyphs.without_undrawn_variants(glyphs.composed(html))
    named = ", ".join(f'"{name}"' for name in glyphs.font_families(html, faces))
    styles = [f":root {{ --faces: {named} }}", *styles]
    with _lock:
        engine = _engine()
        document = engine.html(string=html, url_fetcher=engine.fetcher(drawn), base_url=None).render(
            stylesheets=[_parse_css(text) for text in styles], font_config=engine.fonts, pdf_variant=VARIANT
        )
        if most_pages and len(document.pages) > most_pages:
            raise TooLongError(_("The text is too long to print. Shorten it."))
        _mark_accessible(document.metadata)
        # A shape that first stands as a part of a letter is not told as a letter of its own in other texts.
        everything = any(map(_is_drawn_in_parts, html))
        for page in document.pages:
            _spell_out(page, everything)
        document.metadata.attachments = [_attachment(engine, attached)] if attached else []
        return document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier, finisher=_finish)


def name_missing_letters(html):
    """Return `html` with letters that no font draws named in their place, and a last sentence that says so."""
    html, replaced = glyphs.with_stand_ins(html)
    if not replaced:
        return html
    listed = ", ".join(replaced[: glyphs.MOST_LISTED]) + (", …" if len(replaced) > glyphs.MOST_LISTED else "")
    said = _("Some characters cannot be printed and were replaced: %(letters)s.") % {"letters": listed}
    return html.replace("</body>", format_html('<p class="replaced">{}</p></body>', said), 1)


def _mark_accessible(metadata):
    write = metadata.generate_rdf_metadata

    def write_both(*args, **kwargs):
        return write(*args, **kwargs).replace(b"</rdf:RDF>", ACCESSIBLE)

    metadata.generate_rdf_metadata = write_both


def _finish(document, pdf):
    """Add what WeasyPrint leaves out: the scope of headers, and that no picture is smoothed."""
    _scope_headers(document)
    _forbid_smoothing(pdf)


def _scope_headers(document):
    """Have each header of a table say in the file whether it is one of a row or a column, as its HTML does."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if getattr(box, "mark", None) is not None and box.element_tag == "th":
                box.mark["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"


def _forbid_smoothing(pdf):
    """Have no picture ask to be smoothed, whatever a stylesheet says (ISO 19005-3, 6.2.8)."""
    for each in pdf.objects:
        if "Interpolate" in getattr(each, "extra", ()):
            each.extra["Interpolate"] = "false"


def _spell_out(page, everything):
    """Have texts of `page` say in the file how they are spelled (ActualText) where a reader would have to guess.

    Shapes of letters with marks are not one for each character, and letters set apart look like words of one letter.
    Only what is read from left to right: the other way round, readers put such text in order by themselves.
    """
    paint = page.paint

    def paint_spelled(stream, *args, **kwargs):
        mark = stream.marked

        @contextmanager
        def marked(box, tag):
            with mark(box, tag):
                if _needs_spelling(box, everything):
                    stream.stream[-2]["ActualText"] = b"<feff" + box.text.encode("utf-16-be").hex().encode() + b">"
                yield

        stream.marked = marked
        paint(stream, *args, **kwargs)

    page.paint = paint_spelled


def _needs_spelling(box, everything):
    text = getattr(box, "text", "")
    if not text or direction_of(text) == "rtl":
        return False
    spacing = box.style["letter_spacing"]
    is_set_apart = spacing != "normal" and spacing > 0
    return everything or is_set_apart


def _is_drawn_in_parts(letter):
    """Return whether fonts may draw `letter` in several shapes: marks, and Vietnamese letters with theirs."""
    return unicodedata.category(letter)[0] == "M" or "\u1e00" <= letter <= "\u1eff"


def _attachment(engine, file):
    # As a string it would get the media type that this machine thinks its name has.
    address = SCHEME + file.name
    created = file.created.astimezone(UTC)
    return engine.attachment(
        url=address,
        name=file.name,
        description=file.description,
        created=created,
        modified=created,
        relationship=file.relationship,
        url_fetcher=engine.fetcher({address: file}),
    )


def direction_of(text):
    """Return "rtl" if the first letter with a direction is written from right to left."""
    for letter in text:
        if (kind := unicodedata.bidirectional(letter)) in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"
