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
