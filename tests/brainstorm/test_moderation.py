"""Moderation before the reveal: the rules, without HTTP."""

import pytest
from wagtail.models import ModelLogEntry

from brainstorm.actions.moderation import moderate_idea
from brainstorm.models import ModerationAct
from lms.exceptions import LMSError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea():
    return IdeaFactory(brainstorm=move_to(BrainstormFactory(plan=["collect", "discuss", "decide"]), "collect"))


def moderate(idea, moderation, expected="passed", **words):
    by = idea.brainstorm.facilitators.get()
    return moderate_idea(idea=idea, moderation=moderation, expected=expected, by=by, **words)


@pytest.mark.parametrize("moderation", ["returned", "rejected"])
def test_author_is_owed_a_reason(idea, moderation):
    with pytest.raises(LMSError, match="Give a reason"):
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
    with pytest.raises(LMSError, match="Somebody else has decided meanwhile"):
        moderate(idea, "rejected", reason="Insults somebody.")


def test_moderation_ends_with_the_reveal(idea):
    move_to(idea.brainstorm, "discuss")
    with pytest.raises(LMSError, match="The room reads the ideas already"):
        moderate(idea, "held")
