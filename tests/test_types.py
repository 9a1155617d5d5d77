"""What type checkers are promised: annotations come with the package, and what a host calls has no errors."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("lms", "courses", "brainstorm", "certificates")
#: What a host calls or registers: actions, hooks, signals, settings.
PUBLIC = re.compile(r"(?:^|/)(?:actions|signals|conf|wagtail_hooks)(?:\.py|/)")


def test_apps_say_that_they_are_typed():
    assert [app for app in APPS if not (ROOT / app / "py.typed").is_file()] == []


def test_no_public_module_has_known_errors_of_types():
    known = (ROOT / "mypy-baseline.txt").read_text().splitlines()

    assert [line for line in known if PUBLIC.search(line.partition(":")[0])] == []
