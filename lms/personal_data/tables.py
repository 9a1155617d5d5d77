"""What Fledge keeps about one person, in words and as a file to take away.

Each app adds its tables by the hook `register_personal_data`; a host's own apps do the same.
"""

import csv
import io
import json
import zipfile
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from lms.accounts.models import Profile
from lms.accounts.people import name_of
from lms.files.spreadsheets import as_csv_cell
from lms.roles.permissions import roles_of


class Reader:
    """Who reads what is kept, beside the person and the administrators of the database: what several apps say."""

    SELF = gettext_lazy("Only you")
    TRAINERS = gettext_lazy("You and trainers")
    LEADERS = gettext_lazy("You, trainers and your manager")


@dataclass(frozen=True)
class PersonalTable:
    """One kind of thing that is kept about a person.

    name: of its file, letters and hyphens; title: its heading; about: why it is kept, one sentence.
    readers: one of `Reader`, or who else reads it; columns: the headings.
    rows: tuples of texts, numbers, dates and None, as long as `columns`.
    """

    name: str
    title: str
    about: str
    readers: str | Promise
    columns: tuple
    rows: list

    def as_dicts(self):
        return [dict(zip(map(str, self.columns), row, strict=True)) for row in self.rows]


def personal_data(user):
    """Return the `PersonalTable`s of `user`, of all apps.

    Each function registered for `register_personal_data` is called with the user, and returns a list of them that holds
    nothing about anyone else.
    """
    return [table for register in hooks.get_hooks("register_personal_data") for table in register(user)]


def own_tables(user):
    """Return what `lms` itself keeps: the account, the profile, the notices sent."""
    profile = Profile.objects.filter(user=user).select_related("manager").first()
    facts = [
        (_("Username"), user.get_username()),
        (_("Name"), name_of(user)),
        (_("Email"), user.email),
        (_("Roles"), ", ".join(sorted(str(role.label) for role in roles_of(user)))),
        (_("Account created"), getattr(user, "date_joined", None)),
        (_("Last sign-in"), user.last_login),
    ]
    if profile:
        facts += [
            (_("Manager"), name_of(profile.manager) if profile.manager else ""),
            (_("Department"), profile.department),
            (_("Time zone"), profile.time_zone),
            (_("Reminders by email"), _("yes") if profile.gets_reminders else _("no")),
        ]
    return [
        PersonalTable(
            name="account",
            title=_("Your account"),
            about=_("To let you sign in and let people know who you are."),
            readers=Reader.LEADERS,
            columns=(_("Item"), _("Value")),
            rows=facts,
        ),
        PersonalTable(
            name="notices",
            title=_("Emails sent to you"),
            about=_("To avoid sending anything twice. Only the subject is stored."),
            readers=Reader.SELF,
            columns=(_("Subject"), _("Sent")),
            rows=list(user.lms_notices.values_list("subject", "sent_at")),
        ),
    ]


def write_archive(user):
    """Return the bytes of a ZIP with all that is kept about `user`: as JSON, as CSV for each table, and to read."""
    tables = personal_data(user)
    made_at = timezone.now()
    everything = {
        "person": user.get_username(),
        "made_at": made_at,
        "tables": {table.name: table.as_dicts() for table in tables},
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", json.dumps(everything, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        archive.writestr(
            "my-data.html",
            render_to_string(
                "lms/personal_data/my_data_file.html", {"tables": tables, "person": name_of(user), "made_at": made_at}
            ),
        )
        for table in tables:
            archive.writestr(f"csv/{table.name}.csv", as_csv(table))
    return output.getvalue()


def as_csv(table):
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([as_csv_cell(heading) for heading in table.columns])
    writer.writerows([as_csv_cell(value) for value in row] for row in table.rows)
    return "\ufeff" + lines.getvalue()  # The mark tells Excel that the text is UTF-8.
