"""Who may do what. Which phase allows it is a rule of the brainstorm, and belongs to the actions."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import Brainstorm, Participation, Pilot


def may_facilitate(user, brainstorm):
    return user.is_superuser or brainstorm.facilitators.filter(pk=user.pk).exists()


def has_joined(user, brainstorm):
    return brainstorm.participations.filter(user=user).exists()


def facilitated_or_404(user, pk):
    """Return the brainstorm if `user` runs it. To others it does not exist, so that nothing is learned by guessing."""
    return get_object_or_404(Brainstorm.objects.facilitated_by(user), pk=pk)


def participation_or_404(request, pk):
    """Return the `Participation` of whoever asks, with its brainstorm. To others the brainstorm does not exist."""
    return get_object_or_404(Participation.objects.of(request.user), brainstorm__id=pk)


def pilot_or_404(user, pk):
    """Return the pilot to its owner and to those who run its brainstorm."""
    pilots = Pilot.objects.select_related("owner", "decision__idea__brainstorm")
    pilot = get_object_or_404(pilots, pk=pk)
    if pilot.owner_id != user.pk and not may_facilitate(user, pilot.decision.idea.brainstorm):
        raise Http404
    return pilot


def may_settle_wordings(user):
    """Whoever edits the firm's guidelines says what is written into them."""
    return user.has_perm("lms_courses.change_guideline")
