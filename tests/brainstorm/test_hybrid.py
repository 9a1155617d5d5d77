"""Collecting in the days before a class, opened by the clock."""

import uuid
from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from brainstorm.facilitation.actions import move_phase, run_hybrid
from brainstorm.ideas.actions import submit_idea
from brainstorm.models import Brainstorm
from brainstorm.sessions.actions import join_brainstorm
from brainstorm.voting.actions import cast_votes
from brainstorm.voting.presenters import ballot_for
from courses.reminders.actions import send_reminders
from tests.factories.brainstorm import BrainstormFactory, joined, move_to
from tests.factories.courses import BookingFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, ProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("B28")]


@pytest.fixture
def soon(facilitator, ana, ben):
    """A brainstorm of a class in five days that opens in one hour; Ana and Ben have seats."""
    scheduled_class = ScheduledClassFactory(starts_in=timedelta(days=5), capacity=9)
    for learner in (ana, ben):
        BookingFactory(scheduled_class=scheduled_class, learner=learner)
    return BrainstormFactory(
        title="Posting from the van",
        facilitator=facilitator,
        scheduled_class=scheduled_class,
        course=scheduled_class.course,
        opens_at=timezone.now() + timedelta(hours=1),
    )


def write(brainstorm, person, text="Fewer calls."):
    participation = joined(brainstorm, person)
    return submit_idea(participation=participation, kind="use_case", text=text, submission_key=uuid.uuid4())


def mailed(mailoutbox):
    """Return (address, first word of the subject) of all mails since the last call."""
    found = sorted((parseaddr(mail.to[0])[1], mail.subject.split()[0]) for mail in mailoutbox)
    mailoutbox.clear()
    return found


def test_collecting_opens_by_itself_at_its_time_and_once(soon, mailoutbox):
    send_reminders()
    assert Brainstorm.objects.get().phase == "arrive"
    later = soon.opens_at + timedelta(minutes=5)
    send_reminders(now=later)
    opened = Brainstorm.objects.get()
    assert (opened.phase, opened.phase_ends_at, opened.current_phase.rounds) == ("collect", None, 1)
    assert [mail.subject for mail in mailoutbox].count("You are invited: Posting from the van") == 2
    assert send_reminders(now=later) == 0
    assert Brainstorm.objects.get().current_phase.rounds == 1
    entry = ModelLogEntry.objects.for_instance(opened).get(action="lms_brainstorm.opened")
    assert (entry.user, entry.message) == (None, "Opened “Collect” at the time that was set")


def test_invited_people_are_told_once_and_reminded_the_day_before(soon, ana, ben, mailoutbox):
    """Ana writes, Ben only joins, Cleo books late and joins nothing, Dana wants no reminders."""
    cleo, dana = LearnerFactory(email="cleo@firm.example"), LearnerFactory(email="dana@firm.example")
    BookingFactory(scheduled_class=soon.scheduled_class, learner=dana)
    ProfileFactory(user=dana, gets_reminders=False)
    run_hybrid(now=soon.opens_at)
    assert mailed(mailoutbox) == sorted([(ana.email, "You"), (ben.email, "You")])
    write(soon, ana)
    joined(soon, ben)
    BookingFactory(scheduled_class=soon.scheduled_class, learner=cleo)
    run_hybrid(now=soon.opens_at + timedelta(days=1))
    assert mailed(mailoutbox) == [(cleo.email, "You")]
    starts_at = soon.scheduled_class.meetings.get().starts_at
    run_hybrid(now=starts_at - timedelta(hours=25))
    assert mailed(mailoutbox) == []
    for _run in range(2):
        run_hybrid(now=starts_at - timedelta(hours=23))
    assert mailed(mailoutbox) == sorted([(ben.email, "Before"), (cleo.email, "Before")])
    late = LearnerFactory()
    BookingFactory(scheduled_class=soon.scheduled_class, learner=late)
    run_hybrid(now=starts_at - timedelta(hours=2))
    assert mailed(mailoutbox) == [(late.email, "You")]
    run_hybrid(now=starts_at + timedelta(minutes=1))
    assert mailed(mailoutbox) == []


def test_mail_says_what_to_do_and_nothing_that_was_written(soon, ana, ben, mailoutbox):
    run_hybrid(now=soon.opens_at)
    write(soon, ana, text="A hummingbird idea")
    run_hybrid(now=soon.scheduled_class.meetings.get().starts_at - timedelta(hours=20))
    text = " ".join(mail.body for mail in mailoutbox)
    assert soon.question in text
    assert soon.get_absolute_url() in text
    assert "hummingbird" not in text


def test_people_of_the_course_are_invited_where_there_is_no_class(facilitator, mailoutbox):
    enrollment = EnrollmentFactory()
    brainstorm = BrainstormFactory(facilitator=facilitator, course=enrollment.course, opens_at=timezone.now())
    run_hybrid(now=brainstorm.opens_at)
    assert mailed(mailoutbox) == [(enrollment.learner.email, "You")]
    EnrollmentFactory(course=enrollment.course)
    run_hybrid(now=brainstorm.opens_at + timedelta(days=15))
    assert mailed(mailoutbox) == []


def test_started_brainstorm_and_cancelled_class_are_left_alone(soon, facilitator, mailoutbox):
    other = BrainstormFactory(facilitator=facilitator, opens_at=soon.opens_at)
    move_to(other, "discuss")
    soon.scheduled_class.cancelled_at = timezone.now()
    soon.scheduled_class.save()
    run_hybrid(now=soon.opens_at)
    assert list(Brainstorm.objects.order_by("pk").values_list("phase", flat=True)) == ["arrive", "discuss"]
    assert mailed(mailoutbox) == []


def test_those_who_come_late_vote_on_the_same_frozen_list(soon, facilitator, ana, ben):
    run_hybrid(now=soon.opens_at)
    early = write(soon, ana)
    voting = move_to(soon, "vote")
    cast_votes(participation=joined(voting, ana), values={1: 1})
    for _phase in range(4):
        voting = move_phase(brainstorm=voting, direction="back", expected_step=voting.step, by=facilitator)
    write(soon, ben, text="Too late for the list")
    voting = move_to(soon, "vote")
    late = join_brainstorm(code=voting.join_code, by=LearnerFactory())
    assert [idea.pk for idea in ballot_for(joined(voting, late.user)).ideas] == [early.pk]
