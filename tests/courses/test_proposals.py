"""Changes that learners propose to guidelines, and their answers."""

import pytest
from django.urls import reverse

from courses.guidelines.actions import acknowledge_guideline, answer_proposal
from courses.guidelines.notices import tell_proposer
from courses.models import Guideline, GuidelineProposal
from lms.exceptions import RuleError
from lms.jobs.queue import TryLater
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, GuidelineFactory, LessonPageFactory
from tests.factories.discussion import GuidelineProposalFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("L8")]


@pytest.fixture
def guideline(db):
    return GuidelineFactory(title="How we post")


@pytest.fixture
def learner(client):
    user = LearnerFactory()
    client.force_login(user)
    return user


def send(client, guideline, text, **fields):
    url = reverse("lms_courses:propose_change", args=[guideline.pk])
    return client.post(url, {"text": text, "version": guideline.version, **fields})


def test_lesson_lets_learners_propose_with_the_acknowledgment(client, guideline, learner):
    course = CoursePageFactory()
    lesson = LessonPageFactory(course=course, body=[("guideline", {"guideline": guideline})])
    EnrollmentFactory(course=course, learner=learner)
    action = reverse("lms_courses:propose_change", args=[guideline.pk])
    assert f'action="{action}"' in client.get(lesson.url).content.decode()

    answer = send(client, guideline, "Say who may quote whom.", lesson=lesson.pk)

    assert answer.url == f"{guideline.get_absolute_url()}?lesson={lesson.pk}#proposals"
    page = client.get(answer.url).content.decode()
    assert "Say who may quote whom." in page
    assert f"/learning/lessons/{lesson.pk}/#guideline-{guideline.pk}" in page


def test_new_version_asks_again(client, guideline, learner):
    acknowledge_guideline(guideline=guideline, learner=learner, version=1)
    assert "You accepted this version" in client.get(guideline.get_absolute_url()).content.decode()
    Guideline.objects.update(version=2)

    assert "You accepted this version" not in client.get(guideline.get_absolute_url()).content.decode()


def test_proposal_sent_twice_is_one(client, guideline, learner):
    for _click in range(2):
        assert send(client, guideline, "Shorter, please.").status_code == 302
    proposal = GuidelineProposal.objects.get()
    assert (proposal.learner, proposal.version, proposal.status) == (learner, 1, "open")


@pytest.mark.parametrize(("text", "sentence"), [(" ", "Say what should change"), ("x" * 1001, "1000 characters")])
def test_proposal_with_a_mistake_is_kept_in_the_field(client, guideline, learner, text, sentence):
    answer = send(client, guideline, text)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert text in answer.content.decode()


def test_draft_of_a_guideline_is_not_there_for_learners(client, learner):
    draft = GuidelineFactory(live=False)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert send(client, draft, "Change it").status_code == 404


def test_proposals_of_others_are_seen_once_they_bore_fruit_and_never_by_name(client, guideline, learner):
    author = LearnerFactory(first_name="Odile", last_name="Marchetti")
    for status in ("open", "declined", "taken_up", "adopted"):
        GuidelineProposalFactory(guideline=guideline, learner=author, status=status, text=f"<b>{status}</b> one")

    page = client.get(guideline.get_absolute_url()).content.decode()

    shown = [status for status in ("open", "declined", "taken_up", "adopted") if f"&lt;b&gt;{status}&lt;" in page]
    assert shown == ["taken_up", "adopted"]
    assert "Marchetti" not in page


def test_answer_needs_a_word_and_is_written_to_the_audit_log(guideline, logged):
    trainer, proposal = TrainerFactory(), GuidelineProposalFactory(guideline=guideline)
    with pytest.raises(RuleError, match="reason"):
        answer_proposal(proposal=proposal, status="declined", answer=" ", by=trainer)

    for _click in range(2):
        answer_proposal(proposal=proposal, status="adopted", answer="From May on.", by=trainer)

    assert logged(guideline) == [("lms_courses.answer_proposal", trainer, {"status": "adopted"})]


def test_trainer_answers_in_the_admin(client, guideline, mailoutbox, django_capture_on_commit_callbacks):
    trainer, proposal = TrainerFactory(), GuidelineProposalFactory(guideline=guideline, text="Shorter, please.")
    GuidelineProposalFactory(guideline=guideline, status="declined", text="Longer, please.")
    client.force_login(trainer)
    queue = client.get(reverse("lms_courses:proposals"), follow=True).content.decode()
    assert "Shorter, please." in queue
    assert "Longer, please." not in queue
    edit = reverse("lms_proposals:edit", args=[proposal.pk])
    assert "Shorter, please." in client.get(edit).content.decode()

    refused = client.post(edit, {"status": "declined", "answer": ""})
    assert "Give a reason in one sentence." in refused.content.decode()
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            sent = client.post(edit, {"status": "declined", "answer": "Too short.", "text": "Forged"})
        assert sent.status_code == 302

    proposal.refresh_from_db()
    assert (proposal.status, proposal.answer, proposal.text) == ("declined", "Too short.", "Shorter, please.")
    (mail,) = mailoutbox
    assert (mail.subject, "Too short." in mail.body) == ("Your proposal for “How we post”: declined", True)
    client.force_login(proposal.learner)
    assert "Too short." in client.get(guideline.get_absolute_url()).content.decode()


def test_proposals_are_answered_by_trainers_only(client, guideline, learner):
    proposal = GuidelineProposalFactory(guideline=guideline, learner=learner)

    assert client.get(reverse("lms_courses:proposals")).status_code == 403
    client.post(reverse("lms_proposals:edit", args=[proposal.pk]), {"status": "adopted", "answer": "Yes"})
    proposal.refresh_from_db()
    assert proposal.status == "open"


@pytest.mark.row("R14")
def test_answer_waits_for_a_mail_server_that_is_away_and_is_sent_once(guideline, mailoutbox, settings):
    proposal = GuidelineProposalFactory(guideline=guideline, status="declined", answer="Too short.")
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.lms.test_notices.RefusingBackend"
    with pytest.raises(TryLater):
        tell_proposer.call(proposal.pk)
    settings.EMAIL_BACKEND = working
    for _time in range(2):
        tell_proposer.call(proposal.pk)
    assert len(mailoutbox) == 1
