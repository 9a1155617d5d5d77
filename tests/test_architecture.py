"""The rules of docs/explanation/architecture.md that a machine can hold."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("lms", "courses", "brainstorm", "certificates")
LONGEST_MODULE = 400
ARCHITECTURE = (ROOT / "docs/explanation/architecture.md").read_text()
#: {title: text} of the ways through the code that the documentation describes.
FLOWS = {
    part.partition("\n")[0]: part
    for part in ARCHITECTURE.partition("## Five flows")[2].partition("\n## ")[0].split("\n### ")[1:]
}
#: The reference site, which is a host.
SITE = "fledge_site"
#: Folders of an app that Django looks for.
NO_SUBJECTS = {"management", "migrations", "templatetags"}
JUNK_DRAWERS = {"utils", "util", "common", "helpers", "helper", "misc", "tools", "base_utils"}
KNOWS_NO_HTTP = {
    "models", "querysets", "queries", "rules", "actions", "notices", "tasks", "signals", "receivers", "completion",
    "prerequisites", "evidence", "phases",
}  # fmt: skip
# Wagtail asks a previewable model for the response of its preview.
PREVIEWS = {
    "certificates/designs/models.py imports django.http",
    "certificates/designs/models.py imports django.http.HttpResponse",
}
#: What belongs to the apps above `lms`, which could be installed without them.
TENANTS = re.compile(r"(?i)(?<![a-z])(?:brainstorm|booking|certificat|course|enroll|guideline|idea|lesson|pilot|quiz)")
#: Where `lms` names them nevertheless: {path: why}.
NAMED_TENANTS = {
    "lms/apps.py": "a site's own package of the same name would be imported instead",
    "lms/accounts/models.py": "a manager reads who sees what",
    "lms/brand/models.py": "a firm reads where its name and color are seen",
    "lms/jobs/health.py": "an administrator reads what waits",
    "lms/pdf/glyphs.py": "a learner reads why a certificate is held",
    "templates/lms/accounts/includes/demo_accounts.html": "the demonstration says what its people do",
    "templates/lms/brand/styleguide.html": "sample sentences",
    "templates/lms/dashboard/dashboard.html": "who has nothing yet reads how to begin",
}
COMMENTS = re.compile(r"/\*.*?\*/|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
HTTP = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages")


def modules(*folders):
    """Return the paths of our Python modules, relative to the repository, without migrations."""
    return sorted(
        path.relative_to(ROOT)
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def imported(path):
    """Return the dotted names that a module imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_import_contracts_hold():
    # In a process of its own: it sets up logging anew, and so silences the loggers of all tests that come later.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def words_of(path):
    """Return the source of a file of `lms` without what only its programmers read."""
    source = (ROOT / path).read_text()
    if path.suffix != ".py":
        return COMMENTS.sub("", source)
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


def test_core_names_nothing_that_belongs_to_the_apps_above_it():
    files = [*modules("lms")] + [
        path.relative_to(ROOT)
        for folder, suffixes in (("lms/static/lms", {".css", ".js"}), ("templates/lms", {".html"}))
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and "vendor" not in path.parts
    ]
    guilty = {str(path): found[0] for path in files if (found := TENANTS.search(words_of(path) + str(path)))}

    assert {path: word for path, word in guilty.items() if path not in NAMED_TENANTS} == {}
    assert set(NAMED_TENANTS) - set(guilty) == set()


def test_modules_stay_readable():
    lengths = {
        str(path): len((ROOT / path).read_text().splitlines()) for path in modules(*APPS, SITE, "tests", "bench")
    }

    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_modules_are_named_after_what_they_hold():
    paths = modules(*APPS, SITE, "tests", "bench")

    assert [str(path) for path in paths if JUNK_DRAWERS & set(path.with_suffix("").parts)] == []


def test_subjects_on_disk_are_those_of_the_architecture():
    described, app = {}, None
    for line in ARCHITECTURE.splitlines():
        if found := re.fullmatch(r"    (\w+)/", line):
            app = described.setdefault(found[1], set())
        elif found := re.match(r"      (\w+)/ +\S", line):
            app.add(found[1])
    subjects = {app: {path.parent.name for path in (ROOT / app).glob("*/__init__.py")} - NO_SUBJECTS for app in APPS}

    assert described == subjects


def source_of(name):
    """Return the source of the module that defines what a dotted name means, which has to be there."""
    module, _dot, defined = name.rpartition(".")
    folder = ROOT.joinpath(*module.split("."))
    source = (folder.with_suffix(".py") if folder.with_suffix(".py").exists() else folder / "__init__.py").read_text()
    assert re.search(rf"^(?:async )?(?:def|class) {defined}\b|^{defined} = ", source, re.MULTILINE), name
    return source


@pytest.mark.parametrize("flow", FLOWS)
def test_flow_of_the_architecture_is_a_way_through_the_code(flow):
    """Each step is named in the module of an earlier one, or names an earlier one, as receivers name their signal."""
    steps = re.findall(r"^\d+\. .*?`([a-z_]+\.[\w.]+)`", FLOWS[flow], re.MULTILINE)
    sources = {step: source_of(step) for step in steps}

    assert len(steps) >= 5
    for number, step in enumerate(steps[1:], 1):
        before = steps[:number]
        is_named = any(re.search(rf"\b{step.rpartition('.')[2]}\b", sources[each]) for each in before)
        names_one = any(re.search(rf"\b{each.rpartition('.')[2]}\b", sources[step]) for each in before)
        assert is_named or names_one, f"Nothing leads to {step}."


def test_models_querysets_and_actions_know_nothing_of_http():
    guilty = {
        f"{path} imports {name}"
        for path in modules(*APPS)
        if KNOWS_NO_HTTP & set(path.with_suffix("").parts)
        for name in imported(path)
        if any(name == banned or name.startswith(f"{banned}.") for banned in HTTP)
    }
    assert guilty - PREVIEWS == set()


def test_only_one_module_imports_weasyprint():
    importers = {str(path) for path in modules(*APPS) for name in imported(path) if name.split(".")[0] == "weasyprint"}
    assert importers <= {"lms/pdf/printing.py"}


def test_apps_link_to_their_templates():
    links = {
        str(path.relative_to(ROOT)): str(path.readlink()) for app in APPS for path in (ROOT / app).glob("templates/*")
    }

    labels = ("lms", "lms_courses", "lms_brainstorm", "lms_certificates")
    assert links == {
        f"{app}/templates/{label}": f"../../templates/{label}" for app, label in zip(APPS, labels, strict=True)
    }
