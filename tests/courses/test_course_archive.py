"""A course file may come from anywhere: what is none is refused before anything in it is read."""

import io
import zipfile

import pytest

from courses.transfer import archive
from courses.transfer.archive import CourseArchive
from courses.transfer.entries import CourseFileError


def zipped(parts):
    """Return a ZIP of `parts`, {name: bytes}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is not a course file. Choose the ZIP file that “Export” created."),
        (b"PK\x03\x04 half a file", "This is not a course file."),
        ({"readme.txt": b""}, "The file contains “readme.txt”, which does not belong in a course."),
        ({"images/../../settings.py": b""}, "The file contains “images/../../settings.py”"),
        ({"images/..": b""}, "The file contains “images/..”"),
        ({"/etc/passwd": b""}, "The file contains “/etc/passwd”"),
        ({}, "This is not a course file. Its course.json is missing or cannot be read."),
        ({"course.json": b"{"}, "This is not a course file. Its course.json is missing or cannot be read."),
        ({"course.json": b"[" * 100_000}, "This is not a course file. Its course.json is missing or cannot be read."),
        ({"course.json": b"\xff\xfe"}, "This is not a course file. Its course.json is missing or cannot be read."),
    ],
)
def test_file_that_is_no_course_file_is_refused(content, sentence):
    with pytest.raises(CourseFileError) as refusal:
        CourseArchive(io.BytesIO(zipped(content) if isinstance(content, dict) else content))

    assert sentence in str(refusal.value)


def test_file_that_unpacks_to_too_much_is_refused_unread():
    bomb = zipped({"course.json": b" " * (archive.MOST_TEXT + 1)})

    assert len(bomb) < 20_000
    with pytest.raises(CourseFileError, match="which is too large for a course"):
        CourseArchive(io.BytesIO(bomb))


def test_file_of_very_many_parts_is_refused_unread():
    with pytest.raises(CourseFileError, match="which is too large for a course"):
        CourseArchive(io.BytesIO(zipped({f"images/{number}.png": b"" for number in range(archive.MOST_MEMBERS + 1)})))
