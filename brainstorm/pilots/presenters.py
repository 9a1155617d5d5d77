"""Pilots as other brainstorms and pages meet them."""

from brainstorm.pilots.models import Pilot

MOST_EARLIER = 5


def earlier_pilots(brainstorm):
    """Return the latest pilots that came out of earlier brainstorms of the same course: running ones first."""
    if brainstorm.course_id is None:
        return []
    pilots = Pilot.objects.published().filter(decision__idea__brainstorm__course=brainstorm.course_id)
    pilots = pilots.exclude(decision__idea__brainstorm=brainstorm)
    return list(pilots.select_related("owner", "decision__idea").order_by("result", "-due_on", "-pk")[:MOST_EARLIER])
