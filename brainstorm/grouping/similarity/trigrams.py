"""Similarity by PostgreSQL's extension pg_trgm: for a firm that has it, and thousands of ideas."""

from django.contrib.postgres.search import TrigramSimilarity as Trigrams
from django.db import connection

from brainstorm.grouping.similarity import Match, Pair

ENOUGH = 0.3  # the default of pg_trgm


class TrigramSimilarity:
    def find(self, text, ideas):
        similar = ideas.annotate(score=Trigrams("text", text)).filter(score__gte=ENOUGH).order_by("-score", "pk")
        return [Match(idea, idea.score) for idea in similar]

    def pairs(self, ideas):
        by_id = {idea.pk: idea for idea in ideas}
        table = connection.ops.quote_name(ideas.model._meta.db_table)
        query = (
            f"SELECT a.id, b.id, similarity(a.text, b.text) AS score FROM {table} a JOIN {table} b "  # noqa: S608
            "ON a.number < b.number WHERE a.id = ANY(%s) AND b.id = ANY(%s) AND similarity(a.text, b.text) >= %s "
            "ORDER BY score DESC, a.number, b.number"
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [list(by_id), list(by_id), ENOUGH])
            return [Pair(by_id[one], by_id[other], score) for one, other, score in cursor.fetchall()]
