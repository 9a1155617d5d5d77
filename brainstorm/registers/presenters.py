"""What ideas touch: wordings with their differences, systems with the ideas that touch them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from brainstorm.registers.clauses import is_written_in, word_diff
from brainstorm.registers.models import EnterpriseSystem, Level, PolicyChange, SystemLink


@dataclass(frozen=True)
class Wording:
    """A change of a guideline with what differs. `pieces` are `clauses.Piece`s."""

    change: PolicyChange
    pieces: list
    may_withdraw: bool = False

    @property
    def state(self):
        return self.change.state

    @property
    def what(self):
        """What the change does, in words."""
        if not self.change.clause:
            return _("A new clause")
        return _("Another wording") if self.change.wording else _("Leave this clause out")

    @property
    def is_written_in(self):
        return is_written_in(self.change)

    @property
    def is_waiting(self):
        """Whether it was adopted and someone still has to write it into the guideline."""
        return self.state == PolicyChange.State.ADOPTED and not self.is_written_in


def wording_of(change, **rights):
    return Wording(change, word_diff(change.clause, change.wording), **rights)


def waiting_wordings(guideline):
    """Return the adopted wordings of closed brainstorms that the guideline does not have yet."""
    changes = PolicyChange.objects.published().filter(guideline=guideline, state=PolicyChange.State.ADOPTED)
    return [wording for wording in map(wording_of, changes.with_ideas()) if wording.is_waiting]


@dataclass(frozen=True)
class SystemRow:
    """A system with what all closed brainstorms together say of it."""

    system: EnterpriseSystem

    @property
    def risk(self):
        return Level(self.system.most_risk).label if self.system.most_risk else ""

    @property
    def effort(self):
        return Level(self.system.most_effort).label if self.system.most_effort else ""


def system_rows(user):
    """Return all systems that `user` may know of, those first that most ideas touch."""
    systems = EnterpriseSystem.objects.within_reach_of(user).with_reach().select_related("owner")
    return [SystemRow(system) for system in systems.order_by("-idea_count", "name")]


def links_to(systems):
    """Return the links of `systems` that everyone may read, the latest brainstorm first."""
    return list(SystemLink.objects.published().filter(system__in=systems).with_ideas())
