"""The text of a guideline as clauses that can be picked, and what tells one wording from another."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from bs4 import BeautifulSoup

from brainstorm.registers.models import CLAUSE_LENGTH

BLOCKS = ["p", "li", "h2", "h3", "h4", "blockquote"]
SENTENCE_END = re.compile(r"(?:(?<=[.!?…؟])|(?<=[.!?…؟][”\"’')\]]))\s+")
WORD = re.compile(r"\s+|\w+|[^\w\s]")


def paragraphs_of(guideline):
    """Return the paragraphs of a guideline in order, as plain text with single spaces."""
    soup = BeautifulSoup(guideline.body, "html.parser")
    for line_break in soup.find_all("br"):
        line_break.replace_with(" ")
    texts = {}  # by the paragraph or list item that a piece of text stands in
    for piece in soup.find_all(string=True):
        texts.setdefault(id(piece.find_parent(BLOCKS)), []).append(piece)
    paragraphs = (" ".join("".join(pieces).split()) for pieces in texts.values())
    return [paragraph for paragraph in paragraphs if paragraph]


def clauses_of(guideline):
    """Return what can be picked: each paragraph, and where it has several sentences, each of them, too."""
    clauses = []
    for paragraph in paragraphs_of(guideline):
        sentences = SENTENCE_END.split(paragraph)
        wanted = [paragraph, *sentences] if len(sentences) > 1 else [paragraph]
        clauses += [clause for clause in wanted if len(clause) <= CLAUSE_LENGTH and clause not in clauses]
    return clauses


@dataclass(frozen=True)
class Piece:
    """A run of words. `kind` is "same", "del" (as it reads) or "ins" (as it should read)."""

    kind: str
    text: str


def word_diff(before, after):
    """Return the `Piece`s that lead from one wording to another, whole words at a time.

    Leaving out the "ins" gives `before`, leaving out the "del" gives `after`, to the letter.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        pieces += [Piece("del", "".join(old[i:j]))] if j > i else []
        pieces += [Piece("ins", "".join(new[k:m]))] if m > k else []
    return _joined(pieces)


def _joined(pieces):
    """Put changes together that only a space holds apart, so that a new sentence reads as one change."""
    joined = []
    for place, piece in enumerate(pieces):
        following = pieces[place + 1].kind if place + 1 < len(pieces) else "same"
        is_bridge = piece.kind == "same" and piece.text.isspace() and joined and following != "same"
        joined += [Piece("del", piece.text), Piece("ins", piece.text)] if is_bridge else [piece]
    runs, deleted, inserted = [], "", ""
    for piece in [*joined, Piece("same", "")]:
        if piece.kind == "del":
            deleted += piece.text
        elif piece.kind == "ins":
            inserted += piece.text
        else:
            runs += [Piece("del", deleted)] if deleted else []
            runs += [Piece("ins", inserted)] if inserted else []
            runs += [piece] if piece.text else []
            deleted = inserted = ""
    return runs


def is_written_in(change):
    """Whether the guideline, as it is published, reads as the change proposed."""
    text = " ".join(paragraphs_of(change.guideline))
    if not change.wording:
        return change.clause not in text
    is_replaced = not change.clause or change.clause in change.wording or change.clause not in text
    return change.wording in text and is_replaced
