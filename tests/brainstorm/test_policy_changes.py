"""Wordings for clauses of guidelines: what differs, who decides, and what must be added in."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from brainstorm.facilitation.actions import close_brainstorm
from brainstorm.facilitation.notices import tell_beyond_the_room
from brainstorm.models import BrainstormPhase, PolicyChange
from brainstorm.registers.actions import propose_wording, settle_wording, take_up_proposals, withdraw_wording
from brainstorm.registers.clauses import clauses_of, word_diff
from brainstorm.registers.notices import tell_proposer
from brainstorm.registers.presenters import waiting_wordings
from courses.models import Guideline, GuidelineProposal
from lms.exceptions import RuleError
from lms.jobs.queue import TryLater
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, joined, move_to
from tests.factories.courses import GuidelineFactory
from tests.factories.users import AdminFactory, LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

OLD = "No pictures from the workshop."
NEW = "No faces and no customer names in pictures from the workshop."


@pytest.fixture
def guideline(db):
    return GuidelineFactory(
        title="Photos",
        body=f"<h3>Photos</h3><p>Ask <b>first</b>. {OLD}</p><ul><li>Credit the p<i>hoto</i>grapher</li></ul>",
    )


@pytest.fixture
def idea(facilitator, ana):
    brainstorm = BrainstormFactory(plan=["collect", "draft", "decide"], facilitator=facilitator, participants=[ana])
    BrainstormPhase.objects.filter(brainstorm=brainstorm).update(is_anonymous=False)
    stored = IdeaFactory(brainstorm=brainstorm, by=ana, kind="policy_change")
    move_to(brainstorm, "draft")
    return brainstorm.ideas.select_related("brainstorm").get(pk=stored.pk)


def propose(idea, guideline, person, clause=OLD, wording=NEW):
    return propose_wording(
        idea=idea, guideline=guideline, clause=clause, wording=wording, participation=joined(idea.brainstorm, person)
    )


def close(idea, facilitator):
    DecisionFactory(idea=idea)
    close_brainstorm(brainstorm=idea.brainstorm, by=facilitator)


@pytest.mark.row("B18")
def test_clauses_are_paragraphs_and_their_sentences_as_plain_text(guideline):
    assert clauses_of(guideline) == [
        "Photos",
        f"Ask first. {OLD}",
        "Ask first.",
        OLD,
        "Credit the photographer",
    ]


@pytest.mark.row("B18")
@given(before=st.text("ab ,.é\n", max_size=40), after=st.text("ab ,.é\n", max_size=40))
def test_diff_tells_both_wordings_to_the_letter(before, after):
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == after


def test_diff_keeps_whole_words_and_puts_neighbors_together():
    pieces = [(piece.kind, piece.text) for piece in word_diff("Do not post photos.", "Do never show faces.")]
    assert pieces == [("same", "Do "), ("del", "not post photos"), ("ins", "never show faces"), ("same", ".")]


@pytest.mark.row("B18")
def test_wording_is_proposed_on_the_page_and_shown_as_escaped_difference(client, idea, guideline, ana):
    client.force_login(ana)
    page = reverse("lms_brainstorm:idea", args=[idea.brainstorm_id, idea.number])
    assert OLD in client.get(f"{page}?guideline={guideline.pk}").content.decode()
    address = reverse("lms_brainstorm:wording_create", args=[idea.brainstorm_id, idea.number])
    sent = {"guideline": guideline.pk, "clause": OLD, "wording": "No <script>alert(1)</script> from the workshop."}
    html = client.post(address, sent, follow=True).content.decode()
    assert "<del>" in html
    assert "<ins>" in html
    assert "[out:" in html
    assert "[in:" in html
    assert "<script>alert(1)" not in html
    assert "alert" in html
    change = PolicyChange.objects.get()
    assert (change.state, change.version, change.added_by.user) == ("proposed", guideline.version, ana)
    refused = client.post(address, sent | {"wording": OLD})
    assert refused.status_code == 409
    assert "what the clause says today" in refused.content.decode()
    assert client.post(address, sent | {"clause": "Never said"}).status_code == 422


def test_wording_that_fits_no_clause_or_phase_is_refused(idea, guideline, facilitator, ana):
    assert propose(idea, guideline, ana).pk == propose(idea, guideline, ana).pk
    Guideline.objects.filter(pk=guideline.pk).update(body="<p>Other.</p>")
    with pytest.raises(RuleError, match="no longer says this"):
        propose(idea, guideline, ana, wording="New")
    with pytest.raises(RuleError, match="new clause"):
        propose(idea, guideline, ana, clause="", wording=" ")
    move_to(idea.brainstorm, "decide")
    with pytest.raises(RuleError, match="in this phase"):
        propose(idea, guideline, ana, clause="", wording="New")


def test_wording_without_a_name_is_taken_back_by_who_leads_only(idea, guideline, facilitator, ana, ben):
    named = propose(idea, guideline, ana)
    with pytest.raises(RuleError, match="Only the person who proposed"):
        withdraw_wording(change=named, participation=joined(idea.brainstorm, ben))
    withdraw_wording(change=named, participation=joined(idea.brainstorm, ana))
    BrainstormPhase.objects.filter(brainstorm=idea.brainstorm).update(is_anonymous=True)
    nameless = propose(idea, guideline, ana)
    assert nameless.added_by is None
    with pytest.raises(RuleError, match="Only the person who proposed"):
        withdraw_wording(change=nameless, participation=joined(idea.brainstorm, ana))
    withdraw_wording(change=nameless, by=facilitator)
    assert not PolicyChange.objects.exists()


@pytest.mark.row("B18")
def test_wording_is_decided_with_a_reason_and_its_proposer_is_told_once(
    idea, guideline, facilitator, ana, django_capture_on_commit_callbacks
):
    change = propose(idea, guideline, ana)
    with pytest.raises(RuleError, match="when ideas are decided"):
        settle_wording(change=change, state="adopted", reason="Good", by=facilitator)
    move_to(idea.brainstorm, "decide")
    with pytest.raises(RuleError, match="reason"):
        settle_wording(change=change, state="adopted", reason=" ", by=facilitator)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            settle_wording(change=change, state="declined", reason="Parts are secret.", by=facilitator)
    (message,) = mail.outbox
    assert ana.email in message.to[0]
    assert "Parts are secret." in message.body
    assert NEW in message.body
    with pytest.raises(RuleError, match="already been decided"):
        withdraw_wording(change=change, participation=None, by=facilitator)


def test_participants_decide_no_wording(client, idea, guideline, facilitator, ana):
    change = propose(idea, guideline, ana)
    move_to(idea.brainstorm, "decide")
    address = reverse("lms_brainstorm:wording_settle", args=[idea.brainstorm_id, idea.number])
    sent = {"change": change.pk, f"change-{change.pk}-state": "adopted", f"change-{change.pk}-reason": "Yes."}
    for person, status in ((ana, 404), (LearnerFactory(), 404), (facilitator, 302)):
        client.force_login(person)
        assert client.post(address, sent).status_code == status
    change.refresh_from_db()
    assert (change.state, change.decided_by) == ("adopted", facilitator)


@pytest.mark.row("B18")
def test_adopted_wording_waits_in_the_admin_until_the_guideline_reads_so(client, idea, guideline, facilitator, ana):
    change = propose(idea, guideline, ana)
    client.force_login(AdminFactory())
    admin = reverse("wagtailsnippets_lms_courses_guideline:edit", args=[guideline.pk])
    page = reverse("lms_brainstorm:guideline_changes", args=[guideline.pk])
    assert "wait" not in client.get(page).content.decode()
    assert "customer names" not in client.get(admin).content.decode()
    close(idea, facilitator)
    html = client.get(admin).content.decode()
    assert "1 wording needs a decision" in html
    assert "customer names" not in html
    sent = {"change": change.pk, f"change-{change.pk}-state": "adopted", f"change-{change.pk}-reason": "Fair."}
    assert client.post(page, sent | {f"change-{change.pk}-reason": ""}).status_code == 422
    assert client.post(page, sent).status_code == 302
    html = client.get(admin).content.decode()
    assert "1 adopted wording must be added to this text" in html
    assert "customer names" in html
    Guideline.objects.filter(pk=guideline.pk).update(body=f"<p>Ask first. {NEW}</p>")
    assert waiting_wordings(Guideline.objects.get()) == []
    assert "must be added" not in client.get(admin).content.decode()


def test_only_editors_of_guidelines_decide_beyond_the_room(client, idea, guideline, facilitator, ana):
    change = propose(idea, guideline, ana)
    close(idea, facilitator)
    page = reverse("lms_brainstorm:guideline_changes", args=[guideline.pk])
    sent = {"change": change.pk, f"change-{change.pk}-state": "declined", f"change-{change.pk}-reason": "No."}
    client.force_login(LearnerFactory())
    assert "customer names" in client.get(page).content.decode()
    assert client.post(page, sent).status_code == 404
    editor = TrainerFactory()
    editor.user_permissions.add(Permission.objects.get(codename="change_guideline"))
    client.force_login(editor)
    assert client.post(page, sent).status_code == 302


@pytest.mark.parametrize(
    ("clause", "wording", "body", "is_waiting"),
    [
        (OLD, "", f"<p>{OLD}</p>", True),
        (OLD, "", "<p>Other.</p>", False),
        ("", "Be kind.", "<p>Be  <b>kind</b>.</p>", False),
        (OLD, "No pictures", f"<p>{OLD}</p>", True),
        (OLD, f"{OLD} Ask first.", f"<p>{OLD} Ask first.</p>", False),
    ],
)
def test_what_waits_follows_from_the_published_text(idea, guideline, facilitator, clause, wording, body, is_waiting):
    Guideline.objects.filter(pk=guideline.pk).update(body=body)
    close(idea, facilitator)
    PolicyChange.objects.create(
        idea=idea,
        guideline=guideline,
        version=1,
        clause=clause,
        wording=wording,
        state="adopted",
        reason="Yes.",
        decided_at="2026-01-01T00:00Z",
    )
    assert bool(waiting_wordings(Guideline.objects.get())) == is_waiting


def test_learner_whose_proposal_was_taken_up_is_answered_when_the_brainstorm_is_closed(guideline, facilitator, ana):
    proposal = GuidelineProposal.objects.create(guideline=guideline, version=1, learner=ana, text="Allow photos")
    brainstorm = BrainstormFactory(plan=["collect", "draft", "decide"], facilitator=facilitator)
    move_to(brainstorm, "collect")
    take_up_proposals(brainstorm=brainstorm, proposals=[proposal], by=facilitator)
    move_to(brainstorm, "decide")
    idea = brainstorm.ideas.select_related("brainstorm").get()
    change = propose_wording(idea=idea, guideline=guideline, clause=OLD, wording=NEW, by=facilitator)
    settle_wording(change=change, state="adopted", reason="Parts are no secret.", by=facilitator)
    proposal.refresh_from_db()
    assert proposal.status == "taken_up"
    close(idea, facilitator)
    tell_beyond_the_room.call(brainstorm.pk)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.answer) == ("adopted", "Parts are no secret.")


@pytest.mark.row("R14")
def test_answer_waits_for_a_mail_server_that_is_away_and_is_sent_once(idea, guideline, facilitator, ana, settings):
    change = propose(idea, guideline, ana)
    move_to(idea.brainstorm, "decide")
    settle_wording(change=change, state="declined", reason="Parts are secret.", by=facilitator)
    mail.outbox.clear()
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.lms.test_notices.RefusingBackend"
    with pytest.raises(TryLater):
        tell_proposer.call(change.pk)
    settings.EMAIL_BACKEND = working
    for _time in range(2):
        tell_proposer.call(change.pk)
    assert len(mail.outbox) == 1
