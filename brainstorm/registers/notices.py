"""Tells people beyond the moment what became of what they care for."""

import hashlib

from django_tasks import task

from brainstorm.registers.models import PolicyChange
from lms.notices.sending import require_delivery, send_notice


@task()
def tell_proposer(change_id):
    """Mail who proposed a wording by name what became of it: once for each answer."""
    changes = PolicyChange.objects.select_related("guideline", "idea__brainstorm__course", "added_by__user")
    change = changes.filter(pk=change_id).first()
    if change is None or not change.added_by or not change.added_by.user:
        return
    answer = hashlib.sha256(f"{change.state} {change.reason}".encode()).hexdigest()[:12]
    outcome = send_notice(
        key=f"wording:{change.pk}:{answer}:user:{change.added_by.user_id}",
        recipient=change.added_by.user,
        template="lms_brainstorm/registers/mails/wording.html",
        context={"change": change},
        page=change.idea.brainstorm.course,
    )
    require_delivery([outcome])
