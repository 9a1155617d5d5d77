"""What type checkers are promised: annotations come with the package, and what a host calls has no errors."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("lms", "courses", "brainstorm", "certificates")
#: What a host calls or registers: actions, hooks, signals, settings, and the modules that the page about hooks names.
PUBLIC = re.compile(r"\.(?:actions|signals|conf|wagtail_hooks)(?:\.|$)")
NAMED = re.compile(rf"\b(?:{'|'.join(APPS)})(?:\.\w+)+")


def test_apps_say_that_they_are_typed():
    assert [app for app in APPS if not (ROOT / app / "py.typed").is_file()] == []


def test_no_public_module_has_known_errors_of_types():
    lines = (ROOT / "mypy-baseline.txt").read_text().splitlines()
    with_errors = {line.partition(".py:")[0].replace("/", ".") for line in lines}
    named = NAMED.findall((ROOT / "docs/reference/hooks.md").read_text())

    assert len(named) > 5
    guilty = {module for module in with_errors if PUBLIC.search(module)}
    guilty |= {module for module in with_errors for name in named if f"{name}.".startswith(f"{module}.")}
    assert guilty == set()
