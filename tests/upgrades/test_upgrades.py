"""A database of each released version is carried forward by `migrate`, with all that is in it."""

import json
import lzma
from pathlib import Path

import pytest

from tests.upgrades.make import run

RELEASES = sorted(Path(__file__).parent.glob("*.sqlite3.xz"))


@pytest.mark.any_database
@pytest.mark.row("R12")
@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name.removesuffix(".sqlite3.xz"))
def test_database_of_a_release_is_carried_forward(release, tmp_path):
    (tmp_path / "fledge.sqlite3").write_bytes(lzma.decompress(release.read_bytes()))
    before = json.loads(release.with_name(release.name.removesuffix(".sqlite3.xz") + ".json").read_text())

    run("manage.py migrate --verbosity=0", tmp_path)

    after = json.loads(run("-m tests.upgrades.facts", tmp_path))
    assert {label: after["rows"][label] for label in before["rows"]} == before["rows"]
    assert {name: after[name] for name in before if name != "rows"} == {
        name: before[name] for name in before if name != "rows"
    }
    assert set(after["statuses"].values()) == {200}


def test_every_release_has_its_database():
    assert [path.name for path in RELEASES] == ["0.1.0.sqlite3.xz"]
