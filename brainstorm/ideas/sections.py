"""What stands on a page follows from the rights of the phase; this is where the two meet.

A section is a part of a page: a template, the rights of which one must be there, and a function that reads what the
template shows. Pages do not know the sections, sections do not know each other, and no one asks which phase it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from brainstorm.ideas.models import Idea
from brainstorm.sessions.models.brainstorms import Brainstorm, Participation
from brainstorm.sessions.phases import Right


@dataclass
class Visit:
    """Someone looks at a page. `participation` is None at the console and the projector.

    forms: bound forms by the name of their section, where what was sent could not be saved and must not be lost.
    query: what the address says behind the question mark.
    """

    brainstorm: Brainstorm
    participation: Participation | None = None
    idea: Idea | None = None
    forms: Mapping = field(default_factory=dict)
    query: Mapping = field(default_factory=dict)

    def allows(self, *rights):
        return any(self.brainstorm.allows(right) for right in rights)


@dataclass(frozen=True)
class Section:
    """A part of a page. Shown where the phase carries one of `needs` and none of `unless`, or a form of it waits."""

    name: str
    template: str
    context: Callable[[Visit], dict]
    needs: frozenset[Right] | None = None  # None: in every phase
    unless: frozenset[Right] = frozenset()

    def is_shown(self, visit):
        if self.name in visit.forms:
            return True
        return (self.needs is None or visit.allows(*self.needs)) and not visit.allows(*self.unless)


@dataclass(frozen=True)
class ShownSection:
    """For templates: `{% include section.template with section=section.context %}`."""

    name: str
    template: str
    context: dict


def shown_sections(sections, visit):
    """Return those of `sections` that stand on the page of `visit`, in their order, with what they show."""
    return [
        ShownSection(section.name, section.template, section.context(visit))
        for section in sections
        if section.is_shown(visit)
    ]
