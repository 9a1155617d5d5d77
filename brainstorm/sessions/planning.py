"""Set up a brainstorm: the event, its key, and the plan copied from a format."""

from django.db import transaction
from django.utils.translation import gettext as _

from brainstorm.sessions.formats import BrainstormFormat, BrainstormPhase
from brainstorm.sessions.models import Brainstorm, BrainstormSecret
from brainstorm.sessions.presets import DEFAULT
from brainstorm.sessions.rules import lock, record_for_all
from lms.exceptions import RuleError

COPIED = ("kind", "label", "minutes", "says", "script", "asked_kind", "is_anonymous")


@transaction.atomic
def create_brainstorm(*, facilitators=(), format=None, **fields):
    """Create a brainstorm led by `facilitators`, with a plan of `format`, by default silent brainwriting and voting.

    `fields` are those of `Brainstorm`.
    """
    brainstorm = Brainstorm(format=format or BrainstormFormat.objects.filter(slug=DEFAULT).first(), **fields)
    brainstorm.save()
    brainstorm.facilitators.add(*facilitators)
    prepare(brainstorm=brainstorm)
    return brainstorm


@transaction.atomic
def prepare(*, brainstorm):
    """Give a new brainstorm its key, and its plan where it has none. Safe to repeat."""
    if not brainstorm.sealed_at:
        BrainstormSecret.objects.get_or_create(brainstorm=brainstorm)
    if brainstorm.format_id and not brainstorm.phases.exists():
        plan_phases(brainstorm=brainstorm)
    return brainstorm


@transaction.atomic
def plan_phases(*, brainstorm):
    """Replace the plan by the phases of the brainstorm's format, and go to the first.

    Raises RuleError once the brainstorm has started: what people did belongs to the phases they did it in.
    """
    stored = lock(brainstorm)
    if stored.has_started:
        raise RuleError(_("The format cannot change once the brainstorm has started."))
    BrainstormPhase.objects.filter(brainstorm=brainstorm).delete()
    template = brainstorm.format.phases.order_by("sort_order")
    BrainstormPhase.objects.bulk_create(
        BrainstormPhase(brainstorm=brainstorm, sort_order=step, **{name: getattr(phase, name) for name in COPIED})
        for step, phase in enumerate(template)
    )
    Brainstorm.objects.filter(pk=brainstorm.pk).update(
        phase=template[0].kind, vote_method=brainstorm.format.vote_method
    )
    brainstorm.refresh_from_db()


@transaction.atomic
def revise_plan(*, brainstorm, has_new_format=False):
    """Take in what was edited of the plan or beside it: pages that show it learn that they are out of date."""
    if has_new_format:
        plan_phases(brainstorm=brainstorm)
    record_for_all(lock(brainstorm), "plan")
    return brainstorm
