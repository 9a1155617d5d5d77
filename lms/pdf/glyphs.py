"""Which letters can be printed, and in which fonts: those of this package, of the extra `fonts`, and of the firm.

One gate for everything that is printed. Certificates are held while a letter is missing (`missing_letters`); other
documents name it in its place (`with_stand_ins`).
"""

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

import regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.conf import lms_settings
from lms.exceptions import RuleError

FOLDER = Path(__file__).parent / "fonts"
#: What the extra `fonts` of this package installs. Each is a folder of fonts.
EXTRA = ("pylopdf_fonts_jp", "pylopdf_fonts_ko")
SUFFIXES = (".ttf", ".otf", ".ttc")
#: Scripts that have one family each, in the order in which it is asked for a letter.
SCRIPTS = tuple(
    ["Amiri", *(f"Noto Serif {script}" for script in ("Hebrew", "Devanagari", "Bengali", "Tamil", "Thai"))]
    + ["Noto Serif Georgian", "Noto Serif Armenian"]
)
#: Families that draw the same letters of Chinese, Japanese and Korean. The first is part of this package.
HAN = ("Noto Serif SC", "Noto Serif JP", "Noto Serif KR")
_HAN = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]")
#: Selectors of variants by a table of the font. Those of Mongolian are rules of its script.
_SELECTOR = r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_IGNORABLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]")
_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]")
# Signs that Unicode's normalization would swap for other ones, which look otherwise: U+FA19 for U+795E.
_COMPATIBLE = regex.compile(r"([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_CONTROLS = regex.compile(r"(?V1)[[\p{Cc}\p{Cs}]--\s]")
_NOT_ASCII = regex.compile(r"[0-9#*]?[^\x00-\x7f]+")
#: So many replaced letters are listed under a document.
MOST_LISTED = 20


class MissingLetterError(RuleError):
    """No font draws `letter`, so what it stands in is not printed."""

    def __init__(self, message, *, letter):
        super().__init__(message)
        self.letter = letter


@dataclass(frozen=True)
class Family:
    """What the fonts of one name draw: code points, and pairs of a letter and a variation selector, as texts."""

    letters: frozenset
    variations: frozenset

    def draws(self, letter):
        """Return whether it has `letter`, which may be followed by a variation selector."""
        return letter in self.variations if len(letter) > 1 else ord(letter) in self.letters


def extra_directories():
    """Return the folders of fonts that the extra `fonts` has brought, as far as it is installed."""
    specs = (find_spec(name) for name in EXTRA)
    return [Path(spec.origin).parent for spec in specs if spec and spec.origin]


def directories():
    """Return the folders whose fonts are printed with: of this package, the extra `fonts`, the firm."""
    firm = [Path(lms_settings.FONT_DIRECTORY)] if lms_settings.FONT_DIRECTORY else []
    return [FOLDER, *extra_directories(), *(folder for folder in firm if folder.is_dir())]


def font_files(folder):
    """Return the paths of the font files in `folder` and below, in a lasting order."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


@contextmanager
def opened(path):
    """Give the fonts of a file, a list of `fontTools.ttLib.TTFont`.

    Raises:
        fontTools.ttLib.TTLibError, OSError: it is no font.
    """
    from fontTools.ttLib import TTCollection, TTFont

    with path.open("rb") as file:
        if path.suffix.lower() == ".ttc":
            yield TTCollection(file, lazy=True).fonts
        else:
            yield [TTFont(file, lazy=True)]


def problem_of(font):
    """Return why letters are not taken from a `TTFont`: "colored", "spaceless", or "" for one that can be used."""
    if "COLR" in font or not ("glyf" in font or "CFF " in font or "CFF2" in font):
        return "colored"  # Its digits would win over those of all others.
    if ord(" ") not in _code_points(font):
        return "spaceless"  # A space between two of its letters would be drawn as a box.
    return ""


def _code_points(font):
    # Names of shapes are not asked for here, and reading them would take most of the time and memory.
    font.setGlyphOrder([""] * font["maxp"].numGlyphs)
    return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=8)
def _fonts_by_family(folder):
    """Return {family: (path, place in the file) of each of its fonts}. Only names are read."""
    from fontTools.ttLib import TTLibError

    found = {}
    for path in font_files(folder):
        try:
            with opened(path) as fonts:
                for place, font in enumerate(fonts):
                    found.setdefault(font["name"].getBestFamilyName(), []).append((path, place))
        except (TTLibError, OSError):  # The check `lms_certificates.W005` names it.
            continue
    return found


def family_names():
    """Yield the names of all families, those of this package first. Folders are read as far as one goes on."""
    seen = set()
    for folder in directories():
        yield from (name for name in _fonts_by_family(folder) if name not in seen)
        seen.update(_fonts_by_family(folder))


def find_family(name):
    """Return the `Family` called `name`, or None. Read once; a new font is seen after a restart."""
    fonts = next((found for folder in directories() if (found := _fonts_by_family(folder).get(name))), None)
    return _read_family(tuple(fonts)) if fonts else None


@lru_cache(maxsize=256)
def _read_family(places):
    letters, variations = set(), set()
    for path, place in places:
        with opened(path) as fonts:
            font = fonts[place]
            if problem_of(font):
                continue
            letters |= _code_points(font)
            for table in font["cmap"].tables:
                if table.format == 14:
                    for selector, values in table.uvsDict.items():
                        variations.update(chr(letter) + chr(selector) for letter, _glyph in values)
    return Family(frozenset(letters), frozenset(variations))


def _draw(letters, names):
    """Yield `(name, the letters that it draws and none before)` of the families in `names`, until all are drawn."""
    left = set(letters)
    for name in names:
        if not left:
            return
        family = find_family(name)
        drawn = {letter for letter in left if family.draws(letter)} if family else set()
        if drawn:
            left -= drawn
            yield name, drawn


def composed(text):
    """Return `text` in Unicode's composed form (NFC), but with signs kept that it would swap for other ones."""
    parts = _COMPATIBLE.split(text)
    return "".join(part if n % 2 else unicodedata.normalize("NFC", part) for n, part in enumerate(parts))


def missing_letters(text):
    """Return the letters of `text` that no font can draw; they would be printed as boxes.

    What is never drawn by itself is not missing: spaces, joiners, variation selectors.
    """
    letters = [letter for letter in composed(text) if not _is_blank(letter)]
    drawable = set().union(*(drawn for _name, drawn in _draw(letters, family_names())))
    return [letter for letter in letters if letter not in drawable]


def _is_blank(letter):
    return letter.isspace() or _IGNORABLE.fullmatch(letter) is not None


def without_undrawn_variants(text):
    """Return `text` without the variation selectors that no font follows, and the list of the letters they followed.

    A letter is kept, then, in its usual form.
    """
    if not regex.search(_SELECTOR, text):
        return text, []
    lost = []

    def keep(match):
        if any(_draw({match[0]}, family_names())):
            return match[0]
        if _HAN.match(match[0]):
            lost.append(match[0])
        return match[0][:-1]

    return regex.sub(rf".{_SELECTOR}", keep, text, flags=regex.DOTALL), lost


def font_families(text, faces):
    """Return the names of the families that `text` is set in, in the order in which each is asked for a letter.

    Args:
        faces: the family of a design, and one that can stand in for it. Where the first lacks a letter that the second
            has, all is set in the second: no word is mixed of both. In the same way one family draws all of Chinese,
            Japanese and Korean, if there is one that can.
    """
    # ASCII is in each of the faces.
    letters = set(regex.findall(rf"[^\x00-\x7f]{_SELECTOR}?", text))
    letters = {letter for letter in letters if not _is_blank(letter[0])}
    han = {letter for letter in letters if _HAN.match(letter)}
    faces = _fullest_first(faces, {letter for letter in letters - han if letter[0].isalpha()})
    others = [*SCRIPTS, *(_fullest_first(HAN, han) if han else ())]
    names = chain(faces, others, (name for name in family_names() if name not in {*faces, *others}))
    return list(dict.fromkeys([*faces, *(name for name, _drawn in _draw(letters, names))]))


def _fullest_first(names, letters):
    """Return `names` with the one first that lacks the fewest of the letters that any of them draws."""
    drawn = {name: {letter for letter in letters if family.draws(letter)} for name, family in _found(names)}
    return sorted(drawn, key=lambda name: -len(drawn[name]))


def _found(names):
    return [(name, family) for name in names if (family := find_family(name))]


def name_of(letter):
    """Return how `letter` is told: “김” (U+AE40)."""
    return f"“{letter}” (U+{ord(letter):04X})"


def validate_letters(text):
    """Refuse a text with a letter that no font can draw.

    Raises:
        ValidationError: which letter it is, and what helps.
    """
    if missing := missing_letters(text):
        told = _("None of the certificate fonts has the character %(letter)s.") % {"letter": name_of(missing[0])}
        raise ValidationError(f"{told} {remedy_of(missing[0])}")


def remedy_of(letter):
    """Return the sentence that says what helps where no font draws `letter`."""
    if _EMOJI.match(letter):
        return _("Emoji cannot be printed. Use words instead.")
    if _HAN.match(letter) and len(extra_directories()) < len(EXTRA):
        return _("Japanese and Korean fonts come with the “fonts” extra: pip install wagtail-fledge[fonts].")
    return _("An administrator can add a font that has it to the FONT_DIRECTORY folder.")


def with_stand_ins(text):
    """Return `text` with each letter that no font draws named in its place, and the list of what was replaced.

    An emoji becomes “[emoji: rocket]”, and control characters are left out. The list holds parts of a sentence, such as
    “[emoji: rocket] (U+1F680)”.
    """
    text, lost = without_undrawn_variants(composed(_CONTROLS.sub("", text)))
    missing = set(missing_letters(text))
    replaced = {
        letter: _("%(letter)s in its usual form") % {"letter": letter[0]} for letter in lost if letter[0] not in missing
    }
    if missing:

        def name_cluster(match):
            cluster = match[0]
            if not missing.intersection(cluster):
                return cluster
            name = _stand_in(cluster, missing)
            codes = " ".join(f"U+{ord(letter):04X}" for letter in cluster if letter in missing)
            replaced[cluster] = f"{name} ({codes})"
            return name

        text = _NOT_ASCII.sub(lambda run: regex.sub(r"\X", name_cluster, run[0]), text)
    return text, list(replaced.values())


def _stand_in(cluster, missing):
    """Return the words for a cluster of letters of which some cannot be drawn."""
    if not _EMOJI.search(cluster):
        return "".join(f"[{_unicode_name(letter)}]" if letter in missing else letter for letter in cluster)
    visible = [letter for letter in cluster if not _is_blank(letter) and letter != "\u20e3"]
    if not visible:
        visible = ["\u20e3"]  # The frame of a key around nothing, or around a letter that is no key.
    if all(regex.fullmatch(r"\p{Regional_Indicator}", letter) for letter in visible):
        return "[emoji: flag {}]".format("".join(_unicode_name(letter)[-1].upper() for letter in visible))
    names = [letter if letter.isascii() else _unicode_name(letter) for letter in visible]
    return "[emoji: {}]".format(", ".join(names))


def _unicode_name(letter):
    return unicodedata.name(letter, f"U+{ord(letter):04X}").lower()


def fontconfig_file():
    """Return the configuration by which Fontconfig finds the fonts of `directories` and no others."""
    known, rejected = set(), []
    for folder in directories():
        by_family = _fonts_by_family(folder)
        # A firm's copy of a family that is here already would be drawn in place of it, and old files come out anew.
        rejected += [path for name in known.intersection(by_family) for path, _place in by_family[name]]
        known.update(by_family)
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in directories())
    globs = "".join(f"<glob>{escape(str(path))}</glob>" for path in rejected)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f'<fontconfig>{folders}<cachedir prefix="xdg">fontconfig</cachedir><selectfont><rejectfont>{globs}'
        '<pattern><patelt name="color"><bool>true</bool></patelt></pattern>'
        "</rejectfont></selectfont></fontconfig>"
    )
