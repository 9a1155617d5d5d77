"""What people say about an idea, and who may say it."""

import uuid

import pytest
from django.urls import reverse

from brainstorm.ideas.actions import adopt_point, submit_point, withdraw_point
from brainstorm.ideas.presenters import points_of
from brainstorm.models import BrainstormEvent, BrainstormPhase, Idea, Point
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to

pytestmark = pytest.mark.django_db


def discussed(facilitator, people, *, plan=("collect", "discuss"), is_anonymous=True, **idea):
    """Return an idea of the first of `people` in a phase with this name rule."""
    brainstorm = BrainstormFactory(plan=list(plan), facilitator=facilitator, participants=people)
    BrainstormPhase.objects.filter(brainstorm=brainstorm).update(is_anonymous=is_anonymous)
    stored = IdeaFactory(brainstorm=brainstorm, by=people[0], **idea)
    move_to(brainstorm, plan[-1])
    return Idea.objects.select_related("brainstorm").get(pk=stored.pk)


def say(idea, person, side="question", text="How often?", key=None):
    return submit_point(
        participation=joined(idea.brainstorm, person),
        idea=idea,
        side=side,
        text=text,
        submission_key=key or uuid.uuid4(),
    )


def test_point_sent_twice_is_stored_once_and_tells_the_room(facilitator, ana, ben):
    idea, key = discussed(facilitator, [ana, ben]), uuid.uuid4()
    assert say(idea, ben, key=key).pk == say(idea, ben, key=key).pk
    assert Point.objects.count() == 1
    told = BrainstormEvent.objects.filter(kind="point").values_list("audience", "data")
    assert sorted(told) == [("desk", {"idea": idea.pk}), ("room", {"idea": idea.pk})]
    with pytest.raises(RuleError):
        say(idea, ana, key=key)


@pytest.mark.parametrize("is_anonymous", [True, False])
def test_point_bears_a_name_only_where_the_phase_says_so(facilitator, ana, ben, is_anonymous):
    point = say(discussed(facilitator, [ana, ben], is_anonymous=is_anonymous), ben)
    assert (point.author is None) == is_anonymous


def test_author_who_answers_an_idea_without_a_name_stays_without_one(client, facilitator, ana, ben):
    idea = discussed(facilitator, [ana, ben], is_anonymous=False)
    with pytest.raises(RuleError, match="Only the author"):
        say(idea, ben, side="answer")
    assert say(idea, ana, side="answer", text="Twice a week").author is None
    client.force_login(ben)
    page = client.get(reverse("lms_brainstorm:idea", args=[idea.brainstorm_id, idea.number])).content.decode()
    assert "Twice a week" in page
    assert "Ana Anders" not in page


def test_adopting_twice_counts_once_and_own_points_are_counted_already(facilitator, ana, ben):
    idea = discussed(facilitator, [ana, ben])
    point, other = say(idea, ana), say(idea, ana, text="Who pays?")
    person = joined(idea.brainstorm, ben)
    adopt_point(point=other, participation=person)
    adopt_point(point=other, participation=person)
    (group,) = points_of(idea, person)
    assert [(row.pk, row.adopted, row.is_adopted) for row in group.points] == [
        (other.pk, 1, True),
        (point.pk, 0, False),
    ]
    adopt_point(point=other, participation=person, adopts=False)
    assert not other.adoptions.exists()
    with pytest.raises(RuleError, match="your own point"):
        adopt_point(point=point, participation=joined(idea.brainstorm, ana))


def test_withdrawn_point_is_gone_and_stays_gone_when_sent_again(facilitator, ana, ben):
    idea, key = discussed(facilitator, [ana, ben]), uuid.uuid4()
    point = say(idea, ben, key=key)
    with pytest.raises(RuleError, match="Only who made"):
        withdraw_point(point=point, participation=joined(idea.brainstorm, ana))
    withdraw_point(point=point, participation=joined(idea.brainstorm, ben))
    say(idea, ben, key=key)
    assert points_of(idea, joined(idea.brainstorm, ben)) == []


@pytest.mark.parametrize("phase", ["group", "vote", "decide", "closed"])
def test_nothing_is_said_in_phases_without_discussion(facilitator, ana, ben, phase):
    idea = discussed(facilitator, [ana, ben], plan=("collect", "group", "vote", "decide"))
    Idea.objects.filter(pk=idea.pk).update(number=1)
    type(idea.brainstorm).objects.filter(pk=idea.brainstorm_id).update(
        phase=phase, closed_at="2026-01-01T00:00Z" if phase == "closed" else None
    )
    with pytest.raises(RuleError, match="in this phase"):
        say(idea, ben)


def test_pain_point_asks_for_causes_and_page_survives_hostile_words(client, facilitator, ana, ben):
    idea = discussed(facilitator, [ana, ben], kind="pain_point")
    client.force_login(ben)
    address = reverse("lms_brainstorm:point_create", args=[idea.brainstorm_id, idea.number])
    sent = {"side": "cause", "text": "<script>alert(1)</script>", "submission_key": str(uuid.uuid4())}
    page = client.post(address, sent, follow=True).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert "Why it is so" in page
    refused = client.post(address, sent | {"text": "x" * 301})
    assert refused.status_code == 422
    assert "x" * 301 in refused.content.decode()
    assert client.post(address, sent | {"side": "pro"}).status_code == 422
