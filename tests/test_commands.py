"""Every command that README.md, CONTRIBUTING.md or `make help` names is run by `.ci/run`."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.host.test_wheel import readme_steps

ROOT = Path(__file__).resolve().parents[1]
#: What begins a command in running text; fenced blocks of the language `sh` hold nothing but commands.
PROGRAM = re.compile(r"(?:make|git|python3?|pip|bash|\.venv/bin/\w+)\b")
#: A line of .ci/run that runs a command, by itself or by a function that looks at what it does.
STEP = re.compile(r"^step (?:unchanged |served |cleaned )?(.*)$", re.MULTILINE)
#: What has happened where CI begins.
BEFORE = {"git clone <this repository> fledge", "cd fledge", "bash .ci/run"}
TARGET = re.compile(r"^([a-z-]+):([a-z -]*)", re.MULTILINE)


def named_in(page):
    """Return the commands that a page of the documentation names, in fenced blocks and in running text."""
    text = (ROOT / page).read_text()
    fenced = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    spans = [span for span in re.findall(r"`([^`\n]+)`", text) if PROGRAM.match(span) and " " in span]
    return spans + [command.strip() for block in fenced for line in block.splitlines() for command in line.split("&&")]


def named_by_help():
    shown = subprocess.check_output(
        ["make", "--no-print-directory", "help"], cwd=ROOT, text=True, env=os.environ | {"MAKEFLAGS": ""}
    )
    return [f"make {line.split()[0]}" for line in shown.splitlines()]


def essence(command):
    """Return a command without what it may be told beside: the variables and options of `make`."""
    if not command.startswith("make "):
        return command
    return " ".join(word for word in shlex.split(command) if not word.startswith("-") and "=" not in word)


def run_by_ci():
    """Return the essence of what .ci/run calls, with the targets that a target of `make` calls first."""
    calls = {essence(call) for call in STEP.findall((ROOT / ".ci/run").read_text())}
    first = dict(TARGET.findall((ROOT / "Makefile").read_text()))
    targets = [call.removeprefix("make ") for call in calls if call.startswith("make ")]
    return calls | {f"make {each}" for target in targets for each in first[target].split()}


def followed_by_tests():
    """Return the commands that tests/host/test_wheel.py follows: README for hosts, and an editable install."""
    steps = {command for language, code in readme_steps() if language == "sh" for command in code.splitlines()}
    return steps | {"pip install -e ."}


@pytest.mark.row("V12")
def test_every_command_that_is_named_is_run_by_ci():
    named = {"make help", *named_by_help(), *named_in("README.md"), *named_in("CONTRIBUTING.md")}

    assert len(named) > 12
    elsewhere = followed_by_tests() | BEFORE
    assert {each for each in named - elsewhere if essence(each) not in run_by_ci()} == set()
