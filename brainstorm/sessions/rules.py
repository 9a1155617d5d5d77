"""What every action begins and ends with.

All that depends on the phase or on a count takes the lock of the brainstorm's row first. So no idea slips in after
the reveal, no one spends more dots than there are, and of two facilitators who press "next" one is told. The same lock
makes the numbers of events gapless.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainstorm.sessions.models.brainstorms import Brainstorm, BrainstormEvent, Participation
from brainstorm.sessions.phases import Right
from brainstorm.signals import events_recorded
from lms.days import site_day
from lms.exceptions import RuleError

ROOM, DESK = BrainstormEvent.Audience.ROOM, BrainstormEvent.Audience.DESK


def lock(brainstorm):
    """Return the stored row of `brainstorm`, locked until the transaction ends."""
    return Brainstorm.objects.select_for_update().get(pk=brainstorm.pk)


def lock_for(participation):
    """Lock the brainstorm this person has joined, and return it; `participation.brainstorm` is that row from now on.

    Raises:
        RuleError: a facilitator has removed this guest.
    """
    rows = Brainstorm.objects.select_for_update(of=("self",)).select_related("secret")
    participation.brainstorm = rows.get(pk=participation.brainstorm_id)
    # Asked under the lock: a guest may have been removed since the page was asked for.
    if participation.is_guest and not Participation.objects.filter(pk=participation.pk).exists():
        raise RuleError(_("You are not in this brainstorm any more, so nothing was saved."))
    participation.__dict__.pop("tag", None)  # the key may be gone since it was read
    return participation.brainstorm


def require(brainstorm, right, refusal):
    if not brainstorm.allows(right):
        raise RuleError(refusal)


def require_unsealed(participation):
    """Without its key a brainstorm takes nothing that has to be remembered as someone's own."""
    if participation.tag is None:
        raise RuleError(_("This brainstorm is sealed, so nothing can be added any more."))


def require_valid(instance, **validate):
    """Run the model's own validation and turn what it finds into one sentence."""
    try:
        instance.full_clean(**validate)
    except ValidationError as error:
        raise RuleError(" ".join(error.messages)) from error


def require_ahead(day, refusal):
    """Raise RuleError with `refusal` unless `day` comes after today, as the site counts days."""
    if day <= site_day(timezone.now()):
        raise RuleError(refusal)


def record(brainstorm, kind, *, to, **ids):
    """Append an event for each audience in `to`; pages that show an older number learn that they are out of date.

    Call it under the lock of `brainstorm`. `ids` are ids and numbers only, and only such as every reader among that
    audience may know at this moment. What the room reads, facilitators find at the desk as well.
    """
    events = []
    for audience in to:
        field = f"{audience.value}_number"
        number = getattr(brainstorm, field) + 1
        setattr(brainstorm, field, number)
        events.append(BrainstormEvent(brainstorm=brainstorm, audience=audience, number=number, kind=kind, data=ids))
    BrainstormEvent.objects.bulk_create(events)
    # An update by condition-free query: the row is locked, and save() of a cluster would look at its phases.
    Brainstorm.objects.filter(pk=brainstorm.pk).update(
        room_number=brainstorm.room_number, desk_number=brainstorm.desk_number
    )
    transaction.on_commit(lambda: events_recorded.send(Brainstorm, brainstorm_id=brainstorm.pk))


def record_for_all(brainstorm, kind, **ids):
    """Append an event that the room and the facilitators may know."""
    record(brainstorm, kind, to=(ROOM, DESK), **ids)


def record_for_desk(brainstorm, kind, **ids):
    """Append an event that only facilitators may know: something hidden has changed."""
    record(brainstorm, kind, to=(DESK,), **ids)


def record_idea_event(brainstorm, kind, **ids):
    """Append an event about ideas: for everyone where the room reads them, else for the desk and without ids."""
    if brainstorm.allows(Right.READ):
        record_for_all(brainstorm, kind, **ids)
    else:
        record_for_desk(brainstorm, kind)
