"""No regular expression of ours can be made slow by what someone types (the rule of patterns in row R20)."""

import ast
import importlib
import json
import signal
import subprocess
import sys

import pytest

from tests.test_architecture import APPS, ROOT, modules

ENGINES = {"re", "regex"}
#: Functions that take a pattern as first argument, beside those of the engines.
TAKE_PATTERNS = {"RegexValidator", "RegexField", "re_path"}
TAKE_NONE = {"escape", "purge"}


def calls_with_patterns(tree):
    """Yield (engine, call) for every call in a module that is given a pattern."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ENGINES:
            raise AssertionError(f"Write {node.module}.name, so that this test finds the pattern.")
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id=engine), attr=name) if engine in ENGINES and name not in TAKE_NONE:
                yield engine, node
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in TAKE_PATTERNS:
                yield "re", node


def our_patterns():
    """Return {(pattern, flags, engine, is_bytes): path} of all patterns in our modules."""
    found = {}
    for path in modules(*APPS):
        for engine, call in calls_with_patterns(ast.parse((ROOT / path).read_text())):
            pattern = value_of(call.args[0], path)
            is_bytes = isinstance(pattern, bytes)
            text = pattern.decode("latin-1") if is_bytes else pattern
            found[text, flags_of(call, path), engine, is_bytes] = str(path)
    return found


def value_of(node, path):
    """Return what an expression at the top of a module comes to."""
    if isinstance(node, ast.Constant):
        return node.value
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    return eval(compile(ast.Expression(node), str(path), "eval"), vars(module))


def flags_of(call, path):
    given = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
        given += call.args[1:2]
    return int(value_of(given[0], path)) if given else 0


def attack(patterns):
    """Return (exit status, the pattern that was tried last)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.pattern_attacks"],
        input=json.dumps(patterns),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert not done.stderr
    return done.returncode, (done.stdout.splitlines() or [""])[-1]


@pytest.mark.row("R20")
def test_every_pattern_is_linear():
    """Any of them takes less than a second of CPU for 100,000 letters. The fuzz of row R20 is not part of this."""
    patterns = our_patterns()
    assert len(patterns) > 20
    status, last = attack(list(patterns))
    guilty = {path for (pattern, *_rest), path in patterns.items() if pattern == last}
    assert status == 0, f"{last} in {guilty} takes more than a second for some text."


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\w.-]+\w",  # cubic: the fault that this test is from
        r"(a+)+b",  # exponential
        r"(?:\w|\d)*!x",  # exponential by two ways to read a digit
        r"\s+$",  # quadratic by its many beginnings
        r"<b>(.*?)</b>",  # quadratic where nothing is closed
        r"x\d*\d*y",  # quadratic by two repetitions of the same
    ],
)
def test_slow_pattern_is_found(pattern):
    assert attack([[pattern, 0, "re", False]]) == (-signal.SIGVTALRM, pattern)
