"""Strings that make a regular expression slow, if it can be slow; and a program that tries them.

As a program it reads a list of [pattern, flags, engine, is_bytes] as JSON and tries each with every string, looking for
all matches and for a match of the whole. One try that takes a second of CPU kills the process (SIGVTALRM), so it does
not matter how busy the machine is; the last line on stdout names the pattern. It imports no Django, so it starts fast.

PyPI's regexploit (the last release is of 2021) and its like read Python's syntax before 3.11, without possessive
quantifiers, and look for none of the patterns that are slow only because each place of the text is tried.
"""

import json
import re
import re._constants as c
import re._parser as parser
import signal
import sys
from itertools import product

LENGTH = 100_000
CPU_SECONDS = 1
#: Beside the letters of the pattern itself: one of each kind that a class may hold or leave out.
ORDINARY = "aZ0_ \n!é(\u0301"
#: What may stand behind the repetition so that the match fails, for the end of a pattern is often a letter of its own.
ENDS = ("", "\x00", "!", "\n")
_KINDS = {c.CATEGORY_DIGIT: r"\d", c.CATEGORY_SPACE: r"\s", c.CATEGORY_WORD: r"\w"}
_KINDS |= {c.CATEGORY_NOT_DIGIT: r"\D", c.CATEGORY_NOT_SPACE: r"\S", c.CATEGORY_NOT_WORD: r"\W"}


def attacks(pattern, flags=0):
    """Yield strings of `LENGTH` letters on which a pattern that backtracks too much, or starts too often, is slow."""
    tree = parser.parse(pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern, flags)
    letters = representatives(tree)
    starts = sorted({"", *beginnings(tree, letters)}, key=len)
    units = [*letters, *("".join(pair) for pair in product(letters, repeat=2) if pair[0] != pair[1])]
    tried = set()
    for start in starts:
        for unit in [*units, *(start + letter for letter in ("", *letters))] if start else units:
            for end in ENDS:
                text = (start + unit * (LENGTH // len(unit)))[: LENGTH - 1] + end
                if hash(text) not in tried:
                    tried.add(hash(text))
                    yield text


def representatives(tree):
    """Return letters, one for each set of repeated classes that a letter can be in: only what is repeated is slow."""
    classes, letters = [], dict.fromkeys(ORDINARY)
    for operation, value in walk(tree):
        if operation not in (c.MAX_REPEAT, c.MIN_REPEAT):
            continue
        for inner, what in walk(value[2]):
            if inner in (c.LITERAL, c.NOT_LITERAL):
                letters[chr(what)] = None
                classes.append([(c.LITERAL, what)])
            elif inner is c.IN:
                classes.append(what)
                named = [item[1] for item in what if item[0] in (c.LITERAL, c.RANGE)]
                letters |= {chr(name[0] if isinstance(name, tuple) else name): None for name in named}
    chosen = {}
    for letter in letters:
        chosen.setdefault(tuple(is_in(letter, items) for items in classes), letter)
    return list(chosen.values())


def is_in(letter, items):
    """Return whether a class such as `[^a-z\\s]`, parsed, holds `letter`."""
    found = False
    for operation, value in items:
        found |= operation is c.LITERAL and ord(letter) == value
        found |= operation is c.RANGE and value[0] <= ord(letter) <= value[1]
        found |= operation is c.CATEGORY and bool(re.match(_KINDS[value], letter))
    return found != (items[0][0] is c.NEGATE)


def walk(tree):
    """Yield every (operation, value) in a parsed pattern, those within groups too."""
    for operation, value in tree:
        yield operation, value
        for part in parts_of(operation, value):
            yield from walk(part)


def parts_of(operation, value):
    """Return the parsed patterns inside one operation: one, or the alternatives of a branch."""
    if operation in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        return [value[2]]
    if operation is c.SUBPATTERN:
        return [value[3]]
    if operation is c.ATOMIC_GROUP:
        return [value]
    if operation in (c.ASSERT, c.ASSERT_NOT):
        return [value[1]]
    if operation is c.BRANCH:
        return value[1]
    return []


def beginnings(tree, letters, before=""):
    """Yield what leads to each repetition in a parsed pattern: the shortest text that everything before it matches."""
    for operation, value in tree:
        if operation not in (c.ASSERT, c.ASSERT_NOT):
            for part in parts_of(operation, value):
                yield from beginnings(part, letters, before)
        if operation in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            yield before
        before += shortest([(operation, value)], letters)
    yield before


def shortest(tree, letters):
    """Return a short text that a parsed pattern matches, leaving aside what it asserts about its neighbors."""
    text = ""
    for operation, value in tree:
        if operation is c.LITERAL:
            text += chr(value)
        elif operation is c.ANY:
            text += "a"
        elif operation is c.NOT_LITERAL:
            text += next(letter for letter in letters if ord(letter) != value)
        elif operation is c.IN:
            text += next((letter for letter in letters if is_in(letter, value)), "")
        elif operation in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            text += shortest(value[2], letters) * value[0]
        elif operation not in (c.ASSERT, c.ASSERT_NOT) and (parts := parts_of(operation, value)):
            text += shortest(parts[0], letters)
    return text


def main():
    for pattern, flags, engine, is_bytes in json.load(sys.stdin):
        module = __import__(engine)
        compiled = module.compile(pattern.encode("latin-1") if is_bytes else pattern, flags)
        sys.stdout.write(f"{pattern}\n")
        sys.stdout.flush()
        texts = attacks(pattern, flags) if engine == "re" else (letter * LENGTH for letter in ORDINARY)
        for text in texts:
            data = text.encode("latin-1", "replace") if is_bytes else text
            signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
            for _match in compiled.finditer(data):
                pass
            compiled.fullmatch(data)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


if __name__ == "__main__":
    main()
