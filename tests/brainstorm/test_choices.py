"""Ballots and ratings as people fill them in, and what the room sees of them afterwards."""

import re

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from brainstorm.models import Rating, Vote
from brainstorm.voting.actions import cast_votes, rate_ideas
from brainstorm.voting.presenters import agenda_of, ballot_for, results_of
from brainstorm.wall.boards import room_board
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def voting(method="dots", ideas=4, plan=("collect", "vote", "decide")):
    brainstorm = BrainstormFactory(plan=list(plan), vote_method=method)
    writer = LearnerFactory()
    IdeaFactory.create_batch(ideas, brainstorm=brainstorm, by=writer)
    return move_to(brainstorm, "vote" if "vote" in plan else plan[1])


def ballot_of(participation):
    return dict(Vote.objects.cast_by(participation).values_list("idea__number", "value"))


@pytest.mark.row("B12")
@pytest.mark.parametrize(
    ("method", "values", "stored"),
    [
        ("dots", {1: 2, 2: 1, 3: 0}, {1: 2, 2: 1}),
        ("score", {1: 5, 2: 0}, {1: 5, 2: 0}),
        ("ranking", {3: 1, 1: 4}, {3: 1, 1: 2}),
    ],
)
def test_ballot_is_stored_as_its_method_says_and_replaced_by_the_next(method, values, stored):
    person = joined(voting(method), LearnerFactory())
    cast_votes(participation=person, values=values)
    cast_votes(participation=person, values=values)
    assert ballot_of(person) == stored
    cast_votes(participation=person, values={4: 1})
    assert ballot_of(person) == {4: 1}


@pytest.mark.row("B12")
@pytest.mark.parametrize(
    ("method", "values", "sentence"),
    [
        ("dots", {1: 3, 2: 3}, "You gave 6 dots and have 3. Take 3 back."),
        ("dots", {1: 4}, "Give an idea at most 3 dots."),
        ("score", {1: 6}, "A score is a number from 0 to 5."),
        ("ranking", {1: 1, 2: 1}, "You gave rank 1 twice. Give each idea a rank of its own."),
        ("ranking", {1: 5}, "A rank is a number from 1 to 4."),
        ("ranking", {1: 0}, "A rank is a number from 1 to 4."),
        ("score", {9: 1}, "One of these ideas is not on the list."),
    ],
)
def test_ballot_outside_the_rules_changes_nothing(method, values, sentence):
    person = joined(voting(method), LearnerFactory())
    cast_votes(participation=person, values={2: 1})
    with pytest.raises(RuleError) as refused:
        cast_votes(participation=person, values=values)
    assert str(refused.value) == sentence
    assert ballot_of(person) == {2: 1}


@pytest.mark.row("B12")
def test_list_is_frozen_when_the_vote_opens_also_for_late_comers():
    brainstorm = voting(ideas=2)
    IdeaFactory(brainstorm=brainstorm, number=3)
    late = joined(brainstorm, LearnerFactory())
    assert {idea.number for idea in ballot_for(late).ideas} == {1, 2}
    with pytest.raises(RuleError):
        cast_votes(participation=late, values={3: 1})


@pytest.mark.row("B12")
def test_order_of_the_ballot_is_stable_for_one_voter_and_differs_between_voters():
    brainstorm = voting(ideas=12)
    people = [joined(brainstorm, LearnerFactory()) for _person in range(4)]
    orders = [[idea.number for idea in ballot_for(person).ideas] for person in people]
    assert orders == [[idea.number for idea in ballot_for(person).ideas] for person in people]
    assert all(sorted(order) == list(range(1, 13)) for order in orders)
    assert len({tuple(order) for order in orders}) == 4


@settings(max_examples=15)
@given(st.integers(0, 60))
@pytest.mark.row("B12")
def test_budget_is_a_third_within_three_and_ten(ideas):
    budget = BrainstormFactory.build().dots_budget(ideas)
    assert 3 <= budget <= 10
    assert budget in (3, 10) or 0 <= 3 * budget - ideas < 3


@pytest.mark.row("B12")
@pytest.mark.parametrize(
    ("method", "sent", "stored"),
    [
        ("dots", {"vote-1": "2"}, {1: 2}),
        ("score", {"vote-1": "0", "vote-2": ""}, {1: 0}),
        ("ranking", {"vote-1": "2", "vote-2": "1"}, {1: 2, 2: 1}),
    ],
)
def test_ballot_is_sent_by_a_plain_form_and_stands_on_it_again(client, method, sent, stored):
    brainstorm = voting(method, ideas=2)
    person = joined(brainstorm, LearnerFactory())
    client.force_login(person.user)
    page = client.get(brainstorm.get_absolute_url()).content.decode()
    assert 'name="vote-1"' in page
    assert 'name="vote-2"' in page
    assert client.post(reverse("lms_brainstorm:votes", args=[brainstorm.pk]), sent).status_code == 302
    assert ballot_of(person) == stored
    page = client.get(brainstorm.get_absolute_url()).content.decode()
    if method == "ranking":
        assert 'id="vote-1" name="vote-1" value="2"' in page
    else:
        assert f'name="vote-1" value="{stored[1]}" checked' in page


def test_refused_ballot_keeps_what_was_chosen(client):
    brainstorm = voting("ranking", ideas=3)
    person = joined(brainstorm, LearnerFactory())
    client.force_login(person.user)
    response = client.post(
        reverse("lms_brainstorm:votes", args=[brainstorm.pk]), {"vote-1": "2", "vote-2": "2", "vote-3": "x"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="vote-1" name="vote-1" value="2"' in page
    assert Vote.objects.count() == 0


@pytest.mark.row("B13")
def test_results_say_when_rules_disagree_and_are_hidden_before(client):
    brainstorm = voting("score", ideas=2)
    people = [joined(brainstorm, LearnerFactory()) for _person in range(5)]
    ballots = [{1: 5, 2: 3}] * 3 + [{1: 2, 2: 3}] * 2
    for person, values in zip(people, ballots, strict=True):
        cast_votes(participation=person, values=values)
    assert results_of(brainstorm) is None
    brainstorm = move_to(brainstorm, "decide")
    results = results_of(brainstorm)
    assert [sorted(idea.number for idea in ideas) for _label, ideas in results.firsts] == [[1], [2], [1]]
    assert results.rules_disagree
    assert results.winner.number == 1
    client.force_login(people[0].user)
    assert "The rules disagree on what comes first" in client.get(brainstorm.get_absolute_url()).content.decode()


@pytest.mark.row("B13")
@pytest.mark.parametrize(
    ("method", "values", "words"),
    [
        ("dots", {2: 2, 3: 1}, ["2 dots", "1 dot", "0 dots"]),
        ("score", {1: 1, 2: 5, 3: 3}, ["score 5", "score 3", "score 1"]),
        ("ranking", {2: 1, 3: 2, 1: 3}, ["2 points for places", "1 points for places", "0 points for places"]),
    ],
)
def test_list_of_results_stands_in_the_order_of_the_vote_and_in_its_words(client, method, values, words):
    brainstorm = voting(method, ideas=3)
    cast_votes(participation=joined(brainstorm, LearnerFactory()), values=values)
    brainstorm = move_to(brainstorm, "decide")
    assert [idea.number for idea in room_board(brainstorm).ideas] == [2, 3, 1]
    client.force_login(brainstorm.facilitators.get())
    page = client.get(reverse("lms_brainstorm:console", args=[brainstorm.pk])).content.decode()
    assert re.findall(r"</progress><span>(.*?)\s*</span>", page) == words


def test_tie_is_shown_as_a_tie(client):
    brainstorm = voting("dots", ideas=3)
    people = [joined(brainstorm, LearnerFactory()) for _person in range(2)]
    cast_votes(participation=people[0], values={1: 2})
    cast_votes(participation=people[1], values={2: 2})
    brainstorm = move_to(brainstorm, "decide")
    results = results_of(brainstorm)
    assert [row.cells[0].place for row in results.rows] == [1, 1, 3]
    assert results.is_tied
    assert not results.rules_disagree
    client.force_login(people[0].user)
    assert "Several ideas tie for the first place" in client.get(brainstorm.get_absolute_url()).content.decode()


def rating(ideas=2):
    return voting(ideas=ideas, plan=("collect", "rate", "compare"))


@pytest.mark.row("B14")
def test_ratings_are_hidden_until_the_spread_is_shown_and_the_largest_disagreement_comes_first(client):
    brainstorm = rating(ideas=3)
    people = [joined(brainstorm, LearnerFactory()) for _person in range(3)]
    for person, ratings in zip(
        people,
        [{1: (4, 2), 2: (1, 5), 3: (3, 3)}, {1: (4, 2), 2: (5, 1)}, {1: (4, 2), 2: (3, 3)}],
        strict=True,
    ):
        rate_ideas(participation=person, ratings=ratings)
    assert agenda_of(brainstorm) is None
    brainstorm = move_to(brainstorm, "compare")
    agenda = agenda_of(brainstorm)
    assert [row.idea.number for row in agenda.rated] == [2, 1]
    assert [row.spread.disagreement for row in agenda.rated] == [pytest.approx((16 / 3) ** 0.5), 0]
    assert [idea.number for idea in agenda.unrated] == [3]
    client.force_login(people[0].user)
    page = client.get(brainstorm.get_absolute_url()).content.decode()
    assert "Where we differ" in page
    assert "fewer than three people" in page


@pytest.mark.row("B14")
def test_ratings_are_sent_by_a_plain_form_and_both_or_neither(client):
    brainstorm = rating()
    person = joined(brainstorm, LearnerFactory())
    client.force_login(person.user)
    url = reverse("lms_brainstorm:ratings", args=[brainstorm.pk])
    response = client.post(url, {"impact-1": "4", "effort-1": "", "impact-2": "2", "effort-2": "3"})
    assert response.status_code == 422
    assert "Rate impact and effort of idea 1, or leave both empty." in response.content.decode()
    assert Rating.objects.count() == 0
    sent = {"impact-1": "4", "effort-1": "5", "impact-2": "", "effort-2": ""}
    assert client.post(url, sent).status_code == client.post(url, sent).status_code == 302
    assert list(Rating.objects.values_list("idea__number", "impact", "effort")) == [(1, 4, 5)]


@pytest.mark.parametrize("values", [{1: (0, 3)}, {1: (3, 6)}, {9: (3, 3)}])
def test_ratings_outside_the_rules_change_nothing(values):
    person = joined(rating(), LearnerFactory())
    with pytest.raises(RuleError):
        rate_ideas(participation=person, ratings=values)
    assert Rating.objects.count() == 0


def test_queries_of_the_results_do_not_grow(client, count_queries):
    counts = []
    for people in (1, 3):
        brainstorm = voting("score", ideas=people, plan=("collect", "vote", "rate", "compare"))
        everybody = [joined(brainstorm, LearnerFactory()) for _person in range(people)]
        for person in everybody:
            cast_votes(participation=person, values={1: 3})
        move_to(brainstorm, "rate")
        for person in everybody:
            rate_ideas(participation=person, ratings={1: (3, 3)})
        move_to(brainstorm, "compare")
        client.force_login(everybody[0].user)
        url = brainstorm.get_absolute_url()
        counts.append(count_queries(lambda url=url: client.get(url)))
    assert counts[0] == counts[1]
