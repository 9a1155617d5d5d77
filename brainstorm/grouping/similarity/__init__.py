"""Which ideas say something similar. A machine only suggests; a person accepts, and nothing is ever merged by itself.

The setting `SIMILARITY` names the backend: "lexical" (pure Python, any database), "postgres" (the extension pg_trgm),
or the dotted path of a class with the two methods of `Similarity`.
"""

from dataclasses import dataclass
from typing import Protocol

from django.utils.module_loading import import_string

from lms.conf import lms_settings

MOST_SUGGESTIONS = 3
BACKENDS = {
    "lexical": "brainstorm.grouping.similarity.lexical.LexicalSimilarity",
    "postgres": "brainstorm.grouping.similarity.trigrams.TrigramSimilarity",
}


@dataclass(frozen=True)
class Match:
    """`score` runs from 0 to 1; what it means exactly is the backend's affair."""

    idea: object
    score: float


@dataclass(frozen=True)
class Pair:
    """Two ideas that say something similar; `first` has the smaller number."""

    first: object
    second: object
    score: float


class Similarity(Protocol):
    def find(self, text, ideas):
        """Return a `Match` for each of `ideas`, a queryset, that is like `text`, the most similar first."""

    def pairs(self, ideas):
        """Return a `Pair` for any two of `ideas`, a queryset, that are similar enough, the most similar first."""


def get_similarity():
    """Return the backend of the settings."""
    name = lms_settings.SIMILARITY
    return import_string(BACKENDS.get(name, name))()


def suggest(text, ideas):
    """Return up to three `Match`es of `text` among `ideas`, a queryset of what the asking person may read."""
    return get_similarity().find(text, ideas)[:MOST_SUGGESTIONS] if text.strip() else []


def suggest_pairs(ideas):
    """Return up to three `Pair`s among `ideas`, a queryset."""
    return get_similarity().pairs(ideas)[:MOST_SUGGESTIONS]
