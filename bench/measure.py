"""Requests through the whole of Django, counted and timed in this process."""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.client import FakePayload
from django.test.utils import CaptureQueriesContext, override_settings

from bench.sites import CSRF, sign_in


@dataclass
class Case:
    """One kind of request by one visitor. `before` runs ahead of each, unmeasured; `fields` returns what a form is sent
    with."""

    name: str
    path: str
    visitor: "Visitor"
    method: str = "GET"
    status: int = 200
    before: Callable = field(default=lambda: None)
    fields: Callable = dict
    budget_queries: int | None = None
    budget_ratio: float | None = None


class Visitor:
    """A signed-in person at the WSGI door, with CSRF protection and all middleware but that of `without`."""

    def __init__(self, user, *, without=()):
        with override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if name not in without]):
            self.application = get_wsgi_application()
        cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: sign_in(user), settings.CSRF_COOKIE_NAME: CSRF})
        self.cookies = cookies.output(header="", sep=";").strip()

    def environ(self, case):
        body = urlencode(case.fields()).encode()
        return {
            "REQUEST_METHOD": case.method,
            "PATH_INFO": urlsplit(case.path).path,
            "QUERY_STRING": urlsplit(case.path).query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookies,
            "HTTP_X_CSRFTOKEN": CSRF,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": FakePayload(body) if case.method == "POST" else BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def visit(self, case):
        """Make one request and return its status."""
        answer = []
        response = self.application(self.environ(case), lambda status, headers, *rest: answer.append(status))
        try:
            b"".join(response)
        finally:
            response.close()
        return int(answer[0].split()[0])


def count_queries(case):
    case.before()
    with CaptureQueriesContext(connection) as queries:
        status = case.visitor.visit(case)
    assert status == case.status, f"{case.name}: {status} instead of {case.status}"
    return len(queries)


def count_calls(case):
    """Return how many functions one request calls: varies by less than 1 %, unlike time."""
    calls = 0

    def note(frame, event, argument):
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1

    case.before()
    sys.setprofile(note)
    try:
        case.visitor.visit(case)
    finally:
        sys.setprofile(None)
    return calls


def cpu_seconds(case):
    case.before()
    begin = time.process_time()
    case.visitor.visit(case)
    return time.process_time() - begin


def take_turns(cases, rounds):
    """Return {name of the case: CPU seconds of each round}, caches being warm.

    The cases take turns, so that a slow moment of the machine strikes all alike.
    """
    for case in cases:  # warm caches, templates and connections
        for _ in range(3):
            count_queries(case)
    seconds = {case.name: [] for case in cases}
    gc.disable()
    for _ in range(rounds):
        for case in cases:
            seconds[case.name].append(cpu_seconds(case))
        gc.collect()
    gc.enable()
    return seconds


def measure(cases, *, yardstick, rounds):
    """Return one dict per case.

    The ratio is the median over the rounds of CPU time by CPU time of `yardstick` in the same round.
    """
    seconds = take_turns(cases, rounds)
    base = seconds[yardstick]
    return [
        {
            "name": case.name,
            "queries": count_queries(case),
            "calls": count_calls(case),
            "cpu_ms": round(1000 * statistics.median(seconds[case.name]), 2),
            "ratio": round(statistics.median(a / b for a, b in zip(seconds[case.name], base, strict=True)), 2),
            "budget_queries": case.budget_queries,
            "budget_ratio": case.budget_ratio,
        }
        for case in cases
    ]
