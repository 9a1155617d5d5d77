"""Tells a learner what became of a proposal."""

import hashlib

from django_tasks import task

from courses.guidelines.models import GuidelineProposal
from lms.notices.sending import require_delivery, send_notice


@task()
def tell_proposer(proposal_id):
    """Mail the answer to a proposal to the learner who made it: once for each answer."""
    proposal = GuidelineProposal.objects.select_related("guideline", "learner").filter(pk=proposal_id).first()
    if proposal is None:  # The guideline is gone.
        return
    answer = hashlib.sha256(proposal.answer.encode()).hexdigest()[:12]
    outcome = send_notice(
        key=f"proposal:{proposal.pk}:{proposal.status}:{answer}:user:{proposal.learner_id}",
        recipient=proposal.learner,
        template="lms_courses/guidelines/mails/proposal.html",
        context={"proposal": proposal},
    )
    require_delivery([outcome])
