"""How evenly people contribute. Pure functions: no database, no names, and no figure of one person."""

#: From how even on contributions are called even, and below how even a few are said to have written most.
EVEN, UNEVEN = 0.6, 0.35


def contribution_balance_of(counts):
    """Return how evenly ideas are spread over people: 1 where everyone wrote the same, 0 where one wrote all.

    None for fewer than two people, and where no one wrote anything.

    It is one minus the Gini coefficient, stretched by n / (n - 1): without that one writer of all among few would seem
    more even than among many.

    Args:
        counts: how many ideas each person wrote; those who wrote none count, as 0.
    """
    people, total = len(counts), sum(counts)
    if people < 2 or not total:
        return None
    weighted = sum(place * count for place, count in enumerate(sorted(counts), start=1))
    gini = 2 * weighted / (people * total) - (people + 1) / people
    return min(max(1 - gini * people / (people - 1), 0.0), 1.0)
