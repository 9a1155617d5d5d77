import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.printing.names import MAX_LENGTH, clean_name
from lms.exceptions import RuleError


@pytest.mark.row("K13")
@pytest.mark.parametrize(
    ("given_name", "printed"),
    [
        ("Ada Okonkwo", "Ada Okonkwo"),
        ("  Ada \t\n Okonkwo ", "Ada Okonkwo"),
        ("Jose\u0301", "Jos\u00e9"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Ada\u202egnp.exe", "Adagnp.exe"),
        ("\u2066Ada\u2069 \u200fOkonkwo\ufeff", "Ada Okonkwo"),
        ("Ada\x00\x1b[31m", "Ada[31m"),
        ("محمد عبد الرحمن", "محمد عبد الرحمن"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Q" + "\u0335" * 30, "Q" + "\u0335" * 3),
        ("王小明", "王小明"),
        ("\ufa19谷 渡邉\U000e0101", "\ufa19谷 渡邉\U000e0101"),
        ("नमिता कृष्णमूर्ति", "नमिता कृष्णमूर्ति"),
        ("נוֹעָה", "נוֹעָה"),
        ("W" * 80, "W" * 80),
    ],
)
def test_clean_name_keeps_the_name_and_nothing_else(given_name, printed):
    assert clean_name(given_name) == printed


@pytest.mark.row("K13")
@pytest.mark.parametrize("nothing", ["", "   ", "\u202e\u200b", "...", "\u0301"])
def test_clean_name_refuses_a_name_of_nothing(nothing):
    with pytest.raises(RuleError, match="There is no name to print"):
        clean_name(nothing)


@pytest.mark.row("K13")
def test_clean_name_refuses_what_cannot_fit():
    with pytest.raises(RuleError) as caught:
        clean_name("W" * 81)
    assert str(caught.value) == "The name has 81 characters, but a certificate has room for only 80. Shorten it."


@given(st.text(max_size=120))
def test_clean_name_is_short_and_stable_or_refused(text):
    try:
        name = clean_name(text)
    except RuleError:
        return
    assert 0 < len(name) <= MAX_LENGTH
    assert clean_name(name) == name
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n\r\t") & set(name)
