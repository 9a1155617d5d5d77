from dataclasses import dataclass

from brainstorm.sessions.kinds import Kind


@dataclass(frozen=True)
class Column:
    """The ideas of one kind."""

    kind: Kind
    ideas: list


@dataclass(frozen=True)
class Board:
    """`ideas` in the order in which they are to be shown."""

    ideas: list

    @property
    def largest_total(self):
        """What a full bar stands for; 0 where no tallies are shown."""
        return max((getattr(idea, "total", None) or 0 for idea in self.ideas), default=0)

    def find(self, number):
        """Return the idea with this number, None if it is not on the board."""
        return next((idea for idea in self.ideas if idea.number == number), None)

    @property
    def columns(self):
        """The kinds that occur, in their order; of each kind its ideas."""
        columns = [Column(kind, [idea for idea in self.ideas if idea.kind == kind]) for kind in Kind]
        return [column for column in columns if column.ideas]

    @property
    def undecided(self):
        return [idea for idea in self.ideas if not hasattr(idea, "decision")]

    @property
    def open(self):
        return len(self.undecided)

    @property
    def first_open(self):
        """The idea to decide next; None when all are decided."""
        return next(iter(self.undecided), None)
