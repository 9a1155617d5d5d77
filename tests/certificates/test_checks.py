"""What a machine lacks is said by `manage.py check`, before a certificate is late."""

import ctypes

import pytest
from django.core.checks import run_checks

from certificates.checks import FONT_FILES, LIBRARIES, check_fonts, check_printing_libraries, has_library
from lms.pdf.glyphs import FOLDER

pytestmark = pytest.mark.any_database


def without(monkeypatch, library):
    """Let the machine lack a shared library."""
    load = ctypes.CDLL

    def find(name, *args, **kwargs):
        if name and library in name:
            raise OSError(f"{name}: cannot open shared object file")
        return load(name, *args, **kwargs)

    monkeypatch.setattr(ctypes, "CDLL", find)


def test_libraries_are_found_by_loading_them():
    assert has_library("pango-1.0")
    assert not has_library("no-such-library-1.0")


def test_this_machine_can_print():
    assert check_printing_libraries(None) == []
    assert check_fonts(None) == []


@pytest.mark.row("K18")
@pytest.mark.parametrize("library", LIBRARIES)
def test_missing_library_is_told_with_what_to_install(monkeypatch, library):
    without(monkeypatch, library)
    number, message, hint = LIBRARIES[library]
    found = [each for each in run_checks() if each.id == f"lms_certificates.{number}"]
    assert [(each.msg, each.hint) for each in found] == [(message, hint)]
    assert "apt install" in hint


@pytest.mark.row("K18")
def test_missing_fonts_are_named(tmp_path):
    for name in FONT_FILES[2:]:
        (tmp_path / f"{name}.ttf").touch()
    (warning,) = check_fonts(None, folder=tmp_path)
    assert warning.id == "lms_certificates.W003"
    assert "(Amiri-Regular.ttf, AtkinsonHyperlegibleMono-Regular.ttf)" in warning.msg
    assert str(tmp_path) in warning.hint


def test_every_font_has_its_license_beside_it():
    families = {path.name.split("-")[0] for path in FOLDER.glob("*.ttf")}
    assert families == {path.name.removesuffix("-OFL.txt") for path in FOLDER.glob("*-OFL.txt")}
    assert families == {name.split("-")[0] for name in FONT_FILES}
