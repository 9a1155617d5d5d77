"""What an idea means for those it affects, added up.

A cell counts with its size, 1 to 3: benefit for the idea, cost and risk against it. How sure people are and how many a
stakeholder stands for is shown beside the sum and never multiplied into it: a guess is to be checked, not discounted,
and a team of three does not weigh less because it is small.
"""

from dataclasses import dataclass

from brainstorm.negotiation.models import StakeholderImpact

Kind = StakeholderImpact.Kind


@dataclass(frozen=True)
class Weight:
    """Sums of sizes. `impacts` says how many cells are filled: nothing written is not the same as even."""

    benefit: int = 0
    cost: int = 0
    risk: int = 0
    impacts: int = 0

    def __add__(self, other):
        return Weight(
            self.benefit + other.benefit,
            self.cost + other.cost,
            self.risk + other.risk,
            self.impacts + other.impacts,
        )

    @property
    def net(self):
        return self.benefit - self.cost - self.risk

    @property
    def is_affected(self):
        return self.impacts > 0

    @property
    def loses(self):
        """Whether cost and risk outweigh the benefit."""
        return self.net < 0

    @property
    def wins(self):
        return self.net > 0


def weight_of(impacts):
    """Return the `Weight` of cells, in whatever order they come."""
    total = Weight()
    for impact in impacts:
        total += Weight(**{Kind(impact.kind).value: impact.size}, impacts=1)
    return total
