"""The demonstration's brainstorms: one that ended in pilots, one that negotiates, one in which people are writing."""

import tomllib
import uuid
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from brainstorm.decisions.actions import decide_idea
from brainstorm.facilitation.actions import close_brainstorm, move_phase, stop_clock
from brainstorm.ideas.actions import adopt_point, moderate_idea, submit_idea, submit_point
from brainstorm.models import Brainstorm, BrainstormFormat, Decision, EnterpriseSystem, Idea, Pilot, PolicyChange
from brainstorm.negotiation.actions import object_to, propose, settle_objection, take_stance
from brainstorm.pilots.actions import record_result, start_pilot
from brainstorm.registers.actions import link_system, mark_balance, propose_wording, settle_wording
from brainstorm.sessions.actions import create_brainstorm, join_as_guest, join_brainstorm, let_guests_in, new_guest_key
from brainstorm.stakeholder_impact.actions import add_stakeholder, weigh_impact
from brainstorm.voting.actions import cast_votes, rate_ideas
from courses.models import Guideline

CONTENT = Path(__file__).with_name("brainstorms.toml")
NAMESPACE = uuid.UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")


def load(*, scheduled_classes, course, facilitator, participants):
    """Load the brainstorms, unless they are there. `scheduled_classes` maps the demonstration's keys to classes."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    if Brainstorm.objects.filter(title=content["finished"]["title"]).exists():
        return
    finished = _collect(
        content["finished"], scheduled_classes["work-out-loud-past"], course, facilitator, participants[:12]
    )
    _lead_to(finished, "discuss", facilitator)
    for touched in content["finished"]["touched"]:
        _say_what_it_touches(finished, touched, participants[:12])
    _weigh(finished, content["finished"]["stakeholders"], facilitator)
    _lead_to(finished, "vote", facilitator)
    _vote(finished, content["finished"]["ideas"], participants[:11])
    _lead_to(finished, "decide", facilitator)
    _decide(finished, content["finished"]["ideas"], facilitator)
    for change in PolicyChange.objects.filter(idea__brainstorm=finished):
        reason = content["finished"]["reason_for_wording"]
        settle_wording(change=change, state="adopted", reason=reason, by=facilitator)
    for pilot in content["finished"]["pilots"]:
        _try_out(finished, pilot, participants, facilitator)
    close_brainstorm(brainstorm=Brainstorm.objects.get(pk=finished.pk), by=facilitator)
    _set_back(finished, days=14)

    _negotiate(
        _collect(
            content["negotiated"],
            scheduled_classes["work-out-loud-past"],
            course,
            facilitator,
            participants[4:10],
            format="stakeholder-negotiation",
        ),
        content["negotiated"],
        participants[4:10],
        facilitator,
    )

    running = _collect(
        content["running"], scheduled_classes["work-out-loud-next"], course, facilitator, participants[4:10]
    )
    for idea in (each for each in content["running"]["ideas"] if "returned" in each):
        moderate_idea(
            idea=running.ideas.get(text=idea["text"]),
            moderation="returned",
            expected="passed",
            reason=idea["returned"],
            by=facilitator,
        )
    # People write in the days before the class, so no clock runs.
    stop_clock(brainstorm=running, by=facilitator)
    let_guests_in(brainstorm=running, by=facilitator)
    for name in content["running"]["guests"]:
        join_as_guest(code=running.join_code, name=name, key=new_guest_key())


def _collect(content, scheduled_class, course, facilitator, participants, format=None):
    """Create the brainstorm and let the participants write its ideas in turn."""
    brainstorm = create_brainstorm(
        title=content["title"],
        question=content["question"],
        scheduled_class=scheduled_class,
        course=course,
        facilitators=[facilitator],
        format=BrainstormFormat.objects.get(slug=format) if format else None,
    )
    joined = [join_brainstorm(code=brainstorm.join_code, by=person) for person in participants]
    _lead_to(brainstorm, "collect", facilitator)
    for place, idea in enumerate(content["ideas"]):
        submit_idea(
            participation=joined[place * 5 % len(joined)],
            kind=idea["kind"],
            text=idea["text"],
            submission_key=uuid.uuid5(NAMESPACE, idea["text"]),
        )
    return brainstorm


def _say_what_it_touches(brainstorm, content, people):
    """Let people add points, systems, a wording and whom it helps to the idea that begins with `content["idea"]`."""
    idea = brainstorm.ideas.select_related("brainstorm").get(text__startswith=content["idea"])
    joined = [brainstorm.participations.get(user=person) for person in people]
    who = {"idea": idea, "participation": joined[0]}
    if "balance" in content:
        mark_balance(balance=content["balance"], **who)
    for system in content.get("systems", []):
        register = {"purpose": system.pop("purpose"), "owner_unit": system.pop("unit")}
        EnterpriseSystem.objects.get_or_create(name=system["new_system"], defaults=register)
        link_system(**who, **system)
    for point in content.get("points", []):
        stored = submit_point(
            idea=idea,
            participation=joined[point["by"]],
            side=point["side"],
            text=point["text"],
            submission_key=uuid.uuid5(NAMESPACE, point["text"]),
        )
        for place in range(point.get("shared", 0)):
            adopt_point(point=stored, participation=joined[(point["by"] + 1 + place) % len(joined)])
    if wording := content.get("wording"):
        guideline = Guideline.objects.get(slug=wording["guideline"])
        propose_wording(guideline=guideline, clause=wording["clause"], wording=wording["wording"], **who)


def _lead_to(brainstorm, phase, facilitator):
    brainstorm.refresh_from_db()
    while brainstorm.phase != phase:
        move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, by=facilitator)
        brainstorm.refresh_from_db()


def _weigh(brainstorm, stakeholders, facilitator):
    """Write down for the room whom ideas affect, and how."""
    for row in stakeholders:
        stakeholder = add_stakeholder(
            brainstorm=brainstorm,
            name=row["name"],
            headcount=row.get("headcount"),
            is_present=row["is_present"],
            by=facilitator,
        )
        for impact in row["impacts"]:
            weigh_impact(
                idea=brainstorm.ideas.get(text__startswith=impact["idea"]),
                stakeholder=stakeholder,
                by=facilitator,
                **{key: impact[key] for key in ("kind", "size", "confidence", "words")},
            )


def _negotiate(brainstorm, content, people, facilitator):
    """Lead a stakeholder negotiation up to its second proposal, where some have said where they stand."""
    joined = [brainstorm.participations.get(user=person) for person in people]
    _lead_to(brainstorm, "vote", facilitator)
    numbers = dict(brainstorm.ideas.values_list("text", "number"))  # drawn when the ideas were revealed
    for place, participation in enumerate(joined):
        scores = {numbers[row["text"]]: row["scores"][place] for row in content["ideas"]}
        cast_votes(participation=participation, values=scores)
    _lead_to(brainstorm, "rate", facilitator)
    for place, participation in enumerate(joined):
        ratings = {numbers[row["text"]]: tuple(row["ratings"][place]) for row in content["ideas"]}
        rate_ideas(participation=participation, ratings=ratings)
    _lead_to(brainstorm, "weigh", facilitator)
    _weigh(brainstorm, content["stakeholders"], facilitator)
    _lead_to(brainstorm, "negotiate", facilitator)
    planned, objecting = content["proposal"], content["proposal"]["objection"]
    idea = brainstorm.ideas.get(text__startswith=planned["idea"])
    proposal = propose(idea=idea, text=planned["text"], participation=joined[planned["by"]])
    objection = object_to(
        proposal=proposal,
        participation=joined[objecting["by"]],
        reason=objecting["reason"],
        condition=objecting["condition"],
        submission_key=uuid.uuid5(NAMESPACE, objecting["reason"]),
    )
    settle_objection(objection=objection, state="accepted", answer=objecting["answer"], by=facilitator)
    proposal = propose(idea=idea, text=planned["again"], after=1, participation=joined[planned["by"]])
    for stance in content["stances"]:
        participation = joined[stance["by"]]
        take_stance(proposal=proposal, participation=participation, position=stance["position"])
    stop_clock(brainstorm=Brainstorm.objects.get(pk=brainstorm.pk), by=facilitator)


def _vote(brainstorm, ideas, voters):
    """Spread the dots over the voters, one dot an idea each, so that all stay within their budget."""
    numbers = dict(brainstorm.ideas.values_list("text", "number"))
    ballots = {voter: {} for voter in voters}
    for idea in ideas:
        least_spent_first = sorted(voters, key=lambda voter: (len(ballots[voter]), voter.pk))
        for voter in least_spent_first[: idea["dots"]]:
            ballots[voter][numbers[idea["text"]]] = 1
    for voter, ballot in ballots.items():
        participation = brainstorm.participations.get(user=voter)
        cast_votes(participation=participation, values=ballot)


def _decide(brainstorm, ideas, facilitator):
    stored = {idea.text: idea for idea in brainstorm.ideas.all()}
    for idea in ideas:
        is_deferred = idea["outcome"] == "deferred"
        decide_idea(
            idea=stored[idea["text"]],
            outcome=idea["outcome"],
            reason=idea["reason"],
            review_on=timezone.localdate() + timedelta(days=150) if is_deferred else None,
            by=facilitator,
        )


def _try_out(brainstorm, content, participants, facilitator):
    today = timezone.localdate()
    due_on = today + timedelta(days=content["due"])
    pilot = start_pilot(
        decision=Decision.objects.get(idea__brainstorm=brainstorm, idea__text__startswith=content["idea"]),
        owner=participants[content["owner"]],
        starts_on=today + timedelta(days=content["starts"]),
        due_on=max(due_on, today + timedelta(days=1)),
        by=facilitator,
        **{key: content[key] for key in ("hypothesis", "measure", "baseline")},
    )
    Pilot.objects.filter(pk=pilot.pk).update(due_on=due_on)
    if "result" in content:
        result = {key: content[key] for key in ("result", "measured", "learned")}
        record_result(pilot=pilot, by=pilot.owner, **result)
        Pilot.objects.filter(pk=pilot.pk).update(recorded_at=timezone.now() - timedelta(days=9))


def _set_back(brainstorm, *, days):
    """Move what just happened to the day of the class."""
    at = timezone.now() - timedelta(days=days)
    Brainstorm.objects.filter(pk=brainstorm.pk).update(created_at=at, phase_started_at=at, closed_at=at)
    Idea.objects.filter(brainstorm=brainstorm).update(created_at=at)
    Decision.objects.filter(idea__brainstorm=brainstorm).update(decided_at=at)
