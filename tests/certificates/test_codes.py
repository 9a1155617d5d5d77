import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.records.codes import ALPHABET, LENGTH, TypingError, format_code, new_code, parse_code

codes = st.builds(lambda seed: new_code(), st.integers())
symbols = st.sampled_from(ALPHABET)


@pytest.mark.row("K7")
def test_new_code_holds_at_least_eighty_random_bits():
    drawn = {new_code() for _ in range(200)}
    assert len(drawn) == 200
    assert {len(code) for code in drawn} == {LENGTH}
    # Two symbols of the twenty are checks; each other one carries five bits.
    assert (LENGTH - 2) * 5 >= 80
    # Every random position takes (nearly) every symbol over 200 draws: none of them is fixed.
    assert min(len({code[place] for code in drawn}) for place in range(LENGTH)) > 20


def test_formatted_code_is_read_in_groups_of_four():
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", format_code(new_code()))


@given(codes)
def test_parse_code_reads_what_was_written(code):
    assert parse_code(format_code(code)) == code


@pytest.mark.parametrize(
    "rewrite",
    [
        str.lower,
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
        lambda code: " ".join(code),
        lambda code: format_code(code).replace("-", "–"),
        lambda code: f"\t{code}\n",
        lambda code: "".join(chr(ord(symbol) + 0xFEE0) for symbol in code),
    ],
    ids=["lower case", "O and l", "o and I", "spaces", "dashes", "white space", "full width"],
)
@given(code=codes)
def test_parse_code_tolerates_how_people_type(rewrite, code):
    assert parse_code(rewrite(code)) == code


@pytest.mark.row("K7")
@given(codes, st.integers(0, LENGTH - 1), symbols)
def test_one_wrong_symbol_is_told_with_its_group(code, place, symbol):
    typed = code[:place] + symbol + code[place + 1 :]
    if typed == code:
        assert parse_code(typed) == code
        return
    with pytest.raises(TypingError) as caught:
        parse_code(typed)
    assert f"group {place // 4 + 1}: “{typed[place // 4 * 4 :][:4]}”" in str(caught.value)


@pytest.mark.row("K7")
@given(codes, st.integers(0, LENGTH - 2))
def test_swapped_neighbors_are_told(code, place):
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if typed == code:
        return
    with pytest.raises(TypingError, match="letter by letter"):
        parse_code(typed)


@given(codes, st.lists(st.tuples(st.integers(0, LENGTH - 1), symbols), min_size=2, max_size=2))
def test_two_wrong_symbols_are_told(code, changes):
    typed = list(code)
    for place, symbol in changes:
        typed[place] = symbol
    if "".join(typed) == code:
        return
    with pytest.raises(TypingError):
        parse_code("".join(typed))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "A code has 20 letters and digits, these are 0."),
        ("7QK2", "A code has 20 letters and digits, these are 4."),
        ("7", "A code has 20 letters and digits, this one has 1."),
        ("0" * 21, "A code has 20 letters and digits, these are 21."),
        ("0" * 19 + "U", "Codes never contain “U”. Check that character."),
        ("0" * 19 + "<", "Codes never contain “<”. Check that character."),
        ("0" * 19 + "é", "Codes never contain “É”. Check that character."),
    ],
)
def test_parse_code_says_what_is_wrong(typed, message):
    with pytest.raises(TypingError) as caught:
        parse_code(typed)
    assert str(caught.value) == message


@given(st.text(max_size=60))
def test_parse_code_survives_anything(typed):
    try:
        parsed = parse_code(typed)
    except TypingError:
        return
    assert len(parsed) == LENGTH
