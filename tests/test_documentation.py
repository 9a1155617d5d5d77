"""What README and docs/ point to is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
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
