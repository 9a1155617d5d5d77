from django.http import Http404
from django.shortcuts import get_object_or_404

from brainstorm.pilots.models import Pilot
from brainstorm.sessions.permissions import may_facilitate


def pilot_or_404(user, pk):
    """Return the pilot to its owner and to those who run its brainstorm."""
    pilots = Pilot.objects.select_related("owner", "decision__idea__brainstorm")
    pilot = get_object_or_404(pilots, pk=pk)
    if pilot.owner_id != user.pk and not may_facilitate(user, pilot.decision.idea.brainstorm):
        raise Http404
    return pilot
