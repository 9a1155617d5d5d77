"""What brainstorms keep about one person: their own ideas and dots, and no one else's.

Numbers of ideas are there once the room reads them, as on the page itself.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brainstorm.ideas.models import Idea, Point
from brainstorm.negotiation.models import Objection, Proposal, Stance
from brainstorm.pilots.models import Pilot
from brainstorm.registers.models import PolicyChange
from brainstorm.sessions.models.brainstorms import Participation
from brainstorm.voting.models import Rating, Vote
from lms.personal_data.tables import PersonalTable, Reader

ROOM = gettext_lazy("Everyone in the brainstorm, without your name unless names are shown")


def personal_tables(user):
    joined = Participation.objects.of(user).order_by("joined_at", "pk")
    # A sealed brainstorm has no tags any more: not even we can tell which of its ideas are theirs.
    tags = [participation.tag for participation in joined if participation.tag]
    ideas = Idea.objects.filter(author_tag__in=tags).select_related("brainstorm").order_by("created_at", "pk")
    votes = Vote.objects.filter(voter_tag__in=tags).select_related("idea__brainstorm").order_by("pk")
    points = Point.objects.filter(author_tag__in=tags).select_related("idea__brainstorm").order_by("created_at", "pk")
    wordings = PolicyChange.objects.filter(added_by__user=user).with_ideas()
    ratings = Rating.objects.filter(rater_tag__in=tags).select_related("idea__brainstorm").order_by("pk")
    proposals = Proposal.objects.filter(author__user=user).select_related("idea__brainstorm").order_by("pk")
    stances = Stance.objects.filter(participation__user=user).select_related("proposal__idea__brainstorm")
    objections = Objection.objects.filter(author__user=user).select_related("proposal__idea__brainstorm")
    pilots = Pilot.objects.owned_by(user).order_by("starts_on", "pk")
    return [
        PersonalTable(
            name="brainstorms",
            title=_("Brainstorms you joined"),
            about=_("To let you return to the room."),
            readers=ROOM,
            columns=(_("Brainstorm"), _("Joined")),
            rows=[(row.brainstorm.title, row.joined_at) for row in joined],
        ),
        PersonalTable(
            name="ideas",
            title=_("Your ideas"),
            about=_("To let the room read, weigh and decide them."),
            readers=ROOM,
            columns=(_("Brainstorm"), _("Number"), _("Kind"), _("Idea"), _("Written"), _("Taken back")),
            rows=[
                (row.brainstorm.title, row.number, row.get_kind_display(), row.text, row.created_at, row.withdrawn_at)
                for row in ideas
            ],
        ),
        PersonalTable(
            name="votes",
            title=_("Your votes"),
            about=_("To count them and let you change them. Others see only totals."),
            readers=Reader.SELF,
            columns=(_("Brainstorm"), _("Number of the idea"), _("Value")),
            rows=[(row.idea.brainstorm.title, row.idea.number, row.value) for row in votes],
        ),
        PersonalTable(
            name="ratings",
            title=_("Your ratings"),
            about=_("To show how far apart the room's ratings are. Others never see individual ratings."),
            readers=Reader.SELF,
            columns=(_("Brainstorm"), _("Number of the idea"), _("Impact"), _("Effort")),
            rows=[(row.idea.brainstorm.title, row.idea.number, row.impact, row.effort) for row in ratings],
        ),
        PersonalTable(
            name="negotiated_proposals",
            title=_("Proposals you made in negotiations"),
            about=_("To let the room take a position on them."),
            readers=ROOM,
            columns=(_("Brainstorm"), _("Number of the idea"), _("Version"), _("Proposal"), _("Written")),
            rows=[
                (row.idea.brainstorm.title, row.idea.number, row.version, row.text, row.created_at) for row in proposals
            ],
        ),
        PersonalTable(
            name="stances",
            title=_("Your positions on proposals"),
            about=_("To show who consents and how views changed."),
            readers=ROOM,
            columns=(
                _("Brainstorm"),
                _("Number of the idea"),
                _("Version"),
                _("Where you stood"),
                _("Since"),
            ),
            rows=[
                (
                    row.proposal.idea.brainstorm.title,
                    row.proposal.idea.number,
                    row.proposal.version,
                    row.get_position_display(),
                    row.taken_at,
                )
                for row in stances.order_by("taken_at", "pk")
            ],
        ),
        PersonalTable(
            name="objections",
            title=_("Your objections"),
            about=_("To meet your condition, which binds the pilot once it is accepted."),
            readers=ROOM,
            columns=(
                _("Brainstorm"),
                _("Number of the idea"),
                _("Version"),
                _("Reason"),
                _("Condition"),
                _("State"),
                _("Answer"),
                _("Written"),
            ),
            rows=[
                (
                    row.proposal.idea.brainstorm.title,
                    row.proposal.idea.number,
                    row.proposal.version,
                    row.reason,
                    row.condition,
                    row.get_state_display(),
                    row.answer,
                    row.created_at,
                )
                for row in objections.order_by("created_at", "pk")
            ],
        ),
        PersonalTable(
            name="points",
            title=_("What you said about ideas"),
            about=_("To let the room take it into account."),
            readers=ROOM,
            columns=(
                _("Brainstorm"),
                _("Number of the idea"),
                _("What it is"),
                _("Text"),
                _("Written"),
                _("Taken back"),
            ),
            rows=[
                (
                    row.idea.brainstorm.title,
                    row.idea.number,
                    row.get_side_display(),
                    row.text,
                    row.created_at,
                    row.withdrawn_at,
                )
                for row in points
            ],
        ),
        PersonalTable(
            name="wordings",
            title=_("Wordings you proposed for guidelines"),
            about=_("To get them decided and tell you the outcome."),
            readers=ROOM,
            columns=(
                _("Guideline"),
                _("How it reads"),
                _("How it should read"),
                _("State"),
                _("Reason"),
                _("Proposed"),
            ),
            rows=[
                (row.guideline.title, row.clause, row.wording, row.get_state_display(), row.reason, row.created_at)
                for row in wordings
            ],
        ),
        PersonalTable(
            name="pilots",
            title=_("Pilots you look after"),
            about=_("To make someone responsible for what the room decided to try."),
            readers=ROOM,
            columns=(_("What we expect"), _("Starts"), _("Result due"), _("Result"), _("What we learned")),
            rows=[(row.hypothesis, row.starts_on, row.due_on, row.get_result_display(), row.learned) for row in pilots],
        ),
    ]
