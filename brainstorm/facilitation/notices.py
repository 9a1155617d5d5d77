"""What follows when a brainstorm is closed: from then on the whole firm may read what was decided."""

from django_tasks import task

from brainstorm.registers.actions import answer_learners
from brainstorm.registers.models import SystemLink
from brainstorm.sessions.models.brainstorms import Brainstorm
from lms.notices.sending import require_delivery, send_notice


@task()
def tell_beyond_the_room(brainstorm_id):
    """Mail the owners of systems that adopted ideas touch, and answer learners whose proposals were settled."""
    brainstorm = Brainstorm.objects.reporting().filter(pk=brainstorm_id).first()
    if brainstorm is None:
        return
    answer_learners(brainstorm=brainstorm)
    links = SystemLink.objects.published().adopted().filter(idea__brainstorm=brainstorm, system__owner__isnull=False)
    by_owner = {}
    for link in links.select_related("system__owner", "idea__decision"):
        by_owner.setdefault(link.system.owner, []).append(link)
    outcomes = [
        send_notice(
            key=f"systems:brainstorm:{brainstorm.pk}:user:{owner.pk}",
            recipient=owner,
            template="lms_brainstorm/facilitation/mails/systems.html",
            context={"brainstorm": brainstorm, "links": touching},
            page=brainstorm.course,
        )
        for owner, touching in by_owner.items()
    ]
    require_delivery(outcomes)
