"""`make docs` builds the documentation as a site that is searchable, complete and self-contained."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "build/docs"
#: What a browser fetches on its own: `src`, and the target of `<link>`. A link that people click may lead anywhere.
FETCHED_BY_PAGE = re.compile(r"""\ssrc=["']?([^"'\s>]+)|<link\b[^>]*\shref=["']?([^"'\s>]+)""")
FETCHED_BY_STYLE = re.compile(r"""@import\s+["']?([^"'\s;]+)|url\(["']?([^"')]+)""")
ELSEWHERE = re.compile(r"(?:[a-z]+:)?//")


def fetched_from_elsewhere(pattern, files):
    """Return the addresses on other servers that a browser would fetch from, each with its file."""
    found = [(file, "".join(match)) for file in files for match in pattern.findall(file.read_text())]
    return [(str(file), address) for file, address in found if ELSEWHERE.match(address)]


@pytest.mark.release
def test_docs_become_a_searchable_site_that_loads_nothing_from_elsewhere():
    # Warnings are failures there, broken links and anchors included.
    made = subprocess.run(["make", "docs", f"PYTHON={sys.executable}"], cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr

    pages = list(SITE.rglob("*.html"))
    sources = [page.relative_to(ROOT) for page in (ROOT / "docs").rglob("*.md")]
    assert [str(source) for source in sources if SITE / source.with_suffix(".html") not in pages] == []
    assert "acknowledg" in (SITE / "searchindex.js").read_text()
    assert fetched_from_elsewhere(FETCHED_BY_PAGE, pages) == []
    assert fetched_from_elsewhere(FETCHED_BY_STYLE, [*pages, *SITE.rglob("*.css")]) == []
