"""Joining, writing, voting: the rules, without HTTP."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brainstorm.ideas.actions import submit_idea, withdraw_idea
from brainstorm.models import Idea, Participation, Vote
from brainstorm.sessions.actions import join_brainstorm
from brainstorm.voting.actions import cast_votes
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def submit(brainstorm, author, text="Photos of finished repairs", kind="use_case", key=None):
    return submit_idea(
        participation=joined(brainstorm, author), kind=kind, text=text, submission_key=key or uuid.uuid4()
    )


def voting_with(brainstorm, ideas, **fields):
    """Move `brainstorm` to the vote with so many ideas, numbered 1 to `ideas`."""
    IdeaFactory.create_batch(ideas, brainstorm=brainstorm)
    for name, value in fields.items():
        setattr(brainstorm, name, value)
    brainstorm.save()
    return move_to(brainstorm, "vote")


def dots_of(user):
    tags = [participation.tag for participation in Participation.objects.of(user)]
    return {vote.idea.number: vote.value for vote in Vote.objects.filter(voter_tag__in=tags)}


@pytest.mark.parametrize("typed", ["{code}", "{lower}", " {first}-{last} ", "{first} {last}"])
def test_join_forgives_how_the_code_is_typed(brainstorm, typed):
    code = brainstorm.join_code
    user = LearnerFactory()
    typed = typed.format(code=code, lower=code.lower(), first=code[:3], last=code[3:])
    assert join_brainstorm(code=typed, by=user).brainstorm == brainstorm


def test_join_twice_is_one_participation(brainstorm, ana):
    again = join_brainstorm(code=brainstorm.join_code, by=ana)
    assert again == Participation.objects.get(brainstorm=brainstorm, user=ana)


@pytest.mark.parametrize("code", ["", "ZZZZZZ", "' OR 1=1"])
def test_join_with_a_wrong_code_is_refused(brainstorm, code):
    with pytest.raises(RuleError, match="No open brainstorm has this code"):
        join_brainstorm(code=code, by=LearnerFactory())


def test_join_after_closing_is_refused(brainstorm):
    move_to(brainstorm, "closed")
    with pytest.raises(RuleError, match="No open brainstorm has this code"):
        join_brainstorm(code=brainstorm.join_code, by=LearnerFactory())


def test_submit_stores_stripped_text_without_a_number(brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    idea = submit(brainstorm, ana, text="  Photos of finished repairs\n")
    assert (idea.text, idea.kind, idea.author, idea.number) == ("Photos of finished repairs", "use_case", None, None)
    assert list(Idea.objects.by(joined(brainstorm, ana))) == [idea]


def test_submit_twice_with_one_key_stores_one_idea(brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    key = uuid.uuid4()
    assert submit(brainstorm, ana, key=key) == submit(brainstorm, ana, text="Changed", key=key)
    assert [idea.text for idea in Idea.objects.all()] == ["Photos of finished repairs"]


def test_retry_after_the_reveal_returns_what_was_saved(brainstorm, ana):
    key = uuid.uuid4()
    idea = submit(move_to(brainstorm, "collect"), ana, key=key)
    assert submit(move_to(brainstorm, "discuss"), ana, key=key) == idea


def test_key_of_somebody_else_gives_nothing_away(brainstorm, ana, ben):
    brainstorm = move_to(brainstorm, "collect")
    key = uuid.uuid4()
    submit(brainstorm, ana, key=key)
    with pytest.raises(RuleError, match="was not saved"):
        submit(brainstorm, ben, key=key)


@pytest.mark.parametrize("phase", ["arrive", "discuss", "vote", "decide", "closed"])
def test_submit_outside_collecting_is_refused(brainstorm, ana, phase):
    brainstorm = move_to(brainstorm, phase)
    with pytest.raises(RuleError, match="Collecting is over"):
        submit(brainstorm, ana)
    assert Idea.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write your idea first."),
        ("   \n", "Write your idea first."),
        ("x" * 501, "Shorten your idea to 500 characters; it has 501."),
        ("x" * 20_000, "Shorten your idea to 500 characters; it has 20000."),
    ],
)
def test_submit_refuses_empty_and_endless_ideas(brainstorm, ana, text, sentence):
    brainstorm = move_to(brainstorm, "collect")
    with pytest.raises(RuleError) as error:
        submit(brainstorm, ana, text=text)
    assert str(error.value) == sentence


def test_submit_refuses_an_unknown_kind(brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    with pytest.raises(RuleError, match="not a valid choice"):
        submit(brainstorm, ana, kind="complaint")


def test_nobody_floods_the_board(brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    IdeaFactory.create_batch(100, brainstorm=brainstorm, by=ana)
    with pytest.raises(RuleError, match="You have written 100 ideas"):
        submit(brainstorm, ana)


def test_withdrawn_idea_is_gone_for_everybody_and_does_not_come_back_by_a_retry(brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    key = uuid.uuid4()
    idea = withdraw_idea(idea=submit(brainstorm, ana, key=key), participation=joined(brainstorm, ana))
    submit(brainstorm, ana, key=key)
    brainstorm = move_to(brainstorm, "discuss")
    assert list(brainstorm.ideas.revealed()) == []
    idea.refresh_from_db()
    assert idea.number is None


def test_only_contribution_taken_back_is_no_contribution(brainstorm, ana):
    brainstorm = move_to(brainstorm, "collect")
    first, second = submit(brainstorm, ana, text="One"), submit(brainstorm, ana, text="Two")
    withdraw_idea(idea=first, participation=joined(brainstorm, ana))
    assert joined(brainstorm, ana).contributed_on is not None
    withdraw_idea(idea=second, participation=joined(brainstorm, ana))
    assert joined(brainstorm, ana).contributed_on is None


def test_withdraw_is_for_the_author_only(brainstorm, ana, ben):
    idea = submit(move_to(brainstorm, "collect"), ana)
    with pytest.raises(RuleError, match="Only its author"):
        withdraw_idea(idea=idea, participation=joined(idea.brainstorm, ben))


def test_withdraw_after_the_reveal_is_refused(brainstorm, ana):
    idea = submit(move_to(brainstorm, "collect"), ana)
    move_to(brainstorm, "discuss")
    with pytest.raises(RuleError, match="Collecting is over"):
        withdraw_idea(idea=idea, participation=joined(idea.brainstorm, ana))


@pytest.mark.parametrize(
    ("ideas", "budget"), [(0, 3), (1, 3), (9, 3), (10, 4), (12, 4), (13, 5), (30, 10), (31, 10), (200, 10)]
)
def test_budget_is_a_third_of_the_ideas_within_bounds(brainstorm, ideas, budget):
    assert brainstorm.dots_budget(ideas) == budget


def test_budget_of_the_facilitator_goes_first(brainstorm):
    brainstorm.dots_per_person = 7
    assert brainstorm.dots_budget(200) == 7


def test_votes_replace_each_other(brainstorm, ana):
    brainstorm = voting_with(brainstorm, 3)
    cast_votes(participation=joined(brainstorm, ana), values={1: 2, 2: 1, 3: 0})
    cast_votes(participation=joined(brainstorm, ana), values={3: 3})
    cast_votes(participation=joined(brainstorm, ana), values={3: 3})
    assert dots_of(ana) == {3: 3}


def test_votes_of_others_stay(brainstorm, ana, ben):
    brainstorm = voting_with(brainstorm, 3)
    cast_votes(participation=joined(brainstorm, ana), values={1: 1})
    cast_votes(participation=joined(brainstorm, ben), values={1: 2})
    cast_votes(participation=joined(brainstorm, ben), values={})
    assert (dots_of(ana), dots_of(ben)) == ({1: 1}, {})


@pytest.mark.parametrize(
    ("dots", "sentence"),
    [
        ({1: 3, 2: 1}, "You gave 4 dots and have 3. Take 1 back."),
        ({1: 4}, "Give an idea at most 3 dots."),
        ({1: -1}, "Give an idea at most 3 dots."),
        ({99: 1}, "One of these ideas is not on the list."),
    ],
)
def test_votes_outside_the_rules_change_nothing(brainstorm, ana, dots, sentence):
    brainstorm = voting_with(brainstorm, 3)
    cast_votes(participation=joined(brainstorm, ana), values={2: 1})
    with pytest.raises(RuleError) as error:
        cast_votes(participation=joined(brainstorm, ana), values=dots)
    assert (str(error.value), dots_of(ana)) == (sentence, {2: 1})


@pytest.mark.parametrize("phase", ["decide", "arrive"])
def test_votes_outside_the_vote_are_refused(ana, phase):
    brainstorm = BrainstormFactory(participants=[ana])
    IdeaFactory(brainstorm=brainstorm)
    brainstorm = move_to(brainstorm, phase)
    with pytest.raises(RuleError, match="The vote is not open"):
        cast_votes(participation=joined(brainstorm, ana), values={1: 1})
    assert dots_of(ana) == {}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    ballots=st.lists(st.dictionaries(st.integers(1, 7), st.integers(-1, 5), max_size=6), min_size=1, max_size=6),
    per_person=st.integers(1, 8),
    per_idea=st.integers(1, 5),
)
def test_no_series_of_ballots_exceeds_the_budget(ballots, per_person, per_idea):
    """Whatever is sent, what is stored is the last ballot within the rules, and never more than the budget."""
    voter = LearnerFactory(username="voter")
    brainstorm = BrainstormFactory(participants=[voter])
    brainstorm = voting_with(brainstorm, 6, dots_per_person=per_person, dots_per_idea=per_idea)
    expected = {}
    for ballot in ballots:
        given_dots = {number: count for number, count in ballot.items() if count}
        is_fair = (
            sum(given_dots.values()) <= per_person
            and all(0 < count <= per_idea for count in given_dots.values())
            and ballot.keys() <= set(range(1, 7))
        )
        try:
            cast_votes(participation=joined(brainstorm, voter), values=ballot)
        except RuleError:
            assert not is_fair
        else:
            assert is_fair
            expected = given_dots
        stored = {vote.idea.number: vote.value for vote in Vote.objects.filter(idea__brainstorm=brainstorm)}
        assert stored == expected
        assert sum(stored.values()) <= per_person
