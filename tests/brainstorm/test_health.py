"""The health report: how brainstorms go, format by format, and never how one person does."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from brainstorm.facilitation.contribution_balance import contribution_balance_of
from brainstorm.models import BrainstormFormat, Idea
from brainstorm.reports.health import HealthReport
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, move_to
from tests.factories.users import FacilitatorFactory, LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("B29"), pytest.mark.every_database]

URL = "lms_brainstorm:health"


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def held(*, people=5, ideas=(), fmt="nominal-group", decided=0, adopted=0, **fields):
    """Return a closed brainstorm. ideas: how many each person wrote; of those `decided` have a decision."""
    persons = LearnerFactory.create_batch(people)
    brainstorm = BrainstormFactory(
        plan=["collect", "decide"], format=BrainstormFormat.objects.get(slug=fmt), participants=persons, **fields
    )
    kinds = ("use_case", "pain_point", "system_link", "policy_change", "support_need")
    rows = [
        IdeaFactory(brainstorm=brainstorm, by=person, kind=kinds[place % 2])
        for person, count in zip(persons, ideas, strict=False)
        for place in range(count)
    ]
    for place, idea in enumerate(rows[:decided]):
        DecisionFactory(idea=idea, outcome="adopted" if place < adopted else "declined")
    type(brainstorm).objects.filter(pk=brainstorm.pk).update(
        phase="closed", step=brainstorm.phases.last().sort_order, closed_at=timezone.now()
    )
    brainstorm.refresh_from_db()
    return brainstorm


def pilot_of(brainstorm, *, began, took=None):
    """Start a pilot `began` days ago; took: after how many days it had a result."""
    ended = {}
    if took is not None:
        ended = {
            "result": "keep",
            "measured": "4",
            "learned": "It works.",
            "recorded_at": timezone.now() - timedelta(days=began - took),
        }
    starts_on = days_ago(began)
    return PilotFactory(
        decision=DecisionFactory(idea__brainstorm=brainstorm),
        starts_on=starts_on,
        due_on=starts_on + timedelta(days=20),
        **ended,
    )


def test_figures_of_a_brainstorm_are_exact():
    held(people=6, ideas=(4, 2, 0, 0, 0, 0), decided=3, adopted=2)
    row = HealthReport().rows[0]
    assert (row.people, row.ideas, row.on_board) == (6, 6, 6)
    assert (row.ideas_each, row.kinds_covered) == (1.0, 2)
    assert (row.decided_share, row.adopted_share) == (50, 33)
    assert row.even_word == "a few wrote most"


@pytest.mark.parametrize("ideas", [(4,), (3, 1, 0, 0)])
def test_one_person_and_small_rooms_tell_nothing_of_people(client, ideas):
    held(people=len(ideas), ideas=ideas)
    row = HealthReport().rows[0]
    assert (row.ideas_each, row.even) == (None, None)
    assert row.ideas == 4
    client.force_login(FacilitatorFactory())
    page = client.get(reverse(URL)).content.decode()
    assert "how evenly: not known" in page
    assert "no pilot is 30 days old yet" in page


def test_brainstorm_without_ideas_divides_by_nothing():
    held(people=5)
    row = HealthReport().total
    assert (row.ideas_each, row.even, row.kinds_shown, row.decided_share, row.adopted_share) == (0.0, None, *[None] * 3)


def test_pilots_count_from_the_day_they_are_due_and_within_the_days():
    brainstorm = held()
    pilot_of(brainstorm, began=29)  # not 30 days old: asked for nothing yet
    pilot_of(brainstorm, began=30)
    pilot_of(brainstorm, began=40, took=30)
    pilot_of(brainstorm, began=100, took=31)
    pilot_of(brainstorm, began=100, took=95)
    row = HealthReport().rows[0]
    assert row.pilots == 5
    assert row.checkpoints == [(30, 25, 1, 4), (90, 50, 1, 2)]


def test_formats_are_compared_over_classes():
    held(ideas=(1, 1, 1, 1, 1))
    held(ideas=(3, 3, 3, 3, 3))
    held(fmt="consent-round", ideas=(1, 0, 0, 0, 0))
    formats = HealthReport().formats
    assert [(row.brainstorms, row.ideas_each, row.even) for row in formats] == [(2, 2.0, 100), (1, 0.2, 0)]


@given(st.lists(st.integers(0, 30), min_size=5, max_size=40).filter(any), st.randoms())
def test_evenness_knows_no_order_and_lies_between_one_writer_and_all(counts, random):
    shuffled = random.sample(counts, len(counts))
    assert contribution_balance_of(counts) == contribution_balance_of(shuffled)
    assert 0 <= contribution_balance_of(counts) <= 1
    assert contribution_balance_of([3] * len(counts)) == pytest.approx(1)
    assert contribution_balance_of([7] + [0] * (len(counts) - 1)) == pytest.approx(0)


def test_sealed_brainstorm_keeps_its_counts_and_loses_who_wrote_how_much():
    brainstorm = held(ideas=(2, 1, 0, 0, 0))
    Idea.objects.filter(brainstorm=brainstorm).update(author_tag="")
    row = HealthReport().rows[0]
    assert (row.ideas, row.even) == (3, None)


@pytest.mark.row("B5")
def test_running_brainstorm_is_not_counted(client):
    brainstorm = BrainstormFactory(title="Still hidden")
    IdeaFactory(brainstorm=brainstorm)
    move_to(brainstorm, "collect")
    client.force_login(FacilitatorFactory())
    page = client.get(reverse(URL)).content.decode()
    assert "Still hidden" not in page
    assert HealthReport().rows == []


def test_page_says_what_to_do_where_nothing_is_closed_yet(client):
    client.force_login(TrainerFactory())
    response = client.get(reverse(URL))
    assert response.status_code == 200
    assert 'class="lms-empty' in response.content.decode()


def test_filters_choose_and_wrong_ones_are_left_out(client):
    held(fmt="consent-round", title="Round of consent")
    held(title="In silence")
    client.force_login(FacilitatorFactory())
    page = client.get(reverse(URL), {"format": "consent-round", "course": "x", "span": "eternity"}).content.decode()
    assert "Round of consent" in page
    assert "In silence" not in page


def test_table_is_taken_away_without_formulas(client):
    held(title="=1+1", ideas=(1, 1, 1, 1, 1), decided=5, adopted=5)
    client.force_login(FacilitatorFactory())
    response = client.get(reverse(URL), {"export": "csv"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    row = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert (row["Brainstorm"], row["Ideas a person"], row["Adopted (%)"]) == ("'=1+1", "1.0", "100")


def test_learner_has_no_health_report(client):
    client.force_login(LearnerFactory())
    assert client.get(reverse(URL)).status_code == 403


def test_queries_do_not_grow(client, count_queries):
    client.force_login(FacilitatorFactory())
    counts = []
    for _ in range(2):
        pilot_of(held(ideas=(1, 1)), began=40, took=3)
        counts.append(count_queries(lambda: client.get(reverse(URL))))
        held(ideas=(1, 1))
    assert counts[0] == counts[1]
