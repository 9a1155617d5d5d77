"""What README and docs/ point to is there."""

import re
from pathlib import Path

from lms.accounts import sign_in

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
#: A name in code, such as `lms.notices.sending.send_notice`; not a file, an address or a version.
DOTTED = re.compile(r"(?<![\w./-])(?:lms|courses|brainstorm|certificates|fledge_site)(?:\.[A-Za-z_]\w*)+(?![\w/])")
CHECK = re.compile(r"lms(?:_\w+)?\.[EW]\d{3}")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)")


def test_links_of_the_documentation_lead_somewhere():
    links = [(page, target) for page in PAGES for target in LINK.findall(page.read_text()) if "://" not in target]

    assert [(str(page), target) for page, target in links if not (page.parent / target).exists()] == []


def test_docs_have_their_four_parts():
    parts = {page.parent.name for page in (ROOT / "docs").glob("*/*.md")}

    assert parts == {"tutorial", "how-to", "reference", "explanation"}


def glossary():
    """Return the rows of the glossary's first table: (word, names in code)."""
    text = (ROOT / "docs/reference/glossary.md").read_text().partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    return [(word, re.findall(r"`(\w+)`", names)) for word, names in rows if word != "word"]


def test_glossary_has_each_word_once_and_in_order():
    words = [word for word, _ in glossary()]

    assert len(words) >= 40
    assert words == sorted(set(words), key=str.casefold)


def test_names_of_the_glossary_are_in_the_code():
    files = [file for app in ("lms", "courses", "brainstorm", "certificates") for file in (ROOT / app).rglob("*.py")]
    in_code = {name for file in files for name in [file.stem, *re.findall(r"\w+", file.read_text())]}

    assert {word: missing for word, names in glossary() if (missing := set(names) - in_code) or not names} == {}


def test_filter_for_failed_sign_ins_finds_the_lines_of_the_log():
    text = (ROOT / "docs/how-to/limit-sign-ins.md").read_text()
    expression = re.search(r"^failregex = (.*)$", text, re.MULTILINE)[1].replace("<ADDR>", r"(?P<address>\S+)")
    lines = re.findall(r"^\d{4}-.* WARNING .*$", text, re.MULTILINE)

    assert [re.match(expression, line)["address"] for line in lines] == ["203.0.113.9", "203.0.113.9"]
    assert {line.split()[3] for line in lines} == {sign_in.logger.name}


def found(name):
    """Return whether a dotted name leads to a module or a word in one, by reading: not all settings can be imported."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        folder = ROOT.joinpath(*parts[:length])
        for module in (folder.parent / f"{folder.name}.py", folder / "__init__.py"):
            if module.is_file():
                return length == len(parts) or re.search(rf"\b{parts[length]}\b", module.read_text()) is not None
    return False


def test_dotted_names_in_the_documentation_are_in_the_code():
    names = {
        (page.name, name)
        for page in PAGES
        if page.name != "frozen-names.md"  # which has a test of its own
        for name in DOTTED.findall(page.read_text())
        if not CHECK.fullmatch(name)
    }

    assert len(names) > 20
    assert sorted((page, name) for page, name in names if not found(name)) == []


def test_promises_are_those_that_tests_show():
    promised = re.findall(r"^\| ([A-Z]+\d+) \|", (ROOT / "docs/reference/promises.md").read_text(), re.MULTILINE)
    shown = {
        promise
        for path in (ROOT / "tests").rglob("test_*.py")
        for marks in re.findall(r"mark\.row\(([^)]*)\)", path.read_text())
        for promise in re.findall(r'"([A-Z]+\d+)"', marks)
    }

    assert len(promised) == len(set(promised))
    assert set(promised) == shown
