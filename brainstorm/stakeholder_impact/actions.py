"""Whom ideas affect, and what each idea brings, costs and risks for them.

Participants fill the matrix where the phase asks for it; those who lead may write down for the room what was said,
until the brainstorm is closed.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.negotiation.models import Stakeholder, StakeholderImpact
from brainstorm.sessions.actions import note_contribution
from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.sessions.phases import Right, phases_with
from brainstorm.sessions.rules import lock, lock_for, record_for_all, record_idea_event, require, require_valid
from lms.exceptions import RuleError

MOST_STAKEHOLDERS = 30


class CellChangedError(RuleError):
    """Someone else has changed a cell of the matrix meanwhile. The message says who wrote what."""


def _enter(brainstorm, participation, by):
    """Lock `brainstorm` for a participant, or for `by` who leads it, and return the fresh row."""
    if participation:
        brainstorm = lock_for(participation)
        require(brainstorm, Right.WEIGH, _("No one fills the matrix in this phase. Bring it up in the room."))
        return brainstorm
    if by is None:
        raise ValueError("Someone must do it.")
    brainstorm = lock(brainstorm)
    if brainstorm.allows(Right.REPORT):
        raise RuleError(_("This brainstorm is closed, so its matrix stays as it is."))
    return brainstorm


def _note(brainstorm, *, participation, by, name):
    record_idea_event(brainstorm, "stakeholder")
    if participation:
        note_contribution(participation)
    else:
        log(brainstorm, "lms_brainstorm.stakeholders_changed", user=by, data={"name": name})


def _find(brainstorm, name):
    """Return the stakeholder of this name however it is spelled in capitals, or None."""
    folded = name.casefold()  # SQLite compares ASCII only, and the list is short
    return next((row for row in brainstorm.stakeholders.all() if row.name.casefold() == folded), None)


@transaction.atomic
def add_stakeholder(*, brainstorm, name, headcount=None, is_present=False, participation=None, by=None):
    """Name someone whom the ideas affect. The same name again returns what is stored, and changes nothing.

    headcount: roughly how many people; None: no one knows. is_present: someone of them is in the room.
    """
    brainstorm = _enter(brainstorm, participation, by)
    name = " ".join(name.split())
    if not name:
        raise RuleError(_("Write who is affected: a role, a team, customers."))
    if stored := _find(brainstorm, name):
        return stored
    count = brainstorm.stakeholders.count()
    if count >= MOST_STAKEHOLDERS:
        raise RuleError(_("The matrix has %(most)s stakeholders. Put some together.") % {"most": MOST_STAKEHOLDERS})
    stakeholder = Stakeholder(
        brainstorm=brainstorm, name=name, headcount=headcount, is_present=is_present, order=count + 1
    )
    require_valid(stakeholder, exclude=["brainstorm"], validate_unique=False, validate_constraints=False)
    stakeholder.save()
    _note(brainstorm, participation=participation, by=by, name=name)
    return stakeholder


@transaction.atomic
def change_stakeholder(*, stakeholder, name, headcount, is_present, participation=None, by=None):
    """Put right what is said of a stakeholder; the last word stands."""
    brainstorm = _enter(stakeholder.brainstorm, participation, by)
    stakeholder = brainstorm.stakeholders.get(pk=stakeholder.pk)
    name = " ".join(name.split())
    namesake = _find(brainstorm, name)
    if namesake and namesake != stakeholder:
        raise RuleError(_("“%(name)s” is in the matrix already.") % {"name": namesake.name})
    values = {"name": name, "headcount": headcount, "is_present": is_present}
    if all(getattr(stakeholder, field) == value for field, value in values.items()):
        return stakeholder
    for field, value in values.items():
        setattr(stakeholder, field, value)
    require_valid(stakeholder, exclude=["brainstorm"], validate_unique=False, validate_constraints=False)
    stakeholder.save()
    _note(brainstorm, participation=participation, by=by, name=name)
    return stakeholder


@transaction.atomic
def remove_stakeholder(*, stakeholder, by):
    """Take out a stakeholder of whom nothing is written yet. Twice is once."""
    brainstorm = _enter(stakeholder.brainstorm, None, by)
    stored = brainstorm.stakeholders.filter(pk=stakeholder.pk).first()
    if stored is None:
        return
    if stored.impacts.exists():
        raise RuleError(
            _("What ideas mean for “%(name)s” is written down. Empty those cells first.") % {"name": stored.name}
        )
    name = stored.name
    stored.delete()
    _note(brainstorm, participation=None, by=by, name=name)


def earlier_stakeholders(brainstorm):
    """Return the stakeholders of the latest closed brainstorm of the same course that has any.

    Only closed ones: what a room is naming at this moment is its own.
    """
    if brainstorm.course_id is None:
        return Stakeholder.objects.none()
    closed = Brainstorm.objects.filter(course=brainstorm.course_id, phase__in=phases_with(Right.REPORT))
    closed = closed.exclude(pk=brainstorm.pk).filter(stakeholders__isnull=False)
    return Stakeholder.objects.filter(brainstorm=closed.order_by("-closed_at", "-pk").values("pk")[:1])


@transaction.atomic
def copy_stakeholders(*, brainstorm, by):
    """Take over those of the latest brainstorm of the same course; who is in this room has to be said anew.

    Names that are here already stay as they are. Returns the new ones.
    """
    brainstorm = _enter(brainstorm, None, by)
    count = brainstorm.stakeholders.count()
    missing = [row for row in earlier_stakeholders(brainstorm) if not _find(brainstorm, row.name)]
    copies = [
        Stakeholder(brainstorm=brainstorm, name=row.name, headcount=row.headcount, order=count + place)
        for place, row in enumerate(missing[: MOST_STAKEHOLDERS - count], start=1)
    ]
    if copies:
        Stakeholder.objects.bulk_create(copies)
        _note(brainstorm, participation=None, by=by, name=", ".join(copy.name for copy in copies))
    return copies


def seen_of(impact):
    """Return what a form remembers of the cell it was filled in for; "" for an empty one."""
    return impact.changed_at.isoformat() if impact else ""


def _open_cell(idea, stakeholder, kind, participation, by):
    brainstorm = _enter(idea.brainstorm, participation, by)
    idea = brainstorm.ideas.revealed().filter(pk=idea.pk).first()
    stakeholder = brainstorm.stakeholders.filter(pk=stakeholder.pk).first()
    if idea is None or stakeholder is None:
        raise RuleError(_("This idea or this stakeholder is not there any more."))
    stored = StakeholderImpact.objects.filter(idea=idea, stakeholder=stakeholder, kind=kind)
    return brainstorm, idea, stakeholder, stored.select_related("changed_by__user").first()


def _require_seen(stored, seen):
    """Refuse to write over what the writer has not read."""
    if seen_of(stored) == seen:
        return
    if stored is None:
        raise CellChangedError(_("Someone has emptied this cell meanwhile. Send yours again to fill it."))
    values = {
        "name": stored.changed_by.name if stored.changed_by else _("Someone"),
        "size": stored.get_size_display(),
        "words": stored.words,
    }
    raise CellChangedError(
        _(
            "%(name)s has written here meanwhile: “%(words)s” (%(size)s). "
            "Yours is not saved yet. Put both together, then send it again."
        )
        % values
    )


def _finish(brainstorm, idea, participation, by):
    record_for_all(brainstorm, "impact", idea=idea.pk)
    if participation:
        note_contribution(participation)
    else:
        log(brainstorm, "lms_brainstorm.idea_elaborated", user=by, data={"idea": idea.number})


@transaction.atomic
def weigh_impact(*, idea, stakeholder, kind, size, confidence, words, seen="", participation=None, by=None):
    """Fill one cell of the matrix. kind: of `StakeholderImpact.Kind`; size, confidence: 1 to 3.

    seen: what `seen_of` gave for the cell when it was read. The same again changes nothing.

    Raises:
        CellChangedError: someone else has changed the cell since.
    """
    brainstorm, idea, stakeholder, stored = _open_cell(idea, stakeholder, kind, participation, by)
    words = words.strip()
    if not words:
        raise RuleError(_("Say it in a few words, too: a size alone cannot be checked."))
    values = {"size": size, "confidence": confidence, "words": words}
    if stored and all(getattr(stored, field) == value for field, value in values.items()):
        return stored
    _require_seen(stored, seen)
    impact = stored or StakeholderImpact(idea=idea, stakeholder=stakeholder, kind=kind)
    for field, value in values.items():
        setattr(impact, field, value)
    impact.changed_by = None if brainstorm.current_phase.is_anonymous else participation
    impact.changed_at = timezone.now()
    require_valid(
        impact, exclude=["idea", "stakeholder", "changed_by"], validate_unique=False, validate_constraints=False
    )
    impact.save()
    _finish(brainstorm, idea, participation, by)
    return impact


@transaction.atomic
def empty_impact(*, idea, stakeholder, kind, seen, participation=None, by=None):
    """Empty one cell of the matrix. An empty one stays empty. Raises `CellChangedError` as `weigh_impact`."""
    brainstorm, idea, stakeholder, stored = _open_cell(idea, stakeholder, kind, participation, by)
    if stored is None:
        return
    _require_seen(stored, seen)
    stored.delete()
    _finish(brainstorm, idea, participation, by)
