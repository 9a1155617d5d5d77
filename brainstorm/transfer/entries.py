"""What stands in the file, read with care: whatever is wrong is told by its place in the file."""

import json
from datetime import UTC, date, datetime

from django.template.defaultfilters import filesizeformat
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from courses.transfer.entries import Entry
from lms.exceptions import RuleError

FORMAT = "fledge-brainstorm"
VERSION = 1
MOST_BYTES = 10 * 1024 * 1024
#: Names stand in a file as far as they fit the field of someone who has no account.
LONGEST_NAME = 60

BRAINSTORM = {
    "title": str,
    "question": str,
    "step": int,
    "created_at": datetime,
    "phase_started_at": datetime,
    "opens_at": datetime | None,
    "ballot_frozen_at": datetime | None,
    "closed_at": datetime | None,
    "sealed_at": datetime | None,
    "allows_guests": bool,
    "vote_method": str,
    "dots_per_person": int | None,
    "dots_per_idea": int,
}
PHASE = {
    "kind": str,
    "label": str,
    "minutes": int | None,
    "says": str,
    "script": str,
    "asked_kind": str,
    "is_anonymous": bool,
    "started_at": datetime | None,
    "rounds": int,
    "skipped": bool,
}
IDEA = {
    "number": int,
    "kind": str,
    "text": str,
    "is_anonymous": bool,
    "balance": str,
    "is_on_ballot": bool,
}
POINT = {"side": str, "text": str}
SYSTEM = {"flow": str, "data": str, "risk": int, "effort": int}
WORDING = {
    "version": int,
    "clause": str,
    "wording": str,
    "state": str,
    "reason": str,
    "created_at": datetime,
    "decided_at": datetime | None,
}
STAKEHOLDER = {"name": str, "headcount": int | None, "is_present": bool}
IMPACT = {"kind": str, "size": int, "confidence": int, "words": str, "changed_at": datetime}
PROPOSAL = {"version": int, "text": str, "created_at": datetime}
OBJECTION = {
    "reason": str,
    "condition": str,
    "state": str,
    "answer": str,
    "created_at": datetime,
    "settled_at": datetime | None,
}
STANCE = {"position": str, "taken_at": datetime}
DECISION = {
    "outcome": str,
    "reason": str,
    "rule": str,
    "tally": str,
    "objections": str,
    "review_on": date | None,
    "decided_at": datetime,
}
PILOT = {
    "hypothesis": str,
    "measure": str,
    "baseline": str,
    "stop_rule": str,
    "starts_on": date,
    "due_on": date,
    "result": str,
    "measured": str,
    "learned": str,
    "recorded_at": datetime | None,
}
#: Days beyond these are no days of a brainstorm, and not every database can reckon with them.
YEARS = range(1970, 9000)


class BrainstormFileError(RuleError):
    """A file that cannot be imported, told in one sentence."""


def damaged(place):
    return BrainstormFileError(
        _("The file is damaged: “%(place)s” is missing or wrong. Export the brainstorm again.") % {"place": place}
    )


class FileEntry(Entry):
    """One object of the file."""

    damaged = staticmethod(damaged)

    def take(self, name, kind):
        """Return the part called `name`; days and times, ISO texts in the file, come as what they say."""
        for moment, parse in ((datetime, parse_datetime), (date, parse_date)):
            if kind in (moment, moment | None):
                text = super().take(name, str if kind is moment else str | None)
                return None if text is None else self._parsed(name, text, parse)
        value = super().take(name, kind)
        if isinstance(value, str) and "\x00" in value:
            raise self.damaged(f"{self.place}.{name}")
        return value

    def _parsed(self, name, text, parse):
        try:
            value = parse(text)
        except ValueError:
            value = None
        if value is None or value.year not in YEARS or (parse is parse_datetime and value.tzinfo is None):
            raise self.damaged(f"{self.place}.{name}")
        return value

    def one_of(self, name, things):
        """Return that of `things` (a list or a dict) which the part called `name` refers to, None where it is null."""
        key = self.take(name, int | None)
        if key is None:
            return None
        found = things.get(key) if isinstance(things, dict) else things[key] if 0 <= key < len(things) else None
        if found is None:
            raise self.damaged(f"{self.place}.{name}")
        return found

    def needed(self, name, things):
        """Return what `one_of` returns, which must be there."""
        found = self.one_of(name, things)
        if found is None:
            raise self.damaged(f"{self.place}.{name}")
        return found


def as_text(value):
    """Return a value as it stands in the file: times in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def fields_of(instance, kinds):
    """Return {name: value} of `instance`, to be written into the file."""
    return {name: as_text(getattr(instance, name)) for name in kinds}


def read_file(file):
    """Return what `file`, opened for bytes, holds, as a `FileEntry`.

    Raises:
        BrainstormFileError: it is too large, no brainstorm, or of another version.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BrainstormFileError(
            _("This file is larger than %(size)s, which is too much for a brainstorm.")
            % {"size": filesizeformat(MOST_BYTES)}
        )
    nothing = BrainstormFileError(_("This is not a brainstorm file. Select the JSON file that you exported."))
    try:
        data = json.loads(content)
        json.dumps(data, ensure_ascii=False).encode()  # half of a letter would only be found by the database
    except (ValueError, RecursionError) as error:
        raise nothing from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise nothing
    if data.get("version") != VERSION or isinstance(data["version"], bool):
        raise BrainstormFileError(
            _("The file has version %(version)s, but this site reads version %(known)s. Update the older of the two.")
            % {"version": data.get("version"), "known": VERSION}
        )
    return FileEntry(data, "")
