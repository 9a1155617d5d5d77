"""The ZIP around a course, which may come from anywhere: nothing in it is trusted before it is looked at."""

import json
import re
import zipfile
import zlib

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from courses.transfer.entries import FORMAT, VERSION, CourseFileError, Entry

MEMBER = re.compile(r"course\.json|(images|documents)/[^/\\\x00-\x1f]+")
#: Limits of what one file may unpack to: parts, bytes of `course.json`, of one picture or document, of all together.
MOST_MEMBERS = 2000
MOST_TEXT = 10 * 1024 * 1024
MOST_FILE = 200 * 1024 * 1024
MOST_TOTAL = 1024 * 1024 * 1024
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


class CourseArchive:
    """A course file, opened and checked: its `data`, and its pictures and documents on request.

    Raises:
        CourseFileError: it is no course file, is too large, or was written by a newer Fledge.
    """

    def __init__(self, file):
        try:
            self.zip = zipfile.ZipFile(file)
            members = self.zip.infolist()
        except UNREADABLE as error:
            raise CourseFileError(_("This is not a course file. Choose the ZIP file that “Export” created.")) from error
        self._check_members(members)
        self.members = {member.filename: member for member in members}
        self.data = self._read_data()

    @staticmethod
    def _check_members(members):
        too_large = CourseFileError(
            _("This file unpacks to more than %(size)s, which is too large for a course.")
            % {"size": filesizeformat(MOST_TOTAL)}
        )
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_TOTAL:
            raise too_large
        for member in members:
            name = member.filename
            if not MEMBER.fullmatch(name) or name.split("/")[-1] in {".", ".."}:
                raise CourseFileError(
                    _("The file contains “%(name)s”, which does not belong in a course.") % {"name": name}
                )
            if member.file_size > (MOST_TEXT if name == "course.json" else MOST_FILE):
                raise too_large

    def _read_data(self):
        no_course = CourseFileError(_("This is not a course file. Its course.json is missing or cannot be read."))
        if "course.json" not in self.members:
            raise no_course
        try:
            data = json.loads(self.read("course.json"))
        except (ValueError, RecursionError) as error:
            raise no_course from error
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise no_course
        if data.get("version") != VERSION:
            raise CourseFileError(
                _(
                    "The file has version %(version)s, but this site reads version %(known)s. Update the older "
                    "of the two."
                )
                % {"version": data.get("version"), "known": VERSION}
            )
        return Entry(data, "")

    def read(self, name):
        """Return the bytes of the part called `name`.

        Raises:
            CourseFileError: it is not there, or does not unpack.
        """
        if name not in self.members:
            raise CourseFileError(
                _("The file refers to “%(name)s” but does not contain it. Export the course again.") % {"name": name}
            )
        try:
            return self.zip.read(self.members[name])
        except UNREADABLE as error:
            raise CourseFileError(
                _("“%(name)s” cannot be unpacked. Export the course again.") % {"name": name}
            ) from error
