"""How well the questions of a quiz tell those who know from those who do not. Figures only: no database, no words.

Difficulty is the share of right answers. Discrimination is the corrected point-biserial correlation: how strongly a
right answer to this question goes with right answers to the *other* questions of the same attempt. Leaving the question
itself out keeps a short quiz from flattering its own questions: S. Henrysson, "Correction of item-total correlations in
item analysis", Psychometrika 28 (1963), 211-218. The limits follow R. L. Ebel and D. A. Frisbie, "Essentials of
Educational Measurement", 5th edition (1991).
"""

import math
from dataclasses import dataclass
from enum import Enum

#: Below so many attempts chance speaks louder than the question.
FEW_ATTEMPTS = 10
TOO_EASY = 0.9
TOO_HARD = 0.3
WEAK = 0.2
GOOD = 0.3


class Verdict(Enum):
    """What the figures of a question suggest, the most pressing first."""

    CHECK_KEY = "check_key"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    WEAK = "weak"
    GOOD = "good"
    FAIR = "fair"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ItemFigures:
    """The figures of one question.

    right: of `attempts`, those that had it right. difficulty: 0 (no one) to 1 (everyone), None without attempts.
    discrimination: -1 to 1; None where everyone did alike, so that nothing can be told apart.
    """

    attempts: int
    right: int
    difficulty: float | None
    discrimination: float | None

    @property
    def is_thin(self):
        return self.attempts < FEW_ATTEMPTS

    @property
    def verdict(self):
        if self.is_thin:
            return Verdict.UNKNOWN
        if self.discrimination is not None and self.discrimination < 0:
            return Verdict.CHECK_KEY
        if self.difficulty > TOO_EASY:
            return Verdict.TOO_EASY
        if self.difficulty < TOO_HARD:
            return Verdict.TOO_HARD
        if self.discrimination is None:
            return Verdict.UNKNOWN
        if self.discrimination < WEAK:
            return Verdict.WEAK
        return Verdict.GOOD if self.discrimination >= GOOD else Verdict.FAIR


def point_biserial(pairs):
    """Return the point-biserial correlation of `pairs` (is right, score), -1 to 1, or None where it has no meaning.

    r = (M1 - M0) / s * sqrt(p * q), with the mean score of those right and wrong, the standard deviation of all
    scores, and the shares of right and wrong.
    """
    right = [score for is_right, score in pairs if is_right]
    wrong = [score for is_right, score in pairs if not is_right]
    scores = right + wrong
    if not right or not wrong:
        return None
    mean = math.fsum(scores) / len(scores)
    deviation = math.sqrt(math.fsum((score - mean) ** 2 for score in scores) / len(scores))
    if deviation < 1e-9:
        return None
    distance = math.fsum(right) / len(right) - math.fsum(wrong) / len(wrong)
    shares = len(right) * len(wrong) / len(scores) ** 2
    return max(-1.0, min(1.0, distance / deviation * math.sqrt(shares)))


def analyze_items(marks):
    """Return {question id: ItemFigures} of every question that was marked.

    Args:
        marks: for each attempt {question id: whether it was right}. Attempts may have drawn different questions: the
            rest of an attempt is measured as a share.
    """
    pairs, seen = {}, {}
    for attempt in marks:
        right = sum(attempt.values())
        for question, is_right in attempt.items():
            counted = seen.setdefault(question, [0, 0])
            counted[0] += 1
            counted[1] += is_right
            if len(attempt) > 1:
                pairs.setdefault(question, []).append((is_right, (right - is_right) / (len(attempt) - 1)))
    return {
        question: ItemFigures(
            attempts=attempts,
            right=right,
            difficulty=right / attempts,
            discrimination=point_biserial(pairs.get(question, [])),
        )
        for question, (attempts, right) in seen.items()
    }
