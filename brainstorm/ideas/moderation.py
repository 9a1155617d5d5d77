"""Moderation before the reveal: about a text, never about a person."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.ideas.models import Idea, ModerationAct
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, record_for_desk, require_valid
from lms.exceptions import RuleError


@transaction.atomic
def moderate_idea(*, idea, moderation, by, expected, reason=""):
    """Hold an idea back, pass it, or return or reject it with a reason that its author reads.

    expected: the state the facilitator saw. Of two facilitators at once the second is told, unless both did the same.

    Raises:
        RuleError: the room reads already; the author withdrew it; a colleague was faster; the reason is missing.
    """
    brainstorm = lock(idea.brainstorm)
    idea = brainstorm.ideas.get(pk=idea.pk)
    if brainstorm.allows(Right.READ):
        raise RuleError(_("The room reads the ideas already. Talk about it there."))
    if moderation not in Idea.Moderation.values:
        raise RuleError(_("Choose what becomes of this idea."))
    if idea.withdrawn_at:
        raise RuleError(_("This idea was withdrawn meanwhile. There is nothing left to do."))
    if idea.moderation == moderation:
        return idea
    if idea.moderation != expected:
        raise RuleError(
            _("Somebody else has decided meanwhile: %(state)s. Look at it again.")
            % {"state": idea.get_moderation_display()}
        )
    reason = reason.strip()
    if moderation in (Idea.Moderation.RETURNED, Idea.Moderation.REJECTED) and not reason:
        raise RuleError(_("Give a reason. The author reads it, and may send a better one."))
    idea.moderation = moderation
    idea.moderation_reason = reason if moderation in (Idea.Moderation.RETURNED, Idea.Moderation.REJECTED) else ""
    act = ModerationAct(idea=idea, moderation=moderation, reason=idea.moderation_reason, by=by)
    require_valid(act, exclude=["idea", "by"])
    idea.save(update_fields=["moderation", "moderation_reason"])
    act.save()
    record_for_desk(brainstorm, "moderated")
    log(brainstorm, "lms_brainstorm.idea_moderated", user=by, data={"moderation": moderation})
    return idea
