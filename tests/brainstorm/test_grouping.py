"""Groups, merging and its lineage, and which ideas no one has opened."""

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from brainstorm.facilitation.actions import move_phase
from brainstorm.grouping.actions import merge_ideas, move_to_group, rename_group, split_idea
from brainstorm.grouping.presenters import grouping_table, unopened
from brainstorm.models import Idea, IdeaMerge
from brainstorm.voting.actions import cast_votes
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


def grouping(ideas=4, plan=("collect", "discuss", "group", "vote", "decide")):
    brainstorm = BrainstormFactory(plan=list(plan))
    writer = LearnerFactory()
    for place in range(1, ideas + 1):
        IdeaFactory(brainstorm=brainstorm, by=writer, text=f"Sentence {place}")
    return move_to(brainstorm, "group")


def numbered(brainstorm):
    return {idea.number: idea for idea in brainstorm.ideas.all()}


def wordings(brainstorm):
    """Return {number of each idea on the board: all its wordings}."""
    table = grouping_table(brainstorm)
    return {
        idea.number: sorted([idea.text, *(wording.text for wording in idea.wordings)])
        for column in table["columns"]
        for idea in column.ideas
    }


@pytest.mark.row("B9")
@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(1, 5), st.integers(1, 5)), max_size=10))
def test_merging_and_splitting_in_any_order_loses_no_wording_and_undoing_all_gives_back_the_beginning(steps):
    brainstorm = grouping(ideas=5)
    before = wordings(brainstorm)
    for is_merge, one, other in steps:
        ideas = numbered(brainstorm)
        try:
            if is_merge:
                merge_ideas(brainstorm=brainstorm, ideas=[ideas[one], ideas[other]], into=ideas[one])
            else:
                split_idea(idea=ideas[one])
        except RuleError:
            pass  # the same idea twice, or one that is merged already
        now = wordings(brainstorm)
        assert sorted(text for texts in now.values() for text in texts) == [f"Sentence {n}" for n in range(1, 6)]
    for merge in IdeaMerge.objects.filter(absorbed__brainstorm=brainstorm, undone_at=None).order_by("-pk"):
        split_idea(idea=merge.absorbed)
    assert wordings(brainstorm) == before
    assert not Idea.objects.filter(brainstorm=brainstorm, merged_into__isnull=False).exists()


@pytest.mark.row("B9")
def test_split_takes_along_what_was_merged_before():
    brainstorm = grouping(ideas=3)
    ideas = numbered(brainstorm)
    merge_ideas(brainstorm=brainstorm, ideas=[ideas[1], ideas[2]], into=ideas[2])
    merge_ideas(brainstorm=brainstorm, ideas=[ideas[2], ideas[3]], into=ideas[3])
    assert len(wordings(brainstorm)[3]) == 3
    split_idea(idea=ideas[2])
    split_idea(idea=ideas[2])
    assert {number: len(texts) for number, texts in wordings(brainstorm).items()} == {2: 2, 3: 1}


@pytest.mark.row("B9")
def test_merging_and_splitting_end_when_the_vote_has_opened():
    brainstorm = grouping(plan=("collect", "group", "vote", "decide"))
    ideas = numbered(brainstorm)
    merge_ideas(brainstorm=brainstorm, ideas=[ideas[1], ideas[2]], into=ideas[1])
    brainstorm = move_to(brainstorm, "vote")
    assert sorted(brainstorm.ideas.on_ballot().values_list("number", flat=True)) == [1, 3, 4]
    for refused in (
        lambda: merge_ideas(brainstorm=brainstorm, ideas=[ideas[3], ideas[4]], into=ideas[3]),
        lambda: split_idea(idea=ideas[2]),
    ):
        with pytest.raises(RuleError, match="Grouping is over"):
            refused()
    cast_votes(participation=joined(brainstorm, LearnerFactory()), values={1: 1})
    move_phase(brainstorm=brainstorm, direction="back", expected_step=brainstorm.step, by=brainstorm.facilitators.get())
    with pytest.raises(RuleError, match="The vote has opened"):
        merge_ideas(brainstorm=brainstorm, ideas=[ideas[3], ideas[4]], into=ideas[3])
    with pytest.raises(RuleError, match="The vote has opened"):
        split_idea(idea=ideas[2])


@pytest.mark.row("B10")
def test_groups_come_and_go_with_their_ideas():
    brainstorm = grouping()
    ideas = numbered(brainstorm)
    photos = move_to_group(brainstorm=brainstorm, ideas=[ideas[1], ideas[2]], title=" We show what we repair ")
    assert photos.title == "We show what we repair"
    assert move_to_group(brainstorm=brainstorm, ideas=[ideas[3]], title="WE SHOW what we repair") == photos
    rename_group(group=photos, title="We show repairs")
    columns = [
        (column.group and column.group.title, [idea.number for idea in column.ideas])
        for column in grouping_table(brainstorm)["columns"]
    ]
    assert columns == [("We show repairs", [1, 2, 3]), (None, [4])]
    move_to_group(brainstorm=brainstorm, ideas=[ideas[1], ideas[2], ideas[3]])
    assert not brainstorm.groups.exists()
    with pytest.raises(RuleError, match="This group no longer exists"):
        move_to_group(brainstorm=brainstorm, ideas=[ideas[1]], group=photos)


@pytest.mark.row("B10")
@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"ideas": ["1", "2"], "act": "move", "title": "Repairs"}, 302, None),
        ({"act": "move", "title": "Repairs"}, 422, "Tick the ideas first."),
        ({"ideas": ["1"], "act": "move"}, 422, "Choose a group, or write the heading of a new one."),
        ({"ideas": ["1"], "act": "merge"}, 409, "Tick at least two ideas to merge."),
        ({"ideas": ["1", "99"], "act": "merge"}, 422, "Someone else has just merged one of these ideas."),
    ],
)
def test_arranging_is_a_plain_form_that_keeps_the_ticks(client, sent, status, sentence):
    brainstorm = grouping()
    person = joined(brainstorm, LearnerFactory())
    client.force_login(person.user)
    room = client.get(brainstorm.get_absolute_url()).content.decode()
    assert 'type="checkbox" name="ideas" value="1"' in room
    response = client.post(reverse("lms_brainstorm:arrange", args=[brainstorm.pk]), sent)
    assert response.status_code == status
    if sentence:
        page = response.content.decode()
        assert sentence in page
        assert page.count(" checked>") == len([number for number in sent.get("ideas", []) if number != "99"])
    else:
        assert list(brainstorm.groups.get().ideas.values_list("number", flat=True)) == [1, 2]


def test_grouping_outside_its_phase_is_refused(client):
    brainstorm = grouping()
    person = joined(brainstorm, LearnerFactory())
    client.force_login(person.user)
    move_to(brainstorm, "vote")
    sent = {"ideas": ["1", "2"], "act": "move", "title": "Repairs"}
    response = client.post(reverse("lms_brainstorm:arrange", args=[brainstorm.pk]), sent)
    assert response.status_code == 409
    assert "Grouping is over, so nothing was moved." in response.content.decode()
    assert not brainstorm.groups.exists()


@pytest.mark.row("B11")
def test_coverage_counts_what_nobody_has_opened_and_ending_the_phase_warns(client):
    brainstorm = BrainstormFactory(plan=["collect", "discuss", "vote"])
    IdeaFactory.create_batch(3, brainstorm=brainstorm)
    reader = joined(brainstorm, LearnerFactory())
    brainstorm = move_to(brainstorm, "discuss")
    client.force_login(reader.user)
    assert "3 ideas no one has opened yet." in client.get(brainstorm.get_absolute_url()).content.decode()
    way = client.get(reverse("lms_brainstorm:unread", args=[brainstorm.pk]))
    assert client.get(way.url).status_code == 200
    assert unopened(brainstorm).count() == 2
    client.force_login(brainstorm.facilitators.get())
    console = reverse("lms_brainstorm:console", args=[brainstorm.pk])
    assert "2 ideas no one has opened yet." in client.get(console).content.decode()
    moved = {"direction": "next", "expected_step": brainstorm.step, "expected_round": brainstorm.current_phase.rounds}
    client.post(reverse("lms_brainstorm:move", args=[brainstorm.pk]), moved)
    assert "2 ideas have not been opened yet." in client.get(console).content.decode()


@pytest.mark.row("B11")
def test_facilitator_opening_an_idea_does_not_count(client):
    brainstorm = BrainstormFactory(plan=["collect", "discuss"])
    IdeaFactory(brainstorm=brainstorm)
    brainstorm = move_to(brainstorm, "discuss")
    client.force_login(brainstorm.facilitators.get())
    assert client.get(reverse("lms_brainstorm:idea", args=[brainstorm.pk, 1])).status_code == 200
    assert unopened(brainstorm).count() == 1


def test_queries_of_the_groups_do_not_grow(client, count_queries):
    counts = []
    for size in (1, 3):
        brainstorm = grouping(ideas=3 * size)
        ideas = numbered(brainstorm)
        for group in range(size):
            move_to_group(brainstorm=brainstorm, ideas=[ideas[3 * group + 1]], title=f"Group {group}")
            pair = [ideas[3 * group + 2], ideas[3 * group + 3]]
            merge_ideas(brainstorm=brainstorm, ideas=pair, into=pair[0])
        person = joined(brainstorm, LearnerFactory())
        client.force_login(person.user)
        url = reverse("lms_brainstorm:groups", args=[brainstorm.pk])
        counts.append(count_queries(lambda url=url: client.get(url)))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("first", "second"), [("Übergabe", "übergabe"), ("ΩΡΑ", "ωρα"), ("Straße", "STRASSE")])
def test_heading_of_a_group_is_the_same_in_any_case_and_script(first, second):
    brainstorm = grouping()
    ideas = numbered(brainstorm)

    group = move_to_group(brainstorm=brainstorm, ideas=[ideas[1]], title=first)

    assert move_to_group(brainstorm=brainstorm, ideas=[ideas[2]], title=second) == group
    other = move_to_group(brainstorm=brainstorm, ideas=[ideas[3]], title="Other")
    with pytest.raises(RuleError, match="Another group has this heading"):
        rename_group(group=other, title=second)
    rename_group(group=group, title=second)
    group.refresh_from_db()
    assert group.title == second
