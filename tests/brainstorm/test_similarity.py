import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from brainstorm.grouping.similarity import suggest, suggest_pairs
from brainstorm.grouping.similarity.lexical import cosine, pieces
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.users import LearnerFactory

REPAIRS = "Post a photo of every odd repair in the workshop channel"
REPAIRS_AGAIN = "Photos of odd repairs should be posted in the workshop channel"
OTHER = "Ask the warehouse for a list of late deliveries each morning"


@pytest.mark.row("B8")
@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=80)
def test_cosine_is_symmetric_between_nothing_and_the_same(one, other):
    score = cosine(pieces(one), pieces(other))
    assert score == pytest.approx(cosine(pieces(other), pieces(one)))
    assert -1e-9 <= score <= 1 + 1e-9
    if pieces(one):
        assert cosine(pieces(one), pieces(one.upper().lower())) == pytest.approx(1, abs=0.35)
        assert cosine(pieces(one), pieces(one)) == pytest.approx(1)


@pytest.mark.row("B8")
@pytest.mark.django_db
@pytest.mark.parametrize("backend", ["lexical", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_backends_find_what_says_the_same(settings, backend):
    if backend == "postgres":
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    settings.LMS = {"SIMILARITY": backend}
    brainstorm = BrainstormFactory(plan=["collect", "discuss"])
    for text in (REPAIRS, REPAIRS_AGAIN, OTHER):
        IdeaFactory(brainstorm=brainstorm, text=text)
    move_to(brainstorm, "discuss")
    ideas = brainstorm.ideas.revealed()
    assert {match.idea.text for match in suggest("odd repairs: photo into the workshop channel", ideas)} == {
        REPAIRS,
        REPAIRS_AGAIN,
    }
    assert suggest("Lunch", ideas) == suggest("   ", ideas) == []
    (pair,) = suggest_pairs(ideas)
    assert {pair.first.text, pair.second.text} == {REPAIRS, REPAIRS_AGAIN}
    assert pair.first.number < pair.second.number


def look_for(client, brainstorm, text, **more):
    return client.post(reverse("lms_brainstorm:similar", args=[brainstorm.pk]), {"text": text, **more})


@pytest.mark.row("B8")
@pytest.mark.django_db
def test_suggestions_are_own_ideas_only_before_the_reveal_and_store_nothing(client):
    brainstorm = BrainstormFactory(plan=["collect", "answer"])
    ana, ben = LearnerFactory(), LearnerFactory()
    IdeaFactory(brainstorm=brainstorm, by=ana, text=REPAIRS)
    IdeaFactory(brainstorm=brainstorm, by=ben, text=REPAIRS_AGAIN)
    move_to(brainstorm, "collect")
    client.force_login(ana)
    page = look_for(client, brainstorm, REPAIRS_AGAIN, fragment="1").content.decode()
    assert REPAIRS in page
    assert REPAIRS_AGAIN not in page
    assert "similar" not in look_for(client, brainstorm, OTHER, fragment="1").content.decode()
    move_to(brainstorm, "answer")
    page = look_for(client, brainstorm, REPAIRS, fragment="1").content.decode()
    assert REPAIRS in page
    assert REPAIRS_AGAIN in page
    assert brainstorm.ideas.count() == 2


@pytest.mark.row("B8")
@pytest.mark.django_db
def test_more_than_three_are_never_suggested(client):
    brainstorm = BrainstormFactory(plan=["collect"])
    ana = LearnerFactory()
    for ending in ("", " now", " soon", " today", " always"):
        IdeaFactory(brainstorm=brainstorm, by=ana, text=REPAIRS + ending)
    assert len(suggest(REPAIRS, brainstorm.ideas.by(joined(brainstorm, ana)))) == 3


@pytest.mark.django_db
def test_looking_without_scripts_brings_the_page_back_with_what_was_typed(client):
    brainstorm = BrainstormFactory(plan=["collect"])
    ana = LearnerFactory()
    IdeaFactory(brainstorm=brainstorm, by=ana, text=REPAIRS)
    move_to(brainstorm, "collect")
    client.force_login(ana)
    key = "7c1f1f3e-6c0c-4a3c-9c39-0d6a5d3b8f11"
    response = look_for(client, brainstorm, REPAIRS_AGAIN, kind="support_need", submission_key=key)
    page = response.content.decode()
    assert response.status_code == 200
    assert "You have written something similar" in page
    assert REPAIRS_AGAIN in page
    assert key in page
    assert 'value="support_need" required checked' in page
    assert brainstorm.ideas.count() == 1
