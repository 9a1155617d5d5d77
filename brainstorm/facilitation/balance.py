"""Whom the ideas of a brainstorm help, and whether it is only about policing."""

from dataclasses import dataclass

from django.db.models import Count

from brainstorm.ideas.models import Idea

Balance = Idea.Balance

#: From how many marked ideas on, and from which share of them, a brainstorm is said to be only about policing.
FEWEST_MARKED = 3
MOSTLY = 0.7
WIDTH = 100  # of the bar, in units of the drawing


@dataclass(frozen=True)
class Share:
    """One part of the bar. `x` and `width` are in units of the drawing; `percent` is rounded."""

    balance: Balance
    count: int
    x: float
    width: float
    percent: int


@dataclass(frozen=True)
class Meter:
    """`counts` is {balance: number of ideas}; ideas that no one has marked count in `unmarked` only."""

    counts: dict
    unmarked: int
    width = WIDTH

    @property
    def marked(self):
        return sum(self.counts.values())

    @property
    def shares(self):
        shares, x = [], 0.0
        for balance in Balance:
            count = self.counts.get(balance, 0)
            width = round(WIDTH * count / self.marked, 2) if self.marked else 0
            shares.append(Share(balance, count, round(x, 2), width, round(width)))
            x += width
        return shares

    @property
    def is_only_policing(self):
        """Whether nearly all of what was marked only restricts people: then a rule is being made, not an idea found."""
        restricting = self.counts.get(Balance.RESTRICTION, 0)
        return self.marked >= FEWEST_MARKED and restricting >= MOSTLY * self.marked

    @property
    def misses_employees(self):
        return self._misses(Balance.EMPLOYEE)

    @property
    def misses_firm(self):
        return self._misses(Balance.FIRM)

    def _misses(self, side):
        return (
            self.marked >= FEWEST_MARKED
            and not self.is_only_policing
            and not self.counts.get(side, 0)
            and not self.counts.get(Balance.BOTH, 0)
        )


def meter_of(brainstorm):
    """Return the `Meter` of the ideas the room reads."""
    ideas = brainstorm.ideas.revealed().order_by()
    counts = dict(ideas.values_list("balance").annotate(n=Count("pk")))
    unmarked = counts.pop("", 0)
    return Meter({Balance(balance): count for balance, count in counts.items()}, unmarked)
