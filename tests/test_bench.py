"""The benchmark can be run: nothing here is timed."""

import pkgutil

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

import bench
from bench import over_http
from bench.__main__ import PARTS
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
