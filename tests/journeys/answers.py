"""What the demonstration's question bank says is right, read from its files."""

import tomllib
from functools import cache

from fledge_site.demo import curriculum


@cache
def question_bank():
    """Return {question: set of its right answers}."""
    return {
        question["text"]: {answer["text"] for answer in question["answers"] if answer.get("correct")}
        for path in (curriculum.HERE / "courses").glob("*.toml")
        for quiz in tomllib.loads(path.read_text(encoding="utf-8")).get("quizzes", [])
        for question in quiz.get("questions", [])
    }


def right_answers(question):
    return question_bank()[question.strip()]
