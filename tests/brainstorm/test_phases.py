import pytest

from brainstorm.phases import FORMATS, PHASES, Right, phases_with


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_format_ends_closed_and_walks_both_ways(format):
    keys = [phase.key for phase in format.phases]
    assert keys[-1] == "closed"
    assert [format.after(key) and format.after(key).key for key in keys] == [*keys[1:], None]
    assert [format.before(key) and format.before(key).key for key in keys] == [None, *keys[:-1]]


@pytest.mark.parametrize(
    ("right", "phases"),
    [
        (Right.COLLECT, ["collect"]),
        (Right.READ, ["closed", "consent", "decide", "discuss", "vote"]),
        (Right.VOTE, ["vote"]),
        (Right.TALLY, ["closed", "decide"]),
        (Right.DECIDE, ["consent", "decide"]),
        (Right.REPORT, ["closed"]),
    ],
)
def test_right_belongs_to_phases(right, phases):
    assert phases_with(right) == phases


def test_nothing_is_read_while_ideas_are_written():
    assert [key for key, phase in PHASES.items() if {Right.COLLECT, Right.READ} <= phase.rights] == []


def test_nothing_is_tallied_while_people_vote():
    assert [key for key, phase in PHASES.items() if {Right.VOTE, Right.TALLY} <= phase.rights] == []


def test_unknown_phase_is_an_error():
    with pytest.raises(KeyError):
        FORMATS["consent"].phase("vote")
