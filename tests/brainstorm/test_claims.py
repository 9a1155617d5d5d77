"""Ideas without a name: the codes by which their authors follow them and answer."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from brainstorm.claims.actions import answer_by_code
from brainstorm.facilitation.actions import move_phase, seal_brainstorm
from brainstorm.grouping.actions import merge_ideas
from brainstorm.ideas.actions import submit_idea
from brainstorm.models import BrainstormSecret, Idea, Point
from brainstorm.sessions.actions import claim_code, claim_hash
from lms.exceptions import RuleError
from tests.brainstorm.test_sealing import dumped
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, joined, move_to

pytestmark = pytest.mark.django_db
CLAIMS = "/learning/brainstorms/claims/"
PLAN = ["collect", "group", "discuss", "vote", "decide"]


@pytest.fixture
def brainstorm(facilitator, ana, ben):
    return BrainstormFactory(title="From the van", facilitator=facilitator, participants=[ana, ben], plan=PLAN)


def write(brainstorm, author, text="Photos of repairs"):
    """Return (idea, its code as its author reads it), written in the phase of collecting."""
    idea = submit_idea(
        participation=joined(brainstorm, author), kind="use_case", text=text, submission_key=uuid.uuid4()
    )
    code = claim_code(BrainstormSecret.objects.get(brainstorm=brainstorm), idea.submission_key)
    return idea, f"{code[:4]} {code[4:8]} {code[8:]}"


def room(brainstorm, name="detail"):
    return reverse(f"lms_brainstorm:{name}", args=[brainstorm.pk])


def followed(code, **answer):
    """Return (status, text) of what someone no one knows is shown for `code`."""
    response = Client().post(CLAIMS, {"code": code, **answer})
    return response.status_code, response.content.decode()


def closed(brainstorm, idea, reason="Costs a minute."):
    DecisionFactory(idea=idea, reason=reason, decided_by=brainstorm.facilitators.get())
    return move_to(brainstorm, "closed")


@pytest.mark.row("B6")
def test_author_finds_the_codes_of_own_ideas_and_nobody_elses(client, brainstorm, ana, ben):
    brainstorm = move_to(brainstorm, "collect")
    (_idea, mine), (_other, theirs) = write(brainstorm, ana), write(brainstorm, ben, "Answers at night")
    client.force_login(ana)
    for phase, pages in {"collect": ("detail", "codes"), "discuss": ("codes",), "decide": ("codes",)}.items():
        move_to(brainstorm, phase)
        for name in pages:
            page = client.get(room(brainstorm, name)).content.decode()
            assert (mine in page, theirs in page) == (True, False), (phase, name)
        assert room(brainstorm, "codes") in client.get(room(brainstorm)).content.decode()


def test_idea_with_a_name_has_no_code_to_show(client, brainstorm, ana):
    brainstorm.phases.update(is_anonymous=False)
    brainstorm = move_to(brainstorm, "collect")
    _idea, code = write(brainstorm, ana)
    client.force_login(ana)
    assert "You have not written any yet" in client.get(room(brainstorm, "codes")).content.decode()
    assert "Claim code" not in client.get(room(brainstorm)).content.decode()
    assert followed(code)[0] == 404


@pytest.mark.row("B6")
def test_whoever_has_the_code_follows_the_idea_from_the_first_phase_to_its_pilot(brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    idea, code = write(brainstorm, ana)
    assert (followed(code)[0], "No one else can see it yet." in followed(code)[1]) == (200, True)
    Idea.objects.filter(pk=idea.pk).update(moderation="returned", moderation_reason="Name no customers.")
    assert "Name no customers." in followed(code)[1]
    Idea.objects.filter(pk=idea.pk).update(moderation="passed", moderation_reason="")
    brainstorm = move_to(brainstorm, "discuss")
    assert "Nothing is decided yet." in followed(code)[1]
    brainstorm = move_to(brainstorm, "decide")
    pilot = PilotFactory(decision=DecisionFactory(idea=idea, reason="Costs a minute."))
    move_to(brainstorm, "closed")
    status, page = followed(code.lower().replace(" ", "-"))
    assert (status, "Costs a minute." in page, pilot.hypothesis in page) == (200, True, True)
    assert "Ana" not in page


def test_decision_hides_again_when_the_room_goes_back(brainstorm, facilitator, ana):
    idea, code = write(move_to(brainstorm, "collect"), ana)
    brainstorm = move_to(brainstorm, "decide")
    DecisionFactory(idea=idea, reason="Costs a minute.")
    move_phase(brainstorm=brainstorm, expected_step=brainstorm.step, direction="back", by=facilitator)
    assert "Costs a minute." not in followed(code)[1]


def test_merged_idea_is_followed_where_it_stands_now(brainstorm, ana, ben):
    brainstorm = move_to(brainstorm, "collect")
    (idea, code), (kept, _code) = write(brainstorm, ana), write(brainstorm, ben, "Pictures of what we mended")
    brainstorm = move_to(brainstorm, "group")
    merge_ideas(brainstorm=brainstorm, ideas=list(brainstorm.ideas.all()), into=kept)
    move_to(brainstorm, "discuss")
    page = followed(code)[1]
    assert (idea.text in page, kept.text in page) == (True, True)
    answer_by_code(code=code, text="I meant the van.", submission_key=uuid.uuid4())
    assert kept.points.get().text == "I meant the van."


@pytest.mark.row("B6")
def test_author_answers_by_code_without_a_name_once(client, brainstorm, ana, ben):
    brainstorm = move_to(brainstorm, "collect")
    _idea, code = write(brainstorm, ana)
    key = str(uuid.uuid4())
    assert followed(code, text="I meant the van.", submission_key=key)[0] == 409  # no one reads it yet
    brainstorm.phases.update(is_anonymous=False)
    move_to(brainstorm, "discuss")
    for _press in range(2):
        status, page = followed(code, text="I meant the van.", submission_key=key)
        assert (status, "Your answer appears next to the idea" in page) == (200, True)
    point = Point.objects.get()
    assert (point.side, point.author, point.text) == ("answer", None, "I meant the van.")
    client.force_login(ben)
    page = client.get(reverse("lms_brainstorm:idea", args=[brainstorm.pk, 1])).content.decode()
    assert ("I meant the van." in page, "Ana" in page) == (True, False)


def test_answer_that_cannot_be_keeps_what_was_typed(brainstorm, ana):
    _idea, code = write(move_to(brainstorm, "collect"), ana)
    move_to(brainstorm, "discuss")
    for text, sentence in (("", "Write your answer first."), ("x" * 301, "Shorten it to 300 characters")):
        status, page = followed(code, text=text, submission_key=str(uuid.uuid4()))
        assert (status, sentence in page, text in page) == (422, True, True)
    move_to(brainstorm, "vote")
    status, page = followed(code, text="Too late", submission_key=str(uuid.uuid4()))
    assert (status, "Too late" in page, Point.objects.exists()) == (409, True, False)


@pytest.mark.row("B6")
def test_code_works_after_the_seal_and_the_dump_leads_from_nobody_to_it(client, brainstorm, ana, ben, tmp_path):
    """The hash stays with the idea; neither the code nor anything it is made of is stored any more."""
    brainstorm = move_to(brainstorm, "collect")
    idea, code = write(brainstorm, ana)
    secret, key, tag = BrainstormSecret.objects.get(), idea.submission_key, joined(brainstorm, ana).tag
    brainstorm = closed(move_to(brainstorm, "decide"), idea)
    seal_brainstorm(brainstorm=brainstorm, by=brainstorm.facilitators.get())

    status, page = followed(code, text="I meant the van.", submission_key=str(uuid.uuid4()))
    assert (status, "Costs a minute." in page, "I meant the van." in page) == (200, True, True)
    answer = Point.objects.get()
    assert (answer.author, answer.author_tag) == (None, "")
    local = timezone.localtime(answer.created_at)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    client.force_login(ana)
    page = client.get(room(brainstorm, "codes")).content.decode()
    assert ("This brainstorm is sealed" in page, code in page) == (True, False)

    dump = dumped(tmp_path)
    assert claim_hash(code) in dump
    for link in (secret.key, str(key), key.hex, tag, code, code.replace(" ", "")):
        assert link not in dump
    guesses = [str(user.pk) for user in (ana, ben)] + [str(row.pk) for row in brainstorm.participations.all()]
    stored = Idea.objects.get()
    guesses += [str(stored.pk), str(stored.submission_key), ana.get_username(), ben.get_username()]
    new_key = BrainstormSecret(brainstorm=brainstorm)  # whoever has no key can only make one up
    assert claim_hash(code) not in {claim_hash(claim_code(new_key, guess)) for guess in guesses}


@pytest.mark.row("B6")
def test_wrong_codes_are_told_and_throttled_by_address(brainstorm, ana):
    _idea, code = write(move_to(brainstorm, "collect"), ana)
    visitor = Client()
    statuses = [visitor.post(CLAIMS, {"code": f"ABCD EFGH {n:04}"}) for n in range(31)]
    assert "No idea has this code. Compare it with your list, letter by letter." in statuses[0].content.decode()
    assert [each.status_code for each in statuses] == [404] * 30 + [429]
    assert "Too many attempts. Try again in " in statuses[30].content.decode()
    assert visitor.post(CLAIMS, {"code": code}).status_code == 200
    assert Client(REMOTE_ADDR="198.51.100.7").post(CLAIMS, {"code": "ABCD EFGH 0000"}).status_code == 404
    assert visitor.post(CLAIMS, {"code": ""}).status_code == 422


def test_idea_without_a_hash_is_not_claimed_by_an_empty_code(brainstorm):
    IdeaFactory(brainstorm=brainstorm)
    for code in (" ", "----", "0000"):
        with pytest.raises(RuleError, match="No idea has this code"):
            answer_by_code(code=code, text="Mine", submission_key=uuid.uuid4())
