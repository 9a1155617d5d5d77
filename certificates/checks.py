"""What printing lacks on this machine and keys that cannot be used, told before a certificate is late."""

import ctypes
import ctypes.util
import sys
from pathlib import Path

from django.core.checks import Error, Warning, register

from certificates.signing import keys
from lms.conf import lms_settings
from lms.pdf import glyphs

LIBRARIES = {
    "pango-1.0": (
        "W001",
        "Certificates cannot be printed: the system library Pango is missing.",
        "On Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 fontconfig",
    ),
    "harfbuzz-subset": (
        "W002",
        "Certificates take sixteen times as long to print: the system library harfbuzz-subset is missing.",
        "On Debian: apt install libharfbuzz-subset0",
    ),
}

#: The families that the designs name; without one its letters fall to another, or a name cannot be printed at all.
FONT_FILES = (
    "Amiri-Regular",
    "AtkinsonHyperlegibleMono-Regular",
    "AtkinsonHyperlegibleNext-Regular",
    "EBGaramond-Regular",
    "NotoSans-Regular",
    "NotoSerif-Regular",
    "NotoSerifArmenian-Regular",
    "NotoSerifBengali-Regular",
    "NotoSerifDevanagari-Regular",
    "NotoSerifGeorgian-Regular",
    "NotoSerifHebrew-Regular",
    "NotoSerifSC-Regular",
    "NotoSerifTamil-Regular",
    "NotoSerifThai-Regular",
)
PROBLEMS = {
    "colored": "its letters are colored or pictures of fixed size",
    "spaceless": "it has no space",
}


def has_library(name):
    """Return whether a shared library can be loaded, without the seconds that importing its users would take."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL(f"lib{name}.so.0")
        except OSError:
            return False
        return True
    return ctypes.util.find_library(name) is not None


@register
def check_printing_libraries(app_configs, **kwargs):
    return [
        Warning(message, hint=hint, id=f"lms_certificates.{number}")
        for name, (number, message, hint) in LIBRARIES.items()
        if not has_library(name)
    ]


@register
def check_fonts(app_configs, *, folder=glyphs.FOLDER, **kwargs):
    """Fonts are part of the package, but some ways of packing a site leave out what is no Python."""
    missing = [f"{name}.ttf" for name in FONT_FILES if not (folder / f"{name}.ttf").is_file()]
    if not missing:
        return []
    return [
        Warning(
            f"Certificates look otherwise than designed: fonts are missing ({', '.join(missing)}).",
            hint=f"Put the files of the package back into {folder}.",
            id="lms_certificates.W003",
        )
    ]


@register
def check_extra_fonts(app_configs, **kwargs):
    """Korean and rarer Japanese names are held without these fonts, which are too large to be part of the package."""
    if len(glyphs.extra_directories()) == len(glyphs.EXTRA):
        return []
    return [
        Warning(
            "Certificates with Korean letters and rarer Japanese ones are held: the extra “fonts” is not installed.",
            hint="pip install wagtail-fledge[fonts], or silence this where no one has such a name.",
            id="lms_certificates.W004",
        )
    ]


@register
def check_font_directory(app_configs, **kwargs):
    """Fonts of the firm that cannot be used are told, not passed over in silence."""
    if not lms_settings.FONT_DIRECTORY:
        return []
    folder = Path(lms_settings.FONT_DIRECTORY)
    if not folder.is_dir():
        told = [f"LMS['FONT_DIRECTORY'] is no folder: {folder}."]
    else:
        told = [f"A font cannot be used: {path} ({problem})." for path, problem in _unusable_fonts(folder)]
        if not glyphs.font_files(folder):
            told = [f"There is no font in {folder}."]
    hint = "Fonts to print with are TTF, OTF or TTC files with outlines."
    return [Warning(sentence, hint=hint, id="lms_certificates.W005") for sentence in told]


def _unusable_fonts(folder):
    """Yield (path, what is wrong with it) of the files in `folder` that letters are not taken from."""
    from fontTools.ttLib import TTLibError

    for path in glyphs.font_files(folder):
        try:
            with glyphs.opened(path) as fonts:
                problems = {glyphs.problem_of(font) for font in fonts} - {""}
        except (TTLibError, OSError) as error:
            yield path, error
        else:
            yield from ((path, PROBLEMS[problem]) for problem in sorted(problems))


@register
def check_keys(app_configs, **kwargs):
    """Keys that are missing are made when the first certificate is printed; those that are there must be sound."""
    errors = {}
    for purpose in keys.SETTINGS:
        try:
            keys.find(purpose)
        except keys.KeyFileError as error:
            errors.setdefault(str(error), error.code)
    return [Error(sentence, id=f"lms_certificates.{code}") for sentence, code in errors.items()]
