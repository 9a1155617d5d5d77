"""What printing lacks on this machine and keys that cannot be used, told before a certificate is late."""

import ctypes
import ctypes.util
import sys

from django.core.checks import Error, Warning, register

from lms.pdf import FONTS

from .trust import keys

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
    "NotoSerif-Regular",
    "NotoSerifDevanagari-Regular",
    "NotoSerifHebrew-Regular",
    "NotoSerifSC-Regular",
)


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
def check_fonts(app_configs, *, folder=FONTS, **kwargs):
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
def check_keys(app_configs, **kwargs):
    """Keys that are missing are made when the first certificate is printed; those that are there must be sound."""
    errors = {}
    for purpose in keys.SETTINGS:
        try:
            keys.find(purpose)
        except keys.KeyFileError as error:
            errors.setdefault(str(error), error.code)
    return [Error(sentence, id=f"lms_certificates.{code}") for sentence, code in errors.items()]
