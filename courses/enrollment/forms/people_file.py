"""People from a file: comma-separated text (CSV) with a column `username` or `email`, and a `due date` if wanted.

Nothing here writes. Whatever is wrong in a row becomes a sentence beside that row; whatever keeps the file from being
read at all becomes an error of the form.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.forms.enrolling import CourseField, DespiteField, DueDateField
from courses.enrollment.permissions import people_for

MAX_BYTES = 1024 * 1024
MAX_ROWS = 10_000
DELIMITERS = ",;\t"
#: What a column may be called, in small letters.
COLUMNS = {
    "username": "username",
    "user name": "username",
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "due date": "due_date",
    "due_date": "due_date",
    "due": "due_date",
}
#: Reads the cell of a due date. With slashes no one knows which number is the month, so they are refused.
DUE_DATE = DueDateField(input_formats=["%Y-%m-%d", "%d.%m.%Y"])
#: How files begin that are no text: workbooks and other archives, old Excel, PDF, pictures.
BINARY_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
TEMPLATE = "username;email;due date\r\n;someone@firm.example;2030-12-31\r\nsomeone.else;;\r\n"


@dataclass
class FileRow:
    """A row of the file.

    line: its number in the file, counted from 1. name: whom it names, as typed. problem: a sentence, or "".
    """

    line: int
    username: str
    email: str
    due_text: str
    learner: object = None
    due_date: date | None = None
    problem: str = ""

    @property
    def name(self):
        return self.username or self.email


def decode(raw):
    """Return the text of the file.

    Raises:
        ValidationError: it is no text, or not in UTF-8.
    """
    if not raw.strip():
        raise ValidationError(_("The file is empty. Start with the template."), code="empty")
    if raw.startswith(BINARY_BEGINNINGS):
        raise ValidationError(
            _("This is not a text file. In Excel or LibreOffice choose “Save as”, then “CSV UTF-8”."), code="binary"
        )
    how = _(
        "In Excel choose “Save as”, then “CSV UTF-8 (comma delimited)”; in LibreOffice choose the character set "
        "“Unicode (UTF-8)”."
    )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValidationError(
            _("This file is in UTF-16, so it cannot be read. %(how)s") % {"how": how}, code="encoding"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(why_not_utf8(raw) % {"how": how}, code="encoding") from None
    if "\x00" in text:
        raise ValidationError(
            _("This is not a text file. In Excel or LibreOffice choose “Save as”, then “CSV UTF-8”."), code="binary"
        )
    return text


def why_not_utf8(raw):
    """Return the sentence about a file in another encoding; the old one of Windows is by far the commonest."""
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError:
        return _("This file is not in UTF-8, so its names cannot be read. %(how)s")
    return _("This file uses an old Windows encoding (cp1252), which would garble names with accents. %(how)s")


def read_rows(text):
    """Return the `FileRow`s of `text`, people not looked up yet.

    Raises:
        ValidationError: there is no header with a column of people, no row, too many, or a broken quotation.
    """
    header_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns, rows = None, []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if columns is None:
                columns = read_header(cells)
                continue
            if len(rows) == MAX_ROWS:
                raise ValidationError(
                    _("The file has more than %(n)s rows. Split it into several.") % {"n": MAX_ROWS}, code="too_long"
                )
            values = dict.fromkeys(("username", "email", "due_date"), "")
            values |= {columns[place]: cell for place, cell in enumerate(cells) if place in columns}
            rows.append(FileRow(reader.line_num, values["username"], values["email"], values["due_date"]))
    except csv.Error:
        raise ValidationError(
            _("A quotation mark on line %(line)s is not closed or is inside a word.") % {"line": reader.line_num},
            code="quotation",
        ) from None
    if not rows:
        raise ValidationError(_("There are no people below the header. Put one person in each row."), code="empty")
    return rows


def read_header(cells):
    """Return {place: "username", "email" or "due_date"} of the columns that are read.

    Raises:
        ValidationError: no column names people, or one is there twice.
    """
    known = [(place, COLUMNS.get(cell.casefold())) for place, cell in enumerate(cells)]
    columns = {place: name for place, name in known if name}
    if not {"username", "email"} & set(columns.values()):
        raise ValidationError(_("Start with a header row that has a “username” or “email” column."), code="header")
    if len(set(columns.values())) != len(columns):
        raise ValidationError(_("Two columns have the same meaning. Keep one of them."), code="header")
    return columns


class PeopleIndex:
    """Finds people by username or email, among those whom `user` may enroll, in one query for the whole file."""

    def __init__(self, rows, user):
        sign_in_name = get_user_model().USERNAME_FIELD
        usernames = {name for row in rows for name in (row.username, row.username.lower()) if name}
        emails = {name for row in rows for name in (row.email, row.email.lower()) if name}
        people = (
            people_for(user)
            .annotate(low_name=Lower(sign_in_name), low_email=Lower("email"))
            .filter(
                Q((f"{sign_in_name}__in", usernames), low_name__in=usernames, _connector=Q.OR)
                | Q(email__in=emails, low_email__in=emails, _connector=Q.OR)
            )
        )
        self.by_username, self.by_email = {}, {}
        for person in people:
            self.by_username.setdefault(person.get_username().casefold(), []).append(person)
            if person.email:
                self.by_email.setdefault(person.email.casefold(), []).append(person)

    def find(self, row):
        """Return the person that `row` names.

        Raises:
            ValidationError: no one or several do, or its two columns name different people.
        """
        if not row.name:
            raise ValidationError(_("Enter a username or an email address."))
        named = [self.named(self.by_username, row.username)] if row.username else []
        named += [self.named(self.by_email, row.email)] if row.email else []
        if len({person.pk for person in named}) > 1:
            raise ValidationError(
                _("The username and the email address belong to two different people. Keep the right one.")
            )
        return named[0]

    def named(self, index, name):
        people = index.get(name.casefold(), [])
        exact = [person for person in people if name in (person.get_username(), person.email)]
        if len(people) > 1 and len(exact) != 1:
            raise ValidationError(
                _("More than one person has “%(name)s”. Enter the username instead.") % {"name": name}
            )
        if not people:
            raise ValidationError(_("None of your people has “%(name)s”. Check the spelling.") % {"name": name})
        person = exact[0] if exact else people[0]
        if not person.is_active:
            raise ValidationError(_("This account is inactive. Remove the row."))
        return person


def check_rows(rows, user):
    """Fill in the learner and due date of each row, or its `problem`."""
    people, seen = PeopleIndex(rows, user), {}
    for row in rows:
        try:
            row.learner = people.find(row)
            row.due_date = DUE_DATE.clean(row.due_text)
        except ValidationError as error:
            row.problem = " ".join(error.messages)
            continue
        if row.learner.pk in seen:
            row.problem = _("This is the same person as on line %(line)s. Keep one of the two.") % {
                "line": seen[row.learner.pk]
            }
        else:
            seen[row.learner.pk] = row.line


class PeopleFileForm(forms.Form):
    """A course and a file of people. The text is sent along when it is corrected or confirmed, and read anew each time.

    After `is_valid()`, `rows` are its `FileRow`s.
    """

    course = CourseField()
    file = forms.FileField(
        required=False,
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A UTF-8 CSV file with a “username” or “email” column and an optional “due date” column."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"empty": gettext_lazy("The file is empty. Start with the template.")},
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    due_date = DueDateField(help_text=gettext_lazy("For rows without a due date."))
    despite = DespiteField()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.rows = user, []

    def clean(self):
        cleaned = super().clean()
        if self.errors.keys() & {"file", "text"}:
            return cleaned
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if not file and not text.strip():
            self.add_error("file", _("Choose a file."))
            return cleaned
        size = file.size if file else len(text.encode())
        if size > MAX_BYTES:
            self.add_error("file", _("The file is larger than 1 MB. Split it into several files."))
            return cleaned
        try:
            cleaned["text"] = decode(file.read()) if file else text
            self.rows = read_rows(cleaned["text"])
        except ValidationError as error:
            self.add_error("file", error)
            return cleaned
        check_rows(self.rows, self.user)
        return cleaned

    def due_dates(self):
        """Return {learner: due date or None} of the rows without a problem."""
        default = self.cleaned_data.get("due_date")
        return {row.learner: row.due_date or default for row in self.rows if not row.problem}
