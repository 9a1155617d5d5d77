"""docs/reference/frozen-names.md lists exactly the names that a site stores or relies on, as they are in the code."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.dispatch import Signal
from django.template.loader import get_template
from django.urls import get_resolver
from django_tasks.base import Task
from wagtail.log_actions import registry

import brainstorm.signals
import courses.signals
from lms.conf import DEFAULTS
from lms.roles.permissions import Role

ROOT = Path(__file__).resolve().parents[1]
APPS = ("lms", "courses", "brainstorm", "certificates")
PAGE = (ROOT / "docs/reference/frozen-names.md").read_text()
SECTIONS = {
    part.partition("\n")[0]: set(re.findall(r"^[-|] `([^`]+)`", part, re.MULTILINE)) for part in PAGE.split("\n## ")[1:]
}


def sources():
    """Yield the text of each of our modules."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()


def settings():
    return set(DEFAULTS)


def roles():
    return set(Role.values)


def hooks():
    call = re.compile(r"(?:get_hooks|collect_panels)\(\s*\"(\w+)\"")
    return {name for _path, text in sources() for name in call.findall(text)}


def signals():
    return {
        f"{module.__name__}.{name}"
        for module in (courses.signals, brainstorm.signals)
        for name, value in vars(module).items()
        if isinstance(value, Signal)
    }


def audit_actions():
    return {name for name, _label in registry.get_choices() if name.startswith("lms")}


def tasks():
    return {
        value.module_path
        for path, text in sources()
        if "@task" in text
        for value in vars(import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))).values()
        if isinstance(value, Task)
    }


def salts():
    named = re.compile(r"^_?SALT = \"([\w.]+)\"", re.MULTILINE)
    return {salt for _path, text in sources() for salt in named.findall(text)}


def imports_of_migrations():
    names = set()
    for app in APPS:
        text = (ROOT / app / "migrations/0001_initial.py").read_text()
        imported = re.findall(rf"^import ((?:{'|'.join(APPS)})\.[\w.]+)", text, re.MULTILINE)
        names |= {name for module in imported for name in re.findall(rf"\b{re.escape(module)}\.\w+", text)}
        for module, name in re.findall(rf"^from ((?:{'|'.join(APPS)})\.[\w.]+) import (\w+)", text, re.MULTILINE):
            names.add(f"{module}.{name}")
    return names


CODE = {
    "Settings": settings,
    "Roles": roles,
    "Hooks": hooks,
    "Signals": signals,
    "Actions in the audit log": audit_actions,
    "Background tasks": tasks,
    "Salts of signatures": salts,
    "Imports of migrations": imports_of_migrations,
}


@pytest.mark.parametrize("section", CODE)
def test_frozen_names_are_those_of_the_code(section):
    assert SECTIONS[section] == CODE[section]()


def test_frozen_addresses_lead_somewhere():
    routes = {
        prefix + route
        for namespace, (prefix, resolver) in get_resolver().namespace_dict.items()
        if namespace.startswith("lms")
        for pattern in resolver.url_patterns
        for route in [str(pattern.pattern)]
    }

    assert {address.removeprefix("/") for address in SECTIONS["Addresses"]} - routes == set()


@pytest.mark.parametrize("name", sorted(SECTIONS["Templates"]))
def test_frozen_template_is_found(name):
    get_template(name)


def test_frozen_file_formats_are_those_of_the_code():
    formats = {
        f"{module.FORMAT} {module.VERSION}"
        for module in (import_module(f"{app}.transfer.entries") for app in ("courses", "brainstorm"))
    }

    assert SECTIONS["Files"] == formats
