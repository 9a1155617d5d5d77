"""Decision records, terms of pilots, reminders, and how the next class begins."""

import uuid
from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from brainstorm.decisions.actions import decide_idea, decide_remaining
from brainstorm.facilitation.actions import close_brainstorm
from brainstorm.models import Decision, Objection, Pilot, Proposal
from brainstorm.pilots.actions import record_result, start_pilot
from brainstorm.pilots.notices import remind_of_pilots
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, PilotFactory, joined, move_to
from tests.factories.courses import CoursePageFactory
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def mailed():
    """Return [(address, subject)] of the mails so far."""
    return [(parseaddr(message.to[0])[1], message.subject) for message in mail.outbox]


def deciding(ideas=1, **kwargs):
    brainstorm = BrainstormFactory(plan=["collect", "consent"], **kwargs)
    IdeaFactory.create_batch(ideas, brainstorm=brainstorm)
    return move_to(brainstorm, "consent")


def lead_of(brainstorm):
    return brainstorm.facilitators.get()


@pytest.mark.row("B20")
def test_decision_record_says_what_how_and_against_which_objections(client):
    brainstorm = deciding()
    idea, person = brainstorm.ideas.get(), joined(brainstorm, LearnerFactory())
    Proposal.objects.create(idea=idea, version=1, text="Photos without faces")
    latest = Proposal.objects.create(idea=idea, version=2, text="Photos without faces, from Monday")
    sent = {
        "outcome": "adopted",
        "reason": "It costs a minute.",
        "rule": "consent",
        "tally": "12 of 15 consented",
        "objections": "Faces must not be seen.",
        "review_on": (timezone.localdate() + timedelta(days=90)).isoformat(),
    }
    client.force_login(lead_of(brainstorm))
    url = reverse("lms_brainstorm:decision", args=[brainstorm.pk, idea.number])
    assert client.post(url, sent).status_code == 302
    decision = Decision.objects.get()
    assert (decision.proposal, decision.rule, decision.decided_by) == (latest, "consent", lead_of(brainstorm))
    client.force_login(person.user)
    page = client.get(brainstorm.get_absolute_url()).content.decode()
    for word in ("Photos without faces, from Monday", "consent: no open objection", "12 of 15 consented"):
        assert word in page
    assert "Faces must not be seen." in page
    assert decision.decider in page


@pytest.mark.row("B20")
def test_same_decision_again_writes_nothing():
    brainstorm = deciding(ideas=2)
    idea, lead = brainstorm.ideas.first(), lead_of(brainstorm)
    first = decide_idea(idea=idea, outcome="declined", reason="We tried it.", by=lead)
    brainstorm.refresh_from_db()
    number = brainstorm.room_number
    again = decide_idea(idea=idea, outcome="declined", reason=" We tried it. ", by=lead)
    assert again.decided_at == first.decided_at
    assert len(decide_remaining(brainstorm=brainstorm, outcome="declined", reason="No time.", by=lead)) == 1
    assert decide_remaining(brainstorm=brainstorm, outcome="declined", reason="No time.", by=lead) == []
    brainstorm.refresh_from_db()
    assert brainstorm.room_number == number + 1


@pytest.mark.row("B20")
def test_nothing_closes_while_an_idea_has_no_state_and_reason():
    brainstorm = deciding(ideas=2)
    lead = lead_of(brainstorm)
    decide_idea(idea=brainstorm.ideas.first(), outcome="adopted", reason="Yes.", by=lead)
    with pytest.raises(RuleError, match="Decide the last idea first"):
        close_brainstorm(brainstorm=brainstorm, by=lead)
    with pytest.raises(RuleError):
        decide_idea(idea=brainstorm.ideas.last(), outcome="declined", reason="  ", by=lead)
    with pytest.raises(RuleError, match="Choose the day"):
        decide_idea(idea=brainstorm.ideas.last(), outcome="deferred", reason="Later.", by=lead)
    decide_idea(idea=brainstorm.ideas.last(), outcome="declined", reason="No.", by=lead)
    assert close_brainstorm(brainstorm=brainstorm, by=lead).closed_at


@pytest.mark.row("B16", "B21")
def test_accepted_conditions_become_terms_of_the_pilot_once(client):
    brainstorm = deciding()
    idea, lead = brainstorm.ideas.get(), lead_of(brainstorm)
    author = joined(brainstorm, LearnerFactory(first_name="Noor", last_name="Haddad"))
    proposal = Proposal.objects.create(idea=idea, version=1, text="Photos")
    now = timezone.now()
    for state, condition in (("accepted", "No faces"), ("withdrawn", "No photos"), ("open", "Only on Mondays")):
        Objection.objects.create(
            proposal=proposal,
            author=author,
            reason="Privacy",
            condition=condition,
            state=state,
            submission_key=uuid.uuid4(),
            settled_at=None if state == "open" else now,
        )
    decision = decide_idea(idea=idea, outcome="adopted", reason="Yes.", by=lead)
    today = timezone.localdate()
    trial = {"hypothesis": "Fewer calls", "owner": author.user, "measure": "Calls", "baseline": "12", "by": lead}
    dates = {"starts_on": today, "due_on": today + timedelta(days=30), "stop_rule": "A customer complains"}
    pilot = start_pilot(decision=decision, **trial, **dates)
    assert [term.text for term in pilot.terms.all()] == ["No faces"]
    client.force_login(author.user)
    page = client.get(pilot.get_absolute_url()).content.decode()
    for word in ("No faces", "condition of Noor Haddad", "A customer complains"):
        assert word in page
    record_result(pilot=pilot, result="adapt", measured="9", learned="Again.", by=lead)
    assert not start_pilot(decision=decision, **trial, **dates).terms.exists()


def pilot_due(days, **kwargs):
    today = timezone.localdate()
    return PilotFactory(starts_on=today - timedelta(days=30), due_on=today + timedelta(days=days), **kwargs)


@pytest.mark.row("B21")
@pytest.mark.parametrize(
    ("days", "subjects"),
    [
        (20, ["A pilot is yours"]),
        (3, ["A pilot is yours", "Your pilot ends on"]),
        (-1, ["A pilot is yours", "How did your pilot turn out?"]),
    ],
)
def test_owner_is_told_and_reminded_once_for_each_occasion(days, subjects):
    pilot = pilot_due(days)
    assert remind_of_pilots() == len(subjects)
    assert remind_of_pilots() == 0
    assert {address for address, _subject in mailed()} == {pilot.owner.email}
    for (_address, told), subject in zip(mailed(), subjects, strict=True):
        assert subject in told
    later = timezone.now() + timedelta(days=7)
    assert remind_of_pilots(later) == (0 if days == 20 else 1)


@pytest.mark.row("B21")
def test_people_of_the_room_are_told_what_came_of_it_and_facilitators_of_what_waits():
    brainstorm = deciding(ideas=2)
    person = joined(brainstorm, LearnerFactory())
    lead, (tried, waiting) = lead_of(brainstorm), brainstorm.ideas.all()
    decision = decide_idea(idea=tried, outcome="adopted", reason="Yes.", by=lead)
    tomorrow = timezone.localdate() + timedelta(days=1)
    decide_idea(idea=waiting, outcome="deferred", reason="Later.", review_on=tomorrow, by=lead)
    Decision.objects.filter(idea=waiting).update(review_on=timezone.localdate())
    pilot = PilotFactory(decision=decision, owner=person.user)
    close_brainstorm(brainstorm=brainstorm, by=lead)
    remind_of_pilots()
    assert mailed() == [(person.user.email, "A pilot is yours"), (lead.email, "Look at this idea again today")]
    mail.outbox.clear()
    record_result(pilot=pilot, result="keep", measured="3", learned="It works.", by=person.user)
    remind_of_pilots()
    everybody = brainstorm.participations.filter(user__isnull=False)
    assert dict(mailed()) == {each.user.email: "Result: Keep" for each in everybody}


@pytest.mark.row("B21")
def test_next_class_of_the_course_opens_with_the_pilots(client):
    course = CoursePageFactory()
    earlier = deciding(course=course)
    lead = lead_of(earlier)
    decision = decide_idea(idea=earlier.ideas.get(), outcome="adopted", reason="Yes.", by=lead)
    PilotFactory(decision=decision)
    upcoming = BrainstormFactory(course=course, facilitator=lead)
    person = joined(upcoming, LearnerFactory())
    client.force_login(person.user)
    room = upcoming.get_absolute_url()
    assert "What happened to earlier ideas" not in client.get(room).content.decode()  # not closed yet
    close_brainstorm(brainstorm=earlier, by=lead)
    assert "What happened to earlier ideas" in client.get(room).content.decode()
    client.force_login(lead)
    console = reverse("lms_brainstorm:console", args=[upcoming.pk])
    assert "Open with these pilots of earlier classes:" in client.get(console).content.decode()
    other = BrainstormFactory(course=CoursePageFactory(), facilitator=lead)
    assert (
        "Open with these pilots" not in client.get(reverse("lms_brainstorm:console", args=[other.pk])).content.decode()
    )


@pytest.mark.row("B21")
def test_outcomes_count_from_classes_to_results(client):
    brainstorm = deciding(ideas=3)
    lead, ideas = lead_of(brainstorm), list(brainstorm.ideas.all())
    decisions = [decide_idea(idea=idea, outcome="adopted", reason="Yes.", by=lead) for idea in ideas[:2]]
    decide_idea(idea=ideas[2], outcome="declined", reason="No.", by=lead)
    pilots = [PilotFactory(decision=decision) for decision in decisions]
    record_result(pilot=pilots[0], result="keep", measured="3", learned="It works.", by=lead)
    close_brainstorm(brainstorm=brainstorm, by=lead)
    client.force_login(LearnerFactory())
    page = client.get(reverse("lms_brainstorm:outcomes")).content.decode()
    name = "lms-outcome-flow"
    for number, label in ((3, "ideas"), (2, "adopted"), (2, "pilots"), (1, "result")):
        assert f'<span class="{name}__number">{number}</span> <span class="{name}__label">{label}</span>' in page
    assert Pilot.objects.running().count() == 1
