"""Moderation before the reveal: the rules, and the pages of facilitator and author."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from brainstorm.ideas.actions import change_returned_idea, moderate_idea, withdraw_idea
from brainstorm.models import ModerationAct
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to

pytestmark = [pytest.mark.django_db, pytest.mark.row("B26")]


@pytest.fixture
def idea():
    return IdeaFactory(brainstorm=move_to(BrainstormFactory(plan=["collect", "discuss", "decide"]), "collect"))


def moderate(idea, moderation, expected="passed", **words):
    by = idea.brainstorm.facilitators.get()
    return moderate_idea(idea=idea, moderation=moderation, expected=expected, by=by, **words)


@pytest.mark.parametrize("moderation", ["returned", "rejected"])
def test_author_is_owed_a_reason(idea, moderation):
    with pytest.raises(RuleError, match="Give a reason"):
        moderate(idea, moderation, reason=" ")
    assert moderate(idea, moderation, reason="Names a customer.").moderation_reason == "Names a customer."


def test_what_is_held_is_not_revealed_and_the_log_holds_no_text(idea):
    moderate(idea, "held")
    moderate(idea, "held")
    assert [act.moderation for act in ModerationAct.objects.all()] == ["held"]
    assert ModelLogEntry.objects.get(action="lms_brainstorm.idea_moderated").data == {"moderation": "held"}
    assert not move_to(idea.brainstorm, "discuss").ideas.revealed().exists()


def test_of_two_facilitators_the_second_is_told(idea):
    moderate(idea, "held")
    with pytest.raises(RuleError, match="Someone else has decided meanwhile"):
        moderate(idea, "rejected", reason="Insults someone.")


def test_moderation_ends_with_the_reveal(idea):
    move_to(idea.brainstorm, "discuss")
    with pytest.raises(RuleError, match="The room reads the ideas already"):
        moderate(idea, "held")


# --- The facilitator's page ---------------------------------------------------------------------------------------


@pytest.fixture
def written(ana, ben, facilitator):
    """Ana's and Ben's ideas, collected without names."""
    brainstorm = BrainstormFactory(
        plan=["collect", "discuss", "decide"], facilitator=facilitator, participants=[ana, ben]
    )
    move_to(brainstorm, "collect")
    return [IdeaFactory(brainstorm=brainstorm, by=person, text=f"By {person.get_username()}") for person in (ana, ben)]


def page_of(brainstorm):
    return reverse("lms_brainstorm:moderation", args=[brainstorm.pk])


def send(client, idea, moderation, expected="passed", **words):
    sent = {"idea": idea.submission_key, "moderation": moderation, "expected": expected, **words}
    return client.post(page_of(idea.brainstorm), sent)


def test_facilitator_reads_texts_without_authors_in_an_order_that_says_nothing(client, written, ana, facilitator):
    client.force_login(facilitator)
    response = client.get(page_of(written[0].brainstorm))
    page = response.content.decode()
    shown = [row.idea for row in response.context["rows"]]
    assert shown == sorted(written, key=lambda idea: str(idea.submission_key))
    for idea in written:
        assert idea.text in page
        assert idea.author_tag not in page
        assert f'value="{idea.pk}"' not in page, "a number in order of arrival would say who wrote first"
    assert ana.get_full_name() not in page


def test_idea_is_held_and_let_through_and_twice_is_once(client, written, facilitator):
    client.force_login(facilitator)
    for _ in range(2):
        assert send(client, written[0], "held").status_code == 302
    written[0].refresh_from_db()
    assert written[0].moderation == "held"
    console = client.get(reverse("lms_brainstorm:console", args=[written[0].brainstorm_id])).content.decode()
    assert "1 idea is held back or given back." in console
    assert written[0].text not in console, "the console may stand on a screen that all can see"
    send(client, written[0], "passed", expected="held")
    assert [act.moderation for act in ModerationAct.objects.all()] == ["held", "passed"]
    assert move_to(written[0].brainstorm, "discuss").ideas.revealed().count() == 2


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"moderation": "rejected", "reason": " "}, 409, "Give a reason. The author reads it, and may send a better"),
        ({"moderation": "returned", "reason": "x" * 301}, 422, "Shorten the reason to 300 characters; it has 301."),
        ({"moderation": "burned", "reason": "Kept words"}, 422, "Select a valid choice."),
        ({"moderation": "held", "expected": "rejected"}, 409, "Someone else has decided meanwhile"),
        ({"reason": "Kept words"}, 422, "Choose what becomes of this idea."),
    ],
)
def test_wrong_act_is_told_and_keeps_the_reason(client, written, facilitator, sent, status, sentence):
    client.force_login(facilitator)
    response = client.post(
        page_of(written[0].brainstorm), {"idea": written[0].submission_key, "expected": "passed"} | sent
    )
    assert response.status_code == status
    page = response.content.decode()
    assert sentence in page
    assert f">{sent.get('reason', '').strip()}" in page
    assert not ModerationAct.objects.exists()


def test_page_shows_nothing_once_the_room_reads(client, written, facilitator):
    client.force_login(facilitator)
    move_to(written[0].brainstorm, "discuss")
    page = client.get(page_of(written[0].brainstorm)).content.decode()
    assert "The room reads the ideas already." in page
    assert written[0].text not in page
    assert send(client, written[0], "held").status_code == 409


def test_queries_of_the_page_do_not_grow(client, written, ana, facilitator, count_queries):
    client.force_login(facilitator)
    url = page_of(written[0].brainstorm)
    before = count_queries(lambda: client.get(url))
    IdeaFactory.create_batch(3, brainstorm=written[0].brainstorm, by=ana)
    assert count_queries(lambda: client.get(url)) == before


# --- The author's part --------------------------------------------------------------------------------------------


def room_of(brainstorm):
    return reverse("lms_brainstorm:detail", args=[brainstorm.pk])


def change(client, idea, text):
    return client.post(
        reverse("lms_brainstorm:idea_change", args=[idea.brainstorm_id, idea.submission_key]), {"text": text}
    )


def test_author_alone_reads_the_reason_and_sends_a_better_one(client, written, ana, ben, facilitator):
    idea = moderate(written[0], "returned", reason="Names a customer.")
    client.force_login(ben)
    assert "Names a customer." not in client.get(room_of(idea.brainstorm)).content.decode()
    assert change(client, idea, "Mine now").status_code == 404
    client.force_login(ana)
    assert "Names a customer." in client.get(room_of(idea.brainstorm)).content.decode()
    for text, sentence in (
        (" ", "Write your idea first."),
        (idea.text, "This is the wording that was returned."),
        ("x" * 20_000, "Shorten your idea to"),
    ):
        response = change(client, idea, text)
        assert response.status_code == 409
        assert sentence in response.content.decode()
        assert text.strip() in response.content.decode()
    for _ in range(2):
        assert change(client, idea, "A customer told us so").status_code == 302
    idea.refresh_from_db()
    assert (idea.text, idea.moderation, idea.moderation_reason) == ("A customer told us so", "passed", "")
    client.force_login(facilitator)
    page = client.get(page_of(idea.brainstorm))
    assert [row.was_returned for row in page.context["rows"]] == [True, False]
    assert "changed by its author, read it again" in page.content.decode()


def test_idea_that_was_not_returned_cannot_be_changed(written, ana):
    person = joined(written[0].brainstorm, ana)
    moderate(written[0], "rejected", reason="Insults someone.")
    with pytest.raises(RuleError, match="This idea was not returned"):
        change_returned_idea(idea=written[0], participation=person, text="Better")
    with pytest.raises(RuleError, match="Only its author"):
        change_returned_idea(idea=written[1], participation=person, text="Better")


def test_returned_idea_stays_out_after_the_reveal_and_can_be_withdrawn_before(written, ana, ben):
    person = joined(written[0].brainstorm, ana)
    moderate(written[0], "returned", reason="Names a customer.")
    withdraw_idea(idea=written[0], participation=person)
    moderate(written[1], "returned", reason="Names a customer.")
    brainstorm = move_to(written[1].brainstorm, "discuss")
    assert not brainstorm.ideas.revealed().exists()
    with pytest.raises(RuleError, match="Collecting is over"):
        change_returned_idea(idea=written[1], participation=joined(brainstorm, ben), text="Better")
