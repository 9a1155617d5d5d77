"""A brainstorm brought in from a file, which comes back as it was taken away."""

import json
from copy import deepcopy
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, UploadedFile

from brainstorm import models
from brainstorm.facilitation.actions import seal_brainstorm
from brainstorm.models import Brainstorm, Participation
from brainstorm.transfer import entries
from brainstorm.transfer.actions import import_brainstorm
from brainstorm.transfer.entries import BrainstormFileError, read_file
from brainstorm.transfer.exporting import write_json
from brainstorm.transfer.importing import LINKS
from courses.models import Guideline
from fledge_site.demo import brainstorms as demonstration
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, move_to
from tests.factories.courses import CoursePageFactory, GuidelineFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory

from .rooms import GUEST, closed_room, negotiating_room

pytestmark = [pytest.mark.django_db, pytest.mark.row("B27")]


def imported(content, by):
    return import_brainstorm(data=read_file(BytesIO(content)), by=by).brainstorm


@pytest.fixture
def closed(facilitator, ana, ben):
    return closed_room(facilitator, ana, ben)


def test_file_of_everything_comes_back_the_same(facilitator):
    """The demonstration's brainstorms: votes, ratings, stakeholders, stances, objections, wordings, pilots."""
    GuidelineFactory(
        title="How we post",
        slug="how-we-post",
        body="<ul><li>Other people’s pictures, words and faces need their yes.</li></ul>",
    )
    guideline = Guideline.objects.get(slug="how-we-post")
    guideline.save_revision().publish()
    course = CoursePageFactory()
    classes = {key: ScheduledClassFactory(course=course) for key in ("work-out-loud-past", "work-out-loud-next")}
    demonstration.load(
        scheduled_classes=classes,
        course=course,
        facilitator=facilitator,
        participants=[LearnerFactory() for _ in range(12)],
    )
    brainstorms = list(Brainstorm.objects.filter(phase__in=["closed", "negotiate"]))
    assert len(brainstorms) == 2
    for brainstorm in brainstorms:
        there = write_json(brainstorm)
        back = imported(there, facilitator)
        assert write_json(back) == there, brainstorm.title
        assert not back.participations.exclude(user=None).exists(), "a file gives no one an account"


def test_merges_groups_names_of_guests_and_ratings_come_back(facilitator, ana, ben):
    there = write_json(negotiating_room(facilitator, ana, ben))
    data = json.loads(there)
    assert [merge["is_undone"] for merge in data["merges"]] == [True, False]
    assert (data["people"][0], len(data["ratings"])) == ({"name": GUEST, "is_guest": True}, 3)
    assert write_json(imported(there, facilitator)) == there


def test_every_field_stands_in_the_file_or_stays_here_on_purpose():
    """A field that is added later and forgotten in the file would be lost without a word."""
    links = {*LINKS, "id", "brainstorm", "sort_order", "order", "addresses"}
    here = {
        *("phase", "phase_ends_at", "seconds_left", "join_code", "room_number", "desk_number", "facilitators"),
        *("author_tag", "claim_hash", "submission_key", "moderation", "moderation_reason", "first_opened_at"),
        *("withdrawn_at", "decided_by_name", "owner_name", "guideline_proposal"),
    }
    kinds = {
        models.Brainstorm: entries.BRAINSTORM,
        models.BrainstormPhase: entries.PHASE,
        models.Idea: entries.IDEA | {"created_at": None},  # when someone wrote would tell who
        models.Point: entries.POINT | {"created_at": None},
        models.SystemLink: entries.SYSTEM,
        models.PolicyChange: entries.WORDING,
        models.Stakeholder: entries.STAKEHOLDER,
        models.StakeholderImpact: entries.IMPACT,
        models.Proposal: entries.PROPOSAL,
        models.Objection: entries.OBJECTION,
        models.Stance: entries.STANCE,
        models.Decision: entries.DECISION,
        models.Pilot: entries.PILOT,
    }
    for model, known in kinds.items():
        fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        assert fields - known.keys() <= links | here, model


def test_sealed_brainstorm_comes_back_sealed(closed, facilitator):
    seal_brainstorm(brainstorm=closed, by=facilitator)
    back = imported(write_json(Brainstorm.objects.get(pk=closed.pk)), facilitator)
    assert back.sealed_at is not None
    assert not hasattr(back, "secret")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(str.strip),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_people_write_comes_back_as_they_wrote_it(facilitator, ana, texts):
    brainstorm = BrainstormFactory(plan=["collect", "discuss"], facilitator=facilitator)
    move_to(brainstorm, "collect")
    for text in texts:
        IdeaFactory(brainstorm=brainstorm, by=ana, text=text)
    brainstorm = move_to(brainstorm, "discuss")
    there = write_json(brainstorm)
    assert write_json(imported(there, facilitator)) == there


@pytest.fixture
def file(closed):
    return json.loads(write_json(closed))


def changed(file, *path, value):
    copy = deepcopy(file)
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return json.dumps(copy).encode()


def faulty_files(file):
    yield b"", "This is not a brainstorm file."
    yield b"[" * 100_000, "This is not a brainstorm file."
    yield json.dumps(file).encode()[:-20], "This is not a brainstorm file."
    yield b"\x89PNG\r\n", "This is not a brainstorm file."
    yield b'{"format": "fledge-course", "version": 1}', "This is not a brainstorm file."
    yield changed(file, "version", value=2), "The file has version 2, but this site reads version 1."
    yield b" " * (11 * 1024 * 1024), "This file is larger than 10"
    yield changed(file, "brainstorm", "title", value=None), "“brainstorm.title” is missing or wrong"
    yield changed(file, "brainstorm", "step", value=99), "“brainstorm.step” is missing or wrong"
    yield changed(file, "ideas", 0, "kind", value="joke"), "“ideas[0].kind”"
    yield changed(file, "ideas", 0, "text", value="x" * 20_000), "“ideas[0].text”"
    yield changed(file, "ideas", 1, "number", value=file["ideas"][0]["number"]), "“ideas[1].number”"
    yield changed(file, "ballots", 0, 0, 0, value=77), "“ballots[0]” is missing or wrong"
    own = file["ideas"][0]["number"]
    yield changed(file, "ideas", 0, "merged_into", value=own), "“ideas[0].merged_into” is missing or wrong"
    point = {"idea": own, "proposal": None, "author": None, "side": "pro", "text": "Yes", "adopted": 10**9}
    yield changed(file, "points", value=[point]), "“points[0].adopted” is missing or wrong"
    yield changed(file, "pilots", 0, "starts_on", value="31.12.2026"), "“pilots[0].starts_on”"
    yield changed(file, "people", value=[{"name": "x" * 999, "is_guest": False}]), "“people[0].guest_name”"


def test_faulty_file_is_told_by_its_place_and_leaves_nothing(client, file, facilitator):
    client.force_login(facilitator)
    before = (Brainstorm.objects.count(), Participation.objects.count())
    for content, sentence in faulty_files(file):
        sent = SimpleUploadedFile("brainstorm.json", content, "application/json")
        response = client.post(reverse("lms_brainstorm_files:import"), {"file": sent})
        assert response.status_code == 422, sentence
        with pytest.raises(BrainstormFileError) as error:
            imported(content, facilitator)
        assert sentence in str(error.value)
        assert content == b"" or escape(sentence) in response.content.decode()
    assert (Brainstorm.objects.count(), Participation.objects.count()) == before
    assert not UploadedFile.objects.exists()


def test_import_is_looked_at_first_then_made_once_and_logged(client, file, facilitator):
    client.force_login(facilitator)
    before = Brainstorm.objects.count()
    sent = SimpleUploadedFile("brainstorm.json", json.dumps(file).encode(), "application/json")
    preview = client.post(reverse("lms_brainstorm_files:import"), {"file": sent})
    assert "3 ideas" in preview.content.decode()
    assert "This brainstorm already exists here" in preview.content.decode()
    assert Brainstorm.objects.count() == before
    confirm = {"upload": UploadedFile.objects.get().pk}
    for _ in range(2):
        response = client.post(reverse("lms_brainstorm_files:confirm"), confirm, follow=True)
    assert "This file was already imported or discarded." in response.content.decode()
    assert Brainstorm.objects.count() == before + 1
    assert ModelLogEntry.objects.filter(action="lms_brainstorm.imported", user=facilitator).count() == 1
    assert Brainstorm.objects.latest("pk").facilitators.get() == facilitator


def test_hostile_words_of_a_file_are_shown_as_words(client, file, facilitator):
    content = changed(file, "ideas", 0, "text", value="<script>alert(1)</script>")
    back = imported(content, facilitator)
    client.force_login(facilitator)
    page = client.get(reverse("lms_brainstorm:console", args=[back.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_commands_write_and_read_the_same_file(closed, facilitator, tmp_path, capsys):
    path = tmp_path / "brainstorm.json"
    call_command("export_brainstorm", str(closed.pk), str(path))
    call_command("import_brainstorm", str(path), facilitator=facilitator.get_username(), dry_run=True)
    assert Brainstorm.objects.count() == 1
    call_command("import_brainstorm", str(path), facilitator=facilitator.get_username())
    assert write_json(Brainstorm.objects.latest("pk")) == path.read_bytes()
    for arguments in (("export_brainstorm", "99", str(path)), ("import_brainstorm", str(tmp_path / "no.json"))):
        with pytest.raises(CommandError):
            call_command(*arguments, **({"facilitator": "fay"} if arguments[0].startswith("import") else {}))


def test_import_a_year_later_keeps_its_dates(file, facilitator):
    back = imported(json.dumps(file).encode(), facilitator)
    original = Brainstorm.objects.earliest("pk")
    assert back.created_at - original.created_at < timedelta(seconds=1)
    assert back.closed_at == original.closed_at
