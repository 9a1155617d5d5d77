"""Changes to guidelines that learners propose, and what becomes of them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.catalog.models import CoursePage, LessonPage
from courses.enrollment.actions import refresh_completion
from courses.enrollment.models import Enrollment
from courses.guidelines.models import LONGEST_PROPOSAL, Acknowledgment, Guideline, GuidelineProposal
from courses.guidelines.notices import tell_proposer
from lms.exceptions import RuleError
from lms.jobs.queue import enqueue


@transaction.atomic
def propose_change(*, guideline, learner, version, text):
    """Store what `learner` proposes to change in the `version` they read. The same text again is the same proposal.

    Raises:
        RuleError: the text is empty or too long, or the guideline is not published.
    """
    if not guideline.live:
        raise RuleError(_("This guideline is not in force, so there is nothing to change."))
    text = "\n".join(text.split("\r\n")).strip()
    if not text:
        raise RuleError(_("Say what should change, and why."))
    if len(text) > LONGEST_PROPOSAL:
        raise RuleError(
            _("Shorten it to %(most)s characters. It has %(length)s.") % {"most": LONGEST_PROPOSAL, "length": len(text)}
        )
    Guideline.objects.select_for_update().get(pk=guideline.pk)
    own = GuidelineProposal.objects.filter(guideline=guideline, learner=learner)
    stored = own.filter(text=text).first()
    return stored or own.create(
        guideline=guideline, learner=learner, version=min(version, guideline.version), text=text
    )


@transaction.atomic
def answer_proposal(*, proposal, status, answer, by):
    """Say what becomes of a proposal; its learner is told. The same answer again changes nothing.

    Raises:
        RuleError: it is adopted or declined without a word to its proposer.
    """
    proposal = GuidelineProposal.objects.select_for_update().get(pk=proposal.pk)
    answer = answer.strip()
    if (proposal.status, proposal.answer) == (status, answer):
        return proposal
    proposal.status, proposal.answer = status, answer
    try:
        proposal.clean_fields()
        proposal.clean()
    except ValidationError as error:
        raise RuleError(" ".join(error.messages)) from error
    proposal.save(update_fields=["status", "answer"])
    log(instance=proposal.guideline, action="lms_courses.answer_proposal", user=by, data={"status": status})
    transaction.on_commit(lambda: enqueue(tell_proposer, proposal.pk))
    return proposal


@transaction.atomic
def take_up_proposals(*, proposals, by):
    """Mark those of `proposals` that are still open as taken up in a brainstorm, and return them."""
    wanted = [proposal.pk for proposal in proposals]
    taken = list(
        GuidelineProposal.objects.select_for_update(of=("self",))
        .open()
        .filter(pk__in=wanted)
        .select_related("guideline")
        .order_by("created_at", "pk")
    )
    for proposal in taken:
        answer_proposal(proposal=proposal, status=GuidelineProposal.Status.TAKEN_UP, answer=proposal.answer, by=by)
    return taken


@transaction.atomic
def acknowledge_guideline(*, guideline, learner, version):
    """Note that `learner` accepts `guideline` in the `version` they were shown. Safe to repeat.

    Raises:
        RuleError: the guideline has a newer version than the one shown.
    """
    if version != guideline.version:
        raise RuleError(_("This guideline changed while you were reading. Read the new version, then accept it."))
    acknowledgment, is_new = Acknowledgment.objects.get_or_create(guideline=guideline, learner=learner, version=version)
    if is_new:
        courses = guideline.lesson_guidelines.values_list("lesson__path", flat=True)
        course_paths = {path[: -LessonPage.steplen] for path in courses}
        keys = CoursePage.objects.filter(path__in=course_paths).values("translation_key")
        enrollments = Enrollment.objects.of(learner).active().filter(course_key__in=keys)
        for enrollment in enrollments.select_related("course", "learner"):
            refresh_completion(enrollment=enrollment)
    return acknowledgment
