"""Kinds of phase and the formats made of them: rules that hold for each of them, as data."""

from pathlib import Path

import pytest

from brainstorm.sessions.phases import KINDS, PhaseKind, Right, phases_with
from brainstorm.sessions.presets import PRESETS, make_presets

pytestmark = pytest.mark.row("B1")

PAGES = Path(__file__).parents[2] / "docs" / "reference" / "formats"

#: What the room must not know while it does something: {what people do: what is hidden from them meanwhile}.
HIDDEN_WHILE = {
    Right.VOTE: {Right.TALLY, Right.COLLECT, Right.GROUP, Right.DECIDE},
    Right.RATE: {Right.SPREAD, Right.DECIDE},
    Right.GLIMPSE: {Right.READ},
    Right.GROUP: {Right.TALLY},
}
#: What no one can do without reading what it is about.
NEEDS_READING = set(Right) - {Right.COLLECT, Right.GLIMPSE, Right.READ}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_kind_grants_nothing_that_spoils_another_right(kind: PhaseKind):
    for right, hidden in HIDDEN_WHILE.items():
        assert not kind.allows(right) or not hidden & kind.rights
    assert not kind.rights & NEEDS_READING or kind.allows(Right.READ)
    assert all([kind.says, kind.enter, kind.script])


def test_every_right_is_granted_by_some_kind_and_listed_for_queries():
    for right in Right:
        assert phases_with(right) == sorted(key for key, kind in KINDS.items() if right in kind.rights) != []
    assert phases_with(Right.REPORT) == ["closed"]
    assert phases_with(Right.VOTE) == ["vote"]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["slug"])
def test_preset_reveals_before_it_chooses_and_keeps_merging_before_votes(preset):
    kinds = [KINDS[phase["kind"]] for phase in preset["phases"]]
    first = {right: next((n for n, kind in enumerate(kinds) if kind.allows(right)), None) for right in Right}
    assert first[Right.COLLECT] < first[Right.READ] < first[Right.DECIDE] < first[Right.REPORT]
    if first[Right.VOTE]:
        grouping = [n for n, kind in enumerate(kinds) if kind.allows(Right.GROUP)]
        assert all(n < first[Right.VOTE] for n in grouping)
    if first[Right.SPREAD] and any(kind.allows(Right.RATE) for kind in kinds):
        assert first[Right.RATE] < first[Right.SPREAD]


@pytest.mark.row("B3")
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["slug"])
def test_page_of_the_format_lists_its_phases_as_they_are(preset):
    page = (PAGES / f"{preset['slug']}.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[:2] for line in page.splitlines() if line.startswith("| ")][1:]
    expected = [
        [f"| {phase['label'] or KINDS[phase['kind']].label}", f"{phase['minutes']} min" if phase["minutes"] else "–"]
        for phase in preset["phases"]
    ]
    assert rows == expected
    assert page.startswith(f"# {preset['title']}\n")
    assert "\n## Sources\n- " in page


@pytest.mark.django_db
def test_presets_are_made_once(django_assert_num_queries):
    from brainstorm.models import BrainstormFormat

    assert set(BrainstormFormat.objects.values_list("slug", flat=True)) == {preset["slug"] for preset in PRESETS}
    BrainstormFormat.objects.exclude(slug="policy-clinic").delete()
    make_presets(BrainstormFormat)
    assert BrainstormFormat.objects.count() == 1
