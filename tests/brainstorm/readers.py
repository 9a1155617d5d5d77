"""Everyone who is not the author, and everything they can read: for tests/brainstorm/test_nondisclosure.py.

Addresses come from the URL resolver, so a new one is read by everyone as soon as it is there.
"""

import difflib
import io
import re
import uuid
import zipfile

from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from tests.factories.courses import BookingFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

#: Words of what no one else may read yet, and of what only the room reads.
HIDDEN, OF_THE_ROOM = "dibber", "trowel"
#: Another word of the hidden text: pages of search say again what was sought.
SOUGHT = "shelf"
KEY = uuid.UUID("12345678-1234-4234-8234-123456789abc")

# Where facilitators learn how much is written or chosen: that something hidden changed, never what or whose.
COUNTED = ("console", "console_pulse", "console_events", "console_stream")
# Where facilitators read before the room does: texts, never whose.
READ_FIRST = "moderation"
LEADS = ("facilitator", "admin")

#: Pages of the Wagtail admin that hold no row: empty forms, choosers, what is only posted to. Or those of a page again.
EMPTY = re.compile(r"(^|_)(add|create|choose|chosen|preview|copy|lock|unlock|revisions|workflow|confirm|results)(_|$)")
#: Pages of Wagtail itself that tell of things of all kinds, beside those that its URLs name as ours.
TELLING = re.compile(r"^(wagtailadmin_home|wagtailadmin_reports:site_history|wagtailadmin_pages:search)$")
SEARCHED = re.compile("index|list|search|history")
POLLED = ("events", "console_events")
#: Exports that are text. The others are drawn from the same record (tests/brainstorm/test_exports.py).
TEXTS = ("json", "md", "csv")

# What differs between two answers anyway: tokens, fresh keys, the clock.
NOISE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"'
    r'|name="(submission_key|key)" value="[^"]*"'
    r'|data-server-time="[^"]*"'
    r'|"(CSRF_TOKEN|made_at)": "[^"]*"'
    r"|(Just now|\d+\sminutes?)( ago)?"
)


def readers(rooms, *, scheduled_class, participant, facilitator):
    """Return {who: browser}: everyone but the author, in the rooms as that role may be."""
    people = {
        "participant": participant,
        "facilitator": facilitator,
        "other facilitator": FacilitatorFactory(),
        "trainer": TrainerFactory(),
        "manager": ManagerFactory(),
        "invited": BookingFactory(scheduled_class=scheduled_class).learner,
        "outsider": LearnerFactory(),
        "admin": AdminFactory(username="root"),
    }
    clients = {who: Client(raise_request_exception=False) for who in ("anonymous", "guest", *people)}
    for who, person in people.items():
        clients[who].force_login(person)
    for room in rooms:
        joined = clients["guest"].post(reverse("lms_brainstorm:join"), {"code": room.join_code, "name": "Gus"})
        assert joined.status_code == 302
    return clients


def urls(root, names=()):
    """Yield (name with its namespaces, names of its parameters) of all URLs below `root`."""
    for pattern in get_resolver(root).url_patterns if isinstance(root, str) else root.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from urls(pattern, (*names, pattern.namespace) if pattern.namespace else names)
        elif pattern.name:
            yield ":".join([*names, pattern.name]), [*pattern.pattern.regex.groupindex]


def room_addresses(room):
    """Every address of the app for one brainstorm, and for its idea number 1 or the one with `KEY`."""
    values = {"pk": room.pk, "key": KEY, "number": 1, "group": 1, "stakeholder": 1, "objection": 1}
    found = []
    for name, parameters in urls("lms.urls"):
        if name.startswith("lms_brainstorm:") and parameters:
            unknown = set(parameters) - values.keys()
            assert not unknown, f"Say in room_addresses of {__name__} what stands for {sorted(unknown)}."
            found.append(reverse(name, kwargs={each: values[each] for each in parameters}))
    export, *events = (reverse(f"lms_brainstorm:{name}", args=[room.pk]) for name in ("export", *POLLED))
    return [*found, *(f"{export}?as={each}" for each in TEXTS), *(f"{address}?after=0" for address in events)]


def site_addresses(room, author):
    """Everything else on which a brainstorm or its people could appear: pages without a parameter, those of the class
    and the course, and in the admin ours and the logs, and what a search there finds."""
    found = [reverse(name) for name, parameters in urls("lms.urls") if not parameters]
    found += [room.course.url, room.scheduled_class.get_absolute_url(), "/django-admin/"]
    found += [reverse(f"wagtailusers_users:{name}", args=[author.pk]) for name in ("edit", "history")]
    for name, parameters in urls("wagtail.admin.urls"):
        namespace, _colon, short = name.rpartition(":")
        ours = "lms_brainstorms" in namespace or ("lms_brainstorm" in namespace and not parameters)
        if (ours and not EMPTY.search(short)) or TELLING.match(name):
            found.append(reverse(name, kwargs=dict.fromkeys(parameters, room.pk)))
            if SEARCHED.search(short):
                found.append(f"{found[-1]}?q={SOUGHT}")
    return found


def read(addresses, client):
    """Return {address: (status, ETag, redirect, text)} of all GET answers to `client`."""
    answers = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code < 500, address
        text = NOISE.sub("", text_of(response))
        answers[address] = (response.status_code, response.get("ETag"), response.get("Location"), text)
    return answers


def text_of(response):
    """Return what the answer holds, also that which is packed into an archive."""
    content = response.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode(errors="replace")


def difference(before, after):
    """Return what tells one answer from another, in few words."""
    lines = difflib.unified_diff(before[3].splitlines(), after[3].splitlines(), lineterm="", n=0)
    return [*(pair for pair in zip(before[:3], after[:3], strict=True) if pair[0] != pair[1]), *lines]
