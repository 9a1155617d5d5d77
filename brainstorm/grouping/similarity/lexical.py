"""Similarity by shared pieces of words: pure Python, any language that writes with letters, any database."""

import math
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations

from brainstorm.grouping.similarity import Match, Pair

LENGTH = 3  # characters in a piece: short enough to forgive an ending or a slip, long enough to tell words apart
ENOUGH = 0.4  # cosine from which two sentences are worth a look; by trial on the sentences of the demonstration


def pieces(text):
    """Return {piece of LENGTH characters: how often} of `text`, case, accents and punctuation put aside."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    words = [f" {word} " for word in kept.split()]
    return Counter(word[start : start + LENGTH] for word in words for start in range(len(word) - LENGTH + 1))


def length(counts):
    return math.sqrt(sum(count * count for count in counts.values()))


def cosine(one, other):
    """Return the cosine of two counts, 0 where one is empty."""
    lengths = length(one) * length(other)
    return sum(count * other[piece] for piece, count in one.items() if piece in other) / lengths if lengths else 0.0


class LexicalSimilarity:
    def find(self, text, ideas):
        wanted = pieces(text)
        matches = [Match(idea, cosine(wanted, pieces(idea.text))) for idea in ideas]
        return sorted((match for match in matches if match.score >= ENOUGH), key=lambda match: -match.score)

    def pairs(self, ideas):
        """Compare only ideas that share a piece that is not in most of them: 200 ideas take some 50 ms."""
        ideas = sorted(ideas, key=lambda idea: idea.number)
        counts = [pieces(idea.text) for idea in ideas]
        holders = defaultdict(list)
        for place, count in enumerate(counts):
            for piece in count:
                holders[piece].append(place)
        common = max(len(ideas) // 4, 5)
        near = {pair for places in holders.values() if len(places) <= common for pair in combinations(places, 2)}
        found = [Pair(ideas[a], ideas[b], cosine(counts[a], counts[b])) for a, b in sorted(near)]
        return sorted((pair for pair in found if pair.score >= ENOUGH), key=lambda pair: -pair.score)
