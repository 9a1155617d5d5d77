"""What every action begins and ends with.

All that depends on the phase or on a count takes the lock of the brainstorm's row first. So no idea slips in after
the reveal, nobody spends more dots than there are, and of two facilitators who press "next" one is told.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.exceptions import LMSError

from ..models import Brainstorm


def lock(brainstorm):
    """Return the stored row of `brainstorm`, locked until the transaction ends."""
    return Brainstorm.objects.select_for_update().get(pk=brainstorm.pk)


def require(brainstorm, right, refusal):
    if not brainstorm.allows(right):
        raise LMSError(refusal)


def require_joined(brainstorm, user):
    if not brainstorm.participations.filter(user=user).exists():
        raise LMSError(_("Join this brainstorm first."))


def require_valid(instance, **validate):
    """Run the model's own validation and turn what it finds into one sentence."""
    try:
        instance.full_clean(**validate)
    except ValidationError as error:
        raise LMSError(" ".join(error.messages)) from error


def save_act(brainstorm, *fields):
    """Save an act of a facilitator: pages that show an older revision learn that they are out of date."""
    brainstorm.revision += 1
    brainstorm.save(update_fields=["revision", *fields])
