"""Verification codes: unguessable, readable aloud, and able to tell a typing error from an unknown code.

A code is 18 random symbols and two check symbols of Crockford's base 32 (no I, L, O, U), 90 random bits, written as
`7QK2-M9XD-4TPA-WEVC-H3JR`. The check symbols make every code a word of a Reed-Solomon code over the 32-element field:
the sum of all symbols is zero, and so is the sum of each symbol times its own power of the field's generator. So any
one or two wrong symbols, and any two swapped neighbors, are always noticed; of other damage 1 in 1,024 slips through
here and is then simply an unknown code. Where a single symbol is wrong, the checks even tell which group it is in.
"""

import secrets
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.exceptions import RuleError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 18
LENGTH = RANDOM_SYMBOLS + 2
GROUP = 4

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def _field_tables():
    """Return powers and logarithms of the generator 2 of GF(32), built on the polynomial x^5 + x^2 + 1."""
    powers, logarithms, value = [], {}, 1
    for exponent in range(31):
        powers.append(value)
        logarithms[value] = exponent
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return powers, logarithms


_POWER, _LOG = _field_tables()


class TypingError(RuleError):
    """What was typed can never have been a code; `str(error)` says what to look at."""


def _times(value, exponent):
    """Return `value` times the generator to the power of `exponent`."""
    return _POWER[(_LOG[value] + exponent) % 31] if value else 0


def _syndromes(values):
    """Return the plain and the weighted sum of the symbols; both are zero for a code without typing errors."""
    plain = weighted = 0
    for position, value in enumerate(values):
        plain ^= value
        weighted ^= _times(value, position)
    return plain, weighted


def new_code():
    """Return a fresh code of 20 symbols without separators."""
    values = [secrets.randbelow(32) for _position in range(RANDOM_SYMBOLS)]
    plain, weighted = _syndromes(values)
    # Two unknowns a, b at the last two positions: a + b = plain and a*g^18 + b*g^19 = weighted.
    factor = _POWER[RANDOM_SYMBOLS] ^ _POWER[RANDOM_SYMBOLS + 1]
    remainder = weighted ^ _times(plain, RANDOM_SYMBOLS)
    last = _times(remainder, -_LOG[factor])
    return "".join(ALPHABET[value] for value in [*values, plain ^ last, last])


def format_code(code):
    """Return `code` in groups of four, as it is printed and read aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def parse_code(text):
    """Return the 20 symbols meant by `text`.

    Tolerates lower case, spaces and dashes of any kind, full-width letters, O for 0, I and L for 1.

    Raises:
        TypingError: `text` has a wrong length, a symbol that no code has, or does not fit its check symbols.
    """
    symbols = [
        symbol
        for symbol in unicodedata.normalize("NFKC", text).upper()
        if not symbol.isspace() and symbol != "−" and unicodedata.category(symbol) not in {"Pd", "Po", "Pc", "Cf"}
    ]
    for symbol in symbols:
        if symbol not in _VALUE:
            raise TypingError(_("Codes never contain “%(symbol)s”. Check that character.") % {"symbol": symbol})
    if len(symbols) != LENGTH:
        raise TypingError(
            ngettext(
                "A code has %(length)d letters and digits, this one has %(count)d.",
                "A code has %(length)d letters and digits, these are %(count)d.",
                len(symbols),
            )
            % {"length": LENGTH, "count": len(symbols)}
        )
    values = [_VALUE[symbol] for symbol in symbols]
    plain, weighted = _syndromes(values)
    if plain == weighted == 0:
        return "".join(ALPHABET[value] for value in values)
    # A single wrong symbol at position p leaves weighted = plain * g^p.
    if plain and weighted and (position := (_LOG[weighted] - _LOG[plain]) % 31) < LENGTH:
        raise TypingError(
            _("This code has a typo. Check group %(number)d: “%(group)s”.")
            % {
                "number": position // GROUP + 1,
                "group": "".join(ALPHABET[value] for value in values)[position // GROUP * GROUP :][:GROUP],
            }
        )
    raise TypingError(_("This code has a typo. Compare it letter by letter."))
