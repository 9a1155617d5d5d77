"""The benchmark can be run: nothing here is timed."""

import asyncio
import pkgutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

import bench
from bench import over_http, tables
from bench.__main__ import PARTS
from bench.client import Load
from bench.measure import Visitor, count_queries
from bench.pages import build_cases
from bench.reports import ReportWorld
from bench.sizes import SMALL


def test_every_module_with_a_parser_is_a_part_of_make_bench():
    modules = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.ispkg]
    runnable = {name for name in modules if "ArgumentParser" in source(name)}

    assert runnable - {"__main__"} == set(PARTS)


def source(module):
    with open(f"{bench.__path__[0]}/{module}.py") as file:
        return file.read()


@pytest.fixture
def one_connection(db):
    """Keep requests from closing the connection whose transaction the test takes back, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.any_database
def test_every_case_of_a_small_world_is_answered_within_its_budget_of_queries():
    from bench.world import World

    world = World(SMALL)
    reports = ReportWorld(world.catalog, SMALL)
    cases = [*build_cases(world, Visitor(world.learner)), *reports.cases(Visitor(reports.trainer))]

    for case in cases:
        count_queries(case)  # warm caches, as the benchmark does
    queries = {case.name: count_queries(case) for case in cases}

    assert len(queries) == 4 + 3 * len(SMALL.lengths) + 2
    assert [case.name for case in cases if queries[case.name] > case.budget_queries] == []


class OtherAnswers(BaseHTTPRequestHandler):
    """Answers a page twice on each connection, then what the path names."""

    protocol_version = "HTTP/1.1"
    number = 0

    def do_GET(self):
        self.number += 1
        is_good = self.number <= 2 or self.path == "/page"
        self.send_response(503 if self.path == "/busy" and not is_good else 200)
        body = b"<html></html>" if is_good or self.path == "/busy" else b"<html>Another</html>"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def load():
    """Return a function that makes a `Load` on a server whose answers depend on the path."""
    with ThreadingHTTPServer(("127.0.0.1", 0), OtherAnswers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield lambda path: Load(server.server_port, path, "", connections=2, requests=6, seconds=30)
        server.shutdown()
        thread.join()


def test_client_counts_each_answer(load):
    page = load("/page")

    assert asyncio.run(page.run()) > 0
    assert len(page.waits) == 6


@pytest.mark.parametrize("path", ["/busy", "/another"])
def test_client_refuses_answers_other_than_the_page(load, path):
    with pytest.raises(ValueError, match=f"^{path} was answered by 'HTTP/1.1 (503|200) "):
        asyncio.run(load(path).run())


def test_figures_of_one_connection_are_held_against_both_budgets():
    way = over_http.Way("make run", [], {}, 8000)
    waits = [0.01, 0.018, 0.03]

    row = over_http.figures(way, "lesson page", over_http.Pattern(1), 0.5, waits, used=0.03, inside_ms=5)

    assert (row["per_second"], row["p50_ms"], row["p99_ms"]) == (6, 18, 30)
    assert (row["cpu_ms"], row["cpu_ratio"], row["latency_ratio"]) == (10, 2, 1.8)
    assert tables.against(row["cpu_ratio"], row["cpu_budget"]) == "2.0 of 1.7 !"
    assert tables.against(row["latency_ratio"], row["latency_budget"]) == "1.8 of 1.5 !"
    assert tables.against(1.5, 1.5) == "1.5 of 1.5"


@pytest.mark.release
@pytest.mark.row("V9")
def test_both_ways_of_serving_are_measured_over_http():
    rows = over_http.measure(is_small=True, requests=16)

    assert len({row["page"] for row in rows}) == 4
    assert len(rows) == 4 * 2 * 4
    assert {(row["way"], row["connections"], row["pause_ms"]) for row in rows} == {
        (way, connections, pause)
        for way in ("make run", "production, 2 workers")
        for connections, pause in ((1, 50), (1, 0), (4, 0), (16, 0))
    }
    for row in rows:
        assert row["requests"] == (4 if row["pause_ms"] else 16)
        assert row["per_second"] > 0
        assert 0 < row["p50_ms"] <= row["p99_ms"]
        assert row["cpu_ms"] >= 0
        assert row["inside_ms"] > 0
        assert row["cpu_budget"] == 1.7
        assert row["latency_budget"] == (1.5 if row["connections"] == 1 else None)
