from .brainstorms import CODE_LETTERS, Brainstorm, Participation
from .decisions import Decision, Pilot
from .ideas import IDEA_LENGTH, Idea, Vote

__all__ = [
    "CODE_LETTERS",
    "IDEA_LENGTH",
    "Brainstorm",
    "Decision",
    "Idea",
    "Participation",
    "Pilot",
    "Vote",
]
