"""The answers to the reflections of a lesson: one's own, and what others share."""

from dataclasses import dataclass, field
from functools import cached_property

from ..models import Reflection

#: So many shared answers stand below a reflection; the others have a page of their own.
SHARED_SHOWN = 5


@dataclass
class ReflectionState:
    """The answers to one reflection block, for one reader. `shared_total` counts what others share."""

    mine: Reflection | None = None
    shared: list = field(default_factory=list)
    shared_total: int = 0


class LessonReflections:
    """The answers of all reflection blocks of a lesson, read in one query when the first block asks for them."""

    def __init__(self, lesson, reader):
        self.lesson, self.reader = lesson, reader

    @cached_property
    def states(self):
        states = {}
        if self.lesson.pk is None or not self.reader.is_authenticated:
            return states
        for reflection in Reflection.objects.shown_in(self.lesson, self.reader, most=SHARED_SHOWN):
            state = states.setdefault(str(reflection.block_id), ReflectionState())
            state.shared_total = reflection.shared_in_block
            if reflection.learner_id == self.reader.pk:
                state.mine = reflection
            else:
                state.shared.append(reflection)
        return states

    def of(self, block_id):
        return self.states.get(str(block_id), ReflectionState())
