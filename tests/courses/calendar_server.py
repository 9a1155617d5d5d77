"""Radicale, a calendar server of others' making: what it makes of our calendars, any program may make of them."""

import base64
import io
from datetime import UTC
from xml.etree import ElementTree

from icalendar import Calendar
from radicale import Application, config
from vobject.icalendar import registerTzid

CALDAV = "{urn:ietf:params:xml:ns:caldav}"
EXPAND = """<?xml version="1.0"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><C:calendar-data><C:expand start="{first}" end="{last}"/></C:calendar-data></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{first}" end="{last}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


class CalendarServer:
    """One calendar of one person, spoken to as programs do: in CalDAV (RFC 4791)."""

    def __init__(self, folder, zones):
        self.zones = zones
        configuration = config.load()
        configuration.update(
            {
                "storage": {"filesystem_folder": str(folder), "_filesystem_fsync": "False"},
                "auth": {"type": "none"},
                "rights": {"type": "owner_only"},
                "reporting": {"max_expand_occurrence": "10000"},
            },
            "test",
            privileged=True,
        )
        self.application = Application(configuration)
        self.request("MKCALENDAR", "/ada/calendar/")

    def empty(self):
        self.request("DELETE", "/ada/calendar/")
        self.request("MKCALENDAR", "/ada/calendar/")

    def request(self, method, path, body=b"", **headers):
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"ada:x").decode(),
            **headers,
        }
        answer = {}

        def start_response(status, headers):
            answer["status"] = status

        content = b"".join(self.application(environ, start_response))
        assert answer["status"].startswith("2"), (answer["status"], content)
        return content

    def store(self, content, name="class"):
        """Keep a calendar; one of the same name gives way."""
        for zone in self.zones:
            registerTzid(zone.key, None)  # Else it would go by the rules with which it met the name first.
        self.request("PUT", f"/ada/calendar/{name}.ics", content, CONTENT_TYPE="text/calendar; charset=utf-8")

    def occurrences(self, first, last):
        """Return (start, end) in UTC of everything from `first` to `last`, in order, repetitions written out."""
        body = EXPAND.format(first=f"{first:%Y%m%dT%H%M%SZ}", last=f"{last:%Y%m%dT%H%M%SZ}").encode()
        answer = self.request("REPORT", "/ada/calendar/", body, HTTP_DEPTH="1", CONTENT_TYPE="application/xml")
        found = []
        for data in ElementTree.fromstring(answer).iter(f"{CALDAV}calendar-data"):
            for event in Calendar.from_ical(data.text).walk("VEVENT"):
                found.append((event.start.astimezone(UTC), event.end.astimezone(UTC)))
        return sorted(found)
