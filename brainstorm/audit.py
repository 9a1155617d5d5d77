"""How the audit log of the admin tells what facilitators did.

What participants write and choose is never logged: entries carry names, and readers of the log are not the room.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from brainstorm.decisions.models import Decision
from brainstorm.ideas.models import Idea
from brainstorm.negotiation.models import Objection
from brainstorm.pilots.models import Pilot
from brainstorm.registers.models import PolicyChange

SENTENCES = (
    ("phase_changed", _("Change phase"), _("Moved from “%(from)s” to “%(to)s”")),
    ("time_extended", _("Extend time"), _("Gave “%(phase)s” %(minutes)s more minutes")),
    ("opened", _("Open"), _("Opened “%(to)s” at the time that was set")),
    ("clock_paused", _("Pause the clock"), _("Paused the clock of “%(phase)s”")),
    ("clock_resumed", _("Resume the clock"), _("Resumed the clock of “%(phase)s”")),
    ("clock_stopped", _("Stop the clock"), _("Removed the time limit from “%(phase)s”")),
    ("proposals_taken_up", _("Take up proposals"), _("Took up %(count)s proposals for guidelines")),
    ("idea_decided", _("Decide"), _("Decided idea %(idea)s: %(outcome)s")),
    ("idea_elaborated", _("Say what an idea touches"), _("Changed what idea %(idea)s touches")),
    ("stakeholders_changed", _("Change stakeholders"), _("Changed stakeholders: %(name)s")),
    ("proposal_made", _("Propose"), _("Proposed version %(n)s for idea %(idea)s")),
    ("objection_settled", _("Answer an objection"), _("Answered an objection to idea %(idea)s: %(answer)s")),
    ("wording_settled", _("Decide on a wording"), _("Decided on a wording of idea %(idea)s: %(state)s")),
    ("idea_moderated", _("Moderate"), _("Moderated an idea before the reveal: %(moderation)s")),
    ("guests_let_in", _("Let guests in"), _("Allowed people without an account to join by code")),
    ("guests_kept_out", _("Keep guests out"), _("Stopped allowing people without an account to join")),
    ("guest_removed", _("Remove a guest"), _("Removed a guest from the room")),
    ("imported", _("Import"), _("Imported from a file")),
    ("sealed", _("Seal"), _("Destroyed the key: from now on, no one can tell who wrote what")),
    ("remaining_decided", _("Decide the rest"), _("Decided the other %(count)s ideas: %(outcome)s")),
    ("pilot_started", _("Start pilot"), _("Started a pilot of idea %(idea)s")),
    ("pilot_result", _("Record result"), _("Recorded the result of the pilot of idea %(idea)s: %(result)s")),
)
WORDS = {
    "moderation": dict(Idea.Moderation.choices),
    "outcome": dict(Decision.Outcome.choices),
    "answer": dict(Objection.State.choices),
    "result": dict(Pilot.Result.choices),
    "state": dict(PolicyChange.State.choices),
}


class SentenceFormatter(LogFormatter):
    """Fills the data of an entry into `sentence`, keys turned into words."""

    sentence = ""

    def format_message(self, log_entry):
        data = log_entry.data
        return self.sentence % {key: WORDS.get(key, {}).get(value, value) for key, value in data.items()}


def register_log_actions(actions):
    for name, label, sentence in SENTENCES:
        formatter = type("Formatter", (SentenceFormatter,), {"label": label, "sentence": sentence})
        actions.register_action(f"lms_brainstorm.{name}")(formatter)
