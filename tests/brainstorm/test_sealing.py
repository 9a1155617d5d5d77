"""The seal, held against the whole database."""

import re
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from wagtail.models import ModelLogEntry

from brainstorm.facilitation.actions import seal_brainstorm
from brainstorm.ideas.actions import submit_idea
from brainstorm.models import BrainstormSecret, Idea, Vote
from brainstorm.voting.actions import cast_votes
from lms.exceptions import RuleError
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, joined, move_to
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TEXTS = ("Photos of finished repairs", "Answers at night")
TOKEN = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?")


def closed(brainstorm, authors):
    """Lead `brainstorm` to its end; authors[0] writes the first text, authors[1] the second."""
    brainstorm = move_to(brainstorm, "collect")
    for author, text in zip(authors, TEXTS, strict=True):
        submit_idea(participation=joined(brainstorm, author), kind="use_case", text=text, submission_key=uuid.uuid4())
    brainstorm = move_to(brainstorm, "vote")
    for author in sorted(authors, key=lambda user: user.pk):
        cast_votes(participation=joined(brainstorm, author), values={1: 1})
    brainstorm = move_to(brainstorm, "decide")
    for idea in brainstorm.ideas.all():
        DecisionFactory(idea=idea, decided_by=brainstorm.facilitators.get())
    return move_to(brainstorm, "closed")


def dumped(tmp_path):
    """Return all that is stored, twice: as the framework and as the database itself write it down."""
    call_command("dumpdata", output=str(tmp_path / "dump.json"), verbosity=0)
    text = (tmp_path / "dump.json").read_text()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        text += "\n".join(connection.connection.iterdump())
    return text


def renamed(text):
    """Give tokens names in order of their first use, so that what they link stays and what they are does not."""
    names = {}
    text = CLOCK.sub(lambda found: found[0] if "00:00:00" in found[0] else "<time>", text)
    return TOKEN.sub(lambda found: names.setdefault(found[0].replace("-", ""), f"<{len(names)}>"), text)


@pytest.mark.any_database  # PostgreSQL's counters of rows are not rolled back
@pytest.mark.row("B6")
def test_sealed_database_is_the_same_whoever_wrote_which_idea(tmp_path, monkeypatch):
    monkeypatch.setattr("secrets.SystemRandom.shuffle", lambda self, rows: rows.sort(key=lambda row: row.pk))
    ana, ben = LearnerFactory(), LearnerFactory()
    brainstorm = BrainstormFactory(plan=["collect", "vote", "decide"], participants=[ana, ben])
    dumps = []
    for authors in ((ana, ben), (ben, ana)):
        with transaction.atomic():
            done = closed(brainstorm, authors)
            seal_brainstorm(brainstorm=done, by=done.facilitators.get())
            dumps.append(renamed(dumped(tmp_path)))
            transaction.set_rollback(True)
    assert TEXTS[0] in dumps[0]
    assert dumps[0].splitlines() == dumps[1].splitlines()


@pytest.mark.row("B6")
def test_tags_of_before_the_seal_are_nowhere_after_it(tmp_path):
    ana, ben = LearnerFactory(), LearnerFactory()
    brainstorm = closed(BrainstormFactory(plan=["collect", "vote", "decide"]), (ana, ben))
    tags = [joined(brainstorm, user).tag for user in (ana, ben)]
    keys = [key.hex for key in Idea.objects.values_list("submission_key", flat=True)]
    secret = BrainstormSecret.objects.get().key
    before = dumped(tmp_path).replace("-", "")
    assert all(word in before for word in [*tags, *keys, secret])
    seal_brainstorm(brainstorm=brainstorm, by=brainstorm.facilitators.get())
    after = dumped(tmp_path).replace("-", "")
    assert [word for word in [*tags, *keys, secret] if word in after] == []


def test_seal_keeps_sums_and_who_took_part_and_is_logged_once():
    ana, ben = LearnerFactory(), LearnerFactory()
    brainstorm = closed(BrainstormFactory(plan=["collect", "vote", "decide"]), (ana, ben))
    facilitator = brainstorm.facilitators.get()
    for _press in range(2):
        seal_brainstorm(brainstorm=brainstorm, by=facilitator)
    assert [vote.value for vote in Vote.objects.all()] == [1, 1]
    assert all(joined(brainstorm, user).contributed_on for user in (ana, ben))
    assert ModelLogEntry.objects.filter(action="lms_brainstorm.sealed", user=facilitator).count() == 1
    assert not Idea.objects.by(joined(brainstorm, ana)).exists()


def test_open_brainstorm_cannot_be_sealed():
    brainstorm = BrainstormFactory(plan=["collect", "decide"])
    with pytest.raises(RuleError, match="Close the brainstorm first"):
        seal_brainstorm(brainstorm=brainstorm, by=brainstorm.facilitators.get())
    assert BrainstormSecret.objects.count() == 1
