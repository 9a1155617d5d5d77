"""Figures by department or role, and when they must not be shown.

Every figure that is broken down by who people are passes through `break_down`. Call it with the number of people in
each group, show only what it returns, and show the whole beside it if you like: nobody can compute a hidden group by
subtracting the others from the whole.
"""

from dataclasses import dataclass

SMALLEST_GROUP = 5  # people


@dataclass(frozen=True)
class Breakdown:
    """shown: {group: people}, each at least `SMALLEST_GROUP`; `rest`: people in all hidden groups together, 0 where
    none is hidden. `rest_groups` names those, so that their figures can be summed; never show them one by one."""

    shown: dict
    rest: int
    rest_groups: frozenset


def break_down(people):
    """Return the `Breakdown` of {group: number of people}.

    Groups under five are hidden. Where what is hidden could be found by subtraction, because together it is under
    five people or is one group alone, the smallest groups shown are hidden too until it could not.
    """
    groups = {group: count for group, count in people.items() if count > 0}
    order = sorted(groups, key=lambda group: (groups[group], str(group)))
    hidden = [group for group in order if groups[group] < SMALLEST_GROUP]
    shown = order[len(hidden) :]
    while hidden and shown and (len(hidden) == 1 or sum(groups[group] for group in hidden) < SMALLEST_GROUP):
        hidden.append(shown.pop(0))
    if hidden and sum(groups[group] for group in hidden) < SMALLEST_GROUP:
        return Breakdown({}, 0, frozenset(hidden))  # fewer than five people at all: not even their number
    return Breakdown(
        {group: groups[group] for group in shown}, sum(groups[group] for group in hidden), frozenset(hidden)
    )
