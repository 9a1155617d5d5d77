"""A board of two hundred ideas costs no more queries than one of three, and never shows what is stale or another's."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brainstorm.ideas.actions import submit_idea, withdraw_idea
from brainstorm.models import Idea
from brainstorm.wall.cards import render_board
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to


@pytest.fixture
def brainstorm(facilitator, ana, ben):
    return BrainstormFactory(plan=["collect", "answer", "vote"], facilitator=facilitator, participants=[ana, ben])


def fill(brainstorm, number, by):
    tag = joined(brainstorm, by).tag
    ideas = [IdeaFactory.build(brainstorm=brainstorm, by=by, author_tag=tag) for _ in range(number)]
    Idea.objects.bulk_create(ideas)


@pytest.mark.row("V8")
@pytest.mark.parametrize("ideas", [3, 200])
def test_board_takes_few_queries_whatever_its_length(client, brainstorm, ana, ben, count_queries, ideas):
    fill(brainstorm, ideas, by=ben)
    brainstorm = move_to(brainstorm, "answer")
    client.force_login(ana)

    assert count_queries(lambda: client.get(brainstorm.get_absolute_url())) <= 12


@pytest.mark.row("V8")
@pytest.mark.parametrize("phase", ["collect", "answer"])
def test_submitting_an_idea_takes_few_queries(client, brainstorm, ana, ben, phase):
    fill(brainstorm, 200, by=ben)
    brainstorm = move_to(brainstorm, phase)
    client.force_login(ana)
    url = f"{brainstorm.get_absolute_url()}ideas/"
    send = {"kind": "use_case", "text": "One more"}
    client.post(url, send | {"submission_key": "00000000-0000-4000-8000-000000000001"})

    with CaptureQueriesContext(connection) as queries:
        response = client.post(url, send | {"submission_key": "00000000-0000-4000-8000-000000000002"})

    assert response.status_code == 302
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 12
    assert brainstorm.ideas.filter(text="One more").count() == 2


@pytest.mark.row("V6")
def test_board_is_drawn_anew_when_the_room_reads_something_new(brainstorm, ana, ben):
    first = IdeaFactory(brainstorm=brainstorm, by=ben, text="Before")
    brainstorm = move_to(brainstorm, "answer")
    assert "Before" in render_board(brainstorm)

    submit_idea(participation=joined(brainstorm, ana), kind="use_case", text="After", submission_key=uuid.uuid4())
    brainstorm.refresh_from_db()
    assert "After" in render_board(brainstorm)

    withdraw_idea(idea=first, participation=joined(brainstorm, ben))
    brainstorm.refresh_from_db()
    assert "Before" not in render_board(brainstorm)


@pytest.mark.row("V6")
def test_only_the_writer_sees_own_cards_marked(client, brainstorm, ana, ben):
    IdeaFactory(brainstorm=brainstorm, by=ben, text="By Ben")
    brainstorm = move_to(brainstorm, "answer")

    pages = {}
    for user in (ana, ben, ana):
        client.force_login(user)
        pages[user.get_username()] = client.get(brainstorm.get_absolute_url()).content.decode()

    assert "By Ben" in pages["ana"]
    assert ("lms-idea--mine" in pages["ana"], "data-own" in pages["ana"]) == (False, False)
    assert ("lms-idea--mine" in pages["ben"], "data-own" in pages["ben"]) == (True, True)
    assert "\x02" not in pages["ana"] + pages["ben"]
