"""The second round of writing: three ideas of others, and no more than that."""

import pytest

from brainstorm.ideas.presenters import glimpses_of
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("B5")]


@pytest.fixture
def brainstorm():
    return move_to(BrainstormFactory(plan=["collect", "build", "discuss", "decide"]), "collect")


def drawn(brainstorm, user):
    return [glimpse.text for glimpse in glimpses_of(joined(brainstorm, user))]


def test_each_person_sees_three_of_others_and_keeps_them(brainstorm):
    ana = LearnerFactory()
    own = IdeaFactory(brainstorm=brainstorm, by=ana, text="Mine")
    for state in ("held", "returned", "rejected"):
        IdeaFactory(brainstorm=brainstorm, moderation=state, moderation_reason=state if state != "held" else "")
    others = {idea.text for idea in IdeaFactory.create_batch(6, brainstorm=brainstorm)}
    assert drawn(brainstorm, ana) == []
    brainstorm = move_to(brainstorm, "build")
    first = drawn(brainstorm, ana)
    assert len(first) == 3
    assert set(first) <= others - {own.text}
    IdeaFactory.create_batch(20, brainstorm=brainstorm)
    assert drawn(brainstorm, ana) == first


def test_page_shows_the_three_without_anything_that_names_them(client, brainstorm):
    ana, ben = LearnerFactory(), LearnerFactory(first_name="Benedikta", last_name="Brandt")
    idea = IdeaFactory(
        brainstorm=brainstorm,
        by=ben,
        author=joined(brainstorm, ben),
        is_anonymous=False,
        text="The dibber archive",
    )
    joined(brainstorm, ana)
    brainstorm = move_to(brainstorm, "build")
    client.force_login(ana)
    text = client.get(brainstorm.get_absolute_url()).content.decode()
    assert "The dibber archive" in text
    assert [word for word in ("Benedikta", str(idea.submission_key), f"idea-{idea.pk}") if word in text] == []
