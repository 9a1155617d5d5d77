import pytest
from django.urls import reverse

from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def url_of(idea):
    return reverse("lms_brainstorm:idea", args=[idea.brainstorm_id, idea.number])


def test_idea_page_is_there_for_the_room_only_and_remembers_that_it_was_opened(client):
    reader, stranger = LearnerFactory(), LearnerFactory()
    brainstorm = BrainstormFactory(plan=["collect", "discuss"])
    idea = IdeaFactory(brainstorm=brainstorm, text="Photos of odd repairs")
    joined(brainstorm, reader)
    move_to(brainstorm, "collect")
    client.force_login(reader)
    assert client.get(reverse("lms_brainstorm:idea", args=[brainstorm.pk, 1])).status_code == 404
    move_to(brainstorm, "discuss")
    idea.refresh_from_db()
    assert idea.first_opened_at is None
    assert "Photos of odd repairs" in client.get(url_of(idea)).content.decode()
    idea.refresh_from_db()
    assert idea.first_opened_at is not None
    client.force_login(stranger)
    assert client.get(url_of(idea)).status_code == 404
