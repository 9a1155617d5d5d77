"""Rooms in which much has happened, for the tests of what is taken away and brought in."""

import uuid

from django.utils import timezone

from brainstorm.grouping.actions import merge_ideas, move_to_group, split_idea
from brainstorm.models import Idea
from brainstorm.negotiation.actions import object_to, propose, take_stance
from brainstorm.sessions.actions import join_as_guest, new_guest_key
from brainstorm.voting.actions import cast_votes, rate_ideas
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, joined, move_to

FORMULA = '=HYPERLINK("http://evil.example","Click")'
TEXTS = (FORMULA, "Names <b>no one</b> | * and #all", "Third")
GUEST = "=cmd|' /C calc'!A0"


def closed_room(facilitator, ana, ben):
    """Three ideas without names, voted on; the first adopted with a pilot that has a result, one withdrawn before."""
    brainstorm = BrainstormFactory(
        title="Posting, from the van",
        plan=["collect", "vote", "decide"],
        facilitator=facilitator,
        participants=[ana, ben],
    )
    move_to(brainstorm, "collect")
    ideas = [IdeaFactory(brainstorm=brainstorm, by=ana, text=text) for text in TEXTS]
    IdeaFactory(brainstorm=brainstorm, by=ben, text="Taken back", withdrawn_at=timezone.now())
    move_to(brainstorm, "vote")
    for idea in ideas:
        idea.refresh_from_db()
    cast_votes(participation=joined(brainstorm, ana), values={ideas[0].number: 2})
    cast_votes(participation=joined(brainstorm, ben), values={ideas[0].number: 1, ideas[1].number: 1})
    move_to(brainstorm, "decide")
    decision = DecisionFactory(idea=ideas[0], reason="+1 of all", decided_by=facilitator)
    for idea in ideas[1:]:
        DecisionFactory(idea=idea, outcome="declined", reason="Not now.")
    PilotFactory(
        decision=decision, owner=ben, result="keep", measured="4", learned="It works.", recorded_at=timezone.now()
    )
    return move_to(brainstorm, "closed")


def negotiating_room(facilitator, ana, ben):
    """Three ideas, two of them merged; rated by three people; a proposal to which a guest objects by name."""
    brainstorm = BrainstormFactory(
        plan=["collect", "group", "rate", "negotiate"],
        facilitator=facilitator,
        participants=[ana, ben],
        allows_guests=True,
    )
    move_to(brainstorm, "collect")
    guest = join_as_guest(code=brainstorm.join_code, name=GUEST, key=new_guest_key())
    pain = IdeaFactory(brainstorm=brainstorm, by=ana, text="Calls at night", kind="pain_point")
    kept, other = (IdeaFactory(brainstorm=brainstorm, by=ana, text=f"Answers in the morning {n}") for n in "12")
    Idea.objects.filter(pk=kept.pk).update(author=guest, is_anonymous=False)
    kept.addresses.add(pain)
    brainstorm = move_to(brainstorm, "group")
    merge_ideas(brainstorm=brainstorm, ideas=[other], into=kept)
    split_idea(idea=other)
    merge_ideas(brainstorm=brainstorm, ideas=[other], into=kept)
    move_to_group(brainstorm=brainstorm, ideas=[pain], title="What hurts")
    brainstorm = move_to(brainstorm, "rate")
    kept.refresh_from_db()
    guest = brainstorm.participations.get(pk=guest.pk)
    for place, person in enumerate((joined(brainstorm, ana), joined(brainstorm, ben), guest), start=1):
        rate_ideas(participation=person, ratings={kept.number: (place, 3)})
    brainstorm = move_to(brainstorm, "negotiate")
    proposal = propose(idea=kept, text="One of us answers until six.", participation=joined(brainstorm, ben))
    take_stance(proposal=proposal, participation=joined(brainstorm, ana), position="consent")
    words = {"reason": "=1+1 of my time", "condition": "It is paid."}
    guest = brainstorm.participations.get(pk=guest.pk)
    object_to(proposal=proposal, participation=guest, submission_key=uuid.uuid4(), **words)
    return brainstorm
