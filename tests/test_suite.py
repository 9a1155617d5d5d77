"""The suite itself: how it is run, and that it passes on a busy machine too."""

import ast
import subprocess
from pathlib import Path

import pytest

from tests import postgres, run

HERE = Path(__file__).parent
SLEEPS = {"sleep", "wait_for_timeout"}
CLOCKS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "time_ns"}
ELAPSED = {"elapsed", "duration", "took"}
#: Where something really lasts: a network that is cut for thirty seconds, a server that is slow, a task that hangs, and
#: tries that are made again.
LASTS = {
    "journeys/test_brainstorm.py: sleeps outside of a loop",
    "journeys/editor.py: gives up after 5000",
    "lms/test_silent_servers.py: sleeps outside of a loop",
    "lms/waiting.py: sleeps outside of a loop",
}


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_suite_without_postgresql_fails_in_ci_and_says_so_elsewhere(monkeypatch, capsys, ci, status):
    monkeypatch.setattr(postgres, "find_program", lambda name: None)
    monkeypatch.setenv("CI", ci)
    assert run.main(["postgres"]) == status
    assert "sudo apt-get install postgresql" in capsys.readouterr().out


@pytest.mark.row("U15")
def test_suite_runs_in_a_process_for_each_processor(monkeypatch):
    commands = []
    monkeypatch.setattr(subprocess, "call", lambda command, **options: commands.append(command) or 0)

    assert run.main(["sqlite"]) == 0

    assert [command[command.index("-n") + 1] for command in commands if "-n" in command] == ["auto"]


def hurries(tree):
    """Yield what makes the module of a test depend on how busy the machine is."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.While | ast.For | ast.AsyncFor)]
    in_loops = {id(inner) for loop in loops for inner in ast.walk(loop)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if getattr(node.func, "attr", None) in SLEEPS and id(node) not in in_loops:
                yield "sleeps outside of a loop"
            for given in node.keywords:
                if given.arg == "timeout" and isinstance(given.value, ast.Constant) and given.value.value:
                    yield f"gives up after {given.value.value}"
        elif isinstance(node, ast.Assert):
            names = {getattr(each, "attr", getattr(each, "id", None)) for each in ast.walk(node.test)}
            if names & (CLOCKS | ELAPSED):
                yield "asserts how long something takes"


@pytest.mark.row("U15")
def test_no_test_depends_on_a_quiet_machine():
    """Each waits for what it needs, as long as tests/patience.py says, and asserts nothing of how long that took."""
    found = {
        f"{path.relative_to(HERE)}: {what}"
        for path in HERE.rglob("*.py")
        if path.name != "patience.py"
        for what in hurries(ast.parse(path.read_text()))
    }

    assert found == LASTS
