import pytest

from certificates.printing.tokens import TOKENS, fill, unknown_tokens

VALUES = dict.fromkeys(TOKENS, "x")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("has completed {course} on {completed_on}.", []),
        ("has completed {curse}.", ["curse"]),
        ("{ course }", [" course "]),
        ("{}", [""]),
        ("{course", ["{"]),
        ("course}", ["}"]),
        ("{{course}}", ["{", "}"]),
        ("no token at all", []),
    ],
)
def test_unknown_tokens_are_found(text, unknown):
    assert unknown_tokens(text) == unknown


def test_fill_sets_tokens_apart():
    values = VALUES | {"course": "First posts", "level": "Basics"}
    assert fill("has completed {course} ({level}).", values) == [
        ["", "has completed "],
        ["course", "First posts"],
        ["", " ("],
        ["level", "Basics"],
        ["", ")."],
    ]


def test_fill_never_reads_a_value_as_a_token():
    assert fill("{learner}", VALUES | {"learner": "{course}"}) == [["learner", "{course}"]]
