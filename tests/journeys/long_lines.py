"""Make, in a served demonstration, a brainstorm in each phase in which every text is one long link; print their ids."""

import json
import sys
import uuid
from datetime import timedelta

import django

LINK = "https://intranet.firm.example/" + "a" * 170
PHASES = ["collect", "discuss", "answer", "group", "vote", "rate", "compare", "weigh", "negotiate", "decide", "closed"]


def main():
    django.setup()
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from brainstorm.models import Decision, IdeaGroup, Objection, Point, Proposal, Stakeholder, StakeholderImpact
    from tests.factories.brainstorm import (
        BrainstormFactory,
        DecisionFactory,
        IdeaFactory,
        PilotFactory,
        joined,
        move_to,
    )

    people = get_user_model().objects
    lead, learner = people.get(username="facilitator"), people.get(username="learner")
    made = {}
    for phase in PHASES:
        brainstorm = BrainstormFactory(
            title=LINK[:120],
            question=LINK,
            plan=[kind for kind in PHASES[:-1] if kind in ("collect", "discuss", phase)],
            facilitator=lead,
        )
        person = joined(brainstorm, learner)
        ideas = [
            IdeaFactory(brainstorm=brainstorm, by=learner, kind=kind, text=LINK)
            for kind in ("use_case", "pain_point", "policy_change")
        ]
        ideas[1].group = IdeaGroup.objects.create(brainstorm=brainstorm, title=LINK[:120], order=1)
        ideas[1].save()
        proposal = Proposal.objects.create(idea=ideas[0], version=1, text=LINK, author=person)
        Point.objects.create(
            idea=ideas[0], author_tag=person.tag, side="question", text=LINK, submission_key=uuid.uuid4()
        )
        Objection.objects.create(
            proposal=proposal, author=person, reason=LINK, condition=LINK, submission_key=uuid.uuid4()
        )
        stakeholder = Stakeholder.objects.create(brainstorm=brainstorm, name=LINK[:60])
        StakeholderImpact.objects.create(idea=ideas[0], stakeholder=stakeholder, kind="cost", size=3, words=LINK)
        if phase == "closed":
            brainstorm = move_to(brainstorm, "discuss")
            DecisionFactory(idea=ideas[0], reason=LINK, tally=LINK, objections=LINK)
            for idea in ideas[1:]:
                day = timezone.localdate() + timedelta(days=9)
                DecisionFactory(idea=idea, outcome=Decision.Outcome.DEFERRED, reason=LINK, review_on=day)
            PilotFactory(
                decision=ideas[0].decision, owner=learner, hypothesis=LINK, measure=LINK[:120], baseline=LINK[:120]
            )
        move_to(brainstorm, phase)
        made[phase] = brainstorm.pk
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
