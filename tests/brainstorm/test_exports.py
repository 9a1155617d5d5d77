"""A brainstorm taken away as table, minutes, report and file, and brought in again."""

import csv
import io
import json
import subprocess
from copy import deepcopy
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry, UploadedFile

from brainstorm.actions import cast_votes
from brainstorm.actions.exchange import import_brainstorm
from brainstorm.actions.sealing import seal_brainstorm
from brainstorm.exchange import BrainstormFileError, read_file, write_data, write_json
from brainstorm.models import Brainstorm, Participation
from courses.models import Guideline
from lms.site.demo import brainstorms as demonstration
from tests.factories.brainstorm import BrainstormFactory, DecisionFactory, IdeaFactory, PilotFactory, joined, move_to
from tests.factories.courses import CoursePageFactory, GuidelineFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("B27")]

FORMULA = '=HYPERLINK("http://evil.example","Click")'
FORMATS = ("json", "md", "csv", "xlsx", "pdf")


def export(client, brainstorm, wanted, user=None):
    client.force_login(user or brainstorm.facilitators.first())
    return client.get(reverse("lms_brainstorm:export", args=[brainstorm.pk]), {"as": wanted})


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def imported(content, by):
    return import_brainstorm(data=read_file(BytesIO(content)), by=by).brainstorm


@pytest.fixture
def closed(facilitator, ana, ben):
    """Three ideas without names, voted on; the first adopted with a pilot that has a result, one withdrawn before."""
    brainstorm = BrainstormFactory(
        title="Posting, from the van",
        plan=["collect", "vote", "decide"],
        facilitator=facilitator,
        participants=[ana, ben],
    )
    move_to(brainstorm, "collect")
    texts = (FORMULA, "Names <b>nobody</b> | * and #all", "Third")
    ideas = [IdeaFactory(brainstorm=brainstorm, by=ana, text=text) for text in texts]
    IdeaFactory(brainstorm=brainstorm, by=ben, text="Taken back", withdrawn_at=timezone.now())
    move_to(brainstorm, "vote")
    for idea in ideas:
        idea.refresh_from_db()
    cast_votes(participation=joined(brainstorm, ana), values={ideas[0].number: 2})
    cast_votes(participation=joined(brainstorm, ben), values={ideas[0].number: 1, ideas[1].number: 1})
    move_to(brainstorm, "decide")
    decision = DecisionFactory(idea=ideas[0], reason="+1 of all", decided_by=facilitator)
    for idea in ideas[1:]:
        DecisionFactory(idea=idea, outcome="declined", reason="Not now.")
    PilotFactory(
        decision=decision, owner=ben, result="keep", measured="4", learned="It works.", recorded_at=timezone.now()
    )
    return move_to(brainstorm, "closed")


def test_csv_holds_each_idea_with_its_result_and_no_formula(client, closed):
    response = export(client, closed, "csv")
    name = f"posting-from-the-van-ideas-{timezone.localdate()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = list(csv.DictReader(io.StringIO(content_of(response).decode("utf-8-sig"))))
    found = {row["Idea"]: (row["Result of the vote"], row["Decision"], row["Reason"], row["Pilots"]) for row in rows}
    assert found == {
        "'" + FORMULA: ("3", "Adopted", "'+1 of all", "1"),
        "Names <b>nobody</b> | * and #all": ("1", "Declined", "Not now.", "0"),
        "Third": ("0", "Declined", "Not now.", "0"),
    }
    assert {row["Author"] for row in rows} == {""}


def test_workbook_holds_texts_where_formulas_could_stand(client, closed):
    book = load_workbook(BytesIO(content_of(export(client, closed, "xlsx"))))
    assert book.sheetnames == ["Ideas", "Votes", "Ballots", "Pilots", "About"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert sorted(cell.value for cell in book["Ballots"]["C"][1:]) == [1, 1, 2]
    assert FORMULA in {str(cell.value).lstrip("'") for cell in cells}


def test_minutes_are_markdown_in_which_nothing_of_a_text_is_a_mark(client, closed):
    minutes = content_of(export(client, closed, "md")).decode()
    assert minutes.startswith("# Posting, from the van\n\n> What could we do with it?\n")
    assert r"Names \<b\>nobody\</b\> \| \* and \#all" in minutes
    assert "### Adopted" in minutes
    assert "- Owner: Ben Bauer" in minutes
    assert "Result: **" in minutes
    assert "Taken back" not in minutes


def test_report_is_a_tagged_pdf_that_tells_the_story(client, closed, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(content_of(export(client, closed, "pdf")))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Posting, from the van", "What could we do with it?", "Ben Bauer", "It works.", "Not now."):
        assert words in text, words
    assert "Taken back" not in text
    information = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in information


@pytest.mark.row("B5")
@pytest.mark.parametrize("wanted", FORMATS)
def test_nothing_is_handed_out_before_the_room_reads(client, facilitator, ana, wanted):
    brainstorm = BrainstormFactory(plan=["collect", "discuss"], facilitator=facilitator, participants=[ana])
    move_to(brainstorm, "collect")
    IdeaFactory(brainstorm=brainstorm, by=ana, text="Nobody reads this yet")
    response = export(client, brainstorm, wanted)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Nobody reads these ideas yet, so they cannot be taken away." in page
    assert "Nobody reads this yet" not in page


@pytest.mark.row("B5")
def test_file_leaves_out_what_the_phase_hides(facilitator, ana, ben):
    brainstorm = BrainstormFactory(plan=["collect", "vote", "decide"], facilitator=facilitator)
    move_to(brainstorm, "collect")
    IdeaFactory(brainstorm=brainstorm, by=ana, text="Shown")
    IdeaFactory(brainstorm=brainstorm, by=ben, text="Held", moderation="held")
    brainstorm = move_to(brainstorm, "vote")
    cast_votes(participation=joined(brainstorm, ana), values={1: 1})
    data = write_data(brainstorm)
    assert [idea["text"] for idea in data["ideas"]] == ["Shown"]
    assert (data["ballots"], data["brainstorm"]["left_out"]) == ([], ["votes", "ratings", "decisions"])
    brainstorm = move_to(brainstorm, "decide")
    assert write_data(brainstorm)["ballots"] == [[[1, 1]]]


@pytest.mark.row("B5")
def test_file_holds_no_author_tag_key_or_code_of_somebody_without_a_name(closed, ana):
    text = write_json(closed).decode()
    person = joined(closed, ana)
    secrets = [person.tag, closed.secret.key]
    for idea in closed.ideas.all():
        secrets += [idea.author_tag, idea.claim_hash or "-none-", str(idea.submission_key)]
    assert not [secret for secret in secrets if secret and secret in text]
    assert "Anders" not in text


def test_others_find_no_export(client, closed, ana):
    for user in (ana, LearnerFactory()):
        assert export(client, closed, "json", user).status_code == 404


def test_unknown_format_shows_what_there_is(client, closed):
    response = export(client, closed, "exe")
    assert response.status_code == 200
    assert "Minutes (Markdown)" in response.content.decode()


# --- There and back --------------------------------------------------------------------------------------------------


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
    for brainstorm in Brainstorm.objects.filter(phase__in=["closed", "negotiate"]):
        there = write_json(brainstorm)
        back = imported(there, facilitator)
        assert write_json(back) == there, brainstorm.title
        assert not back.participations.exclude(user=None).exists(), "a file gives nobody an account"


def test_sealed_brainstorm_comes_back_sealed(closed, facilitator):
    seal_brainstorm(brainstorm=closed, by=facilitator)
    back = imported(write_json(Brainstorm.objects.get(pk=closed.pk)), facilitator)
    assert back.sealed_at is not None
    assert not hasattr(back, "secret")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    yield b"", "This is no file of a brainstorm."
    yield b"[" * 100_000, "This is no file of a brainstorm."
    yield json.dumps(file).encode()[:-20], "This is no file of a brainstorm."
    yield b"\x89PNG\r\n", "This is no file of a brainstorm."
    yield b'{"format": "fledge-course", "version": 1}', "This is no file of a brainstorm."
    yield changed(file, "version", value=2), "The file has version 2; this site reads version 1."
    yield b" " * (11 * 1024 * 1024), "This file is larger than 10"
    yield changed(file, "brainstorm", "title", value=None), "“brainstorm.title” is missing or wrong"
    yield changed(file, "brainstorm", "step", value=99), "“brainstorm.step” is missing or wrong"
    yield changed(file, "ideas", 0, "kind", value="joke"), "“ideas[0].kind”"
    yield changed(file, "ideas", 0, "text", value="x" * 20_000), "“ideas[0].text”"
    yield changed(file, "ideas", 1, "number", value=file["ideas"][0]["number"]), "“ideas[1].number”"
    yield changed(file, "ballots", 0, 0, 0, value=77), "“ballots[0]” is missing or wrong"
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
    assert "This brainstorm is here already" in preview.content.decode()
    assert Brainstorm.objects.count() == before
    confirm = {"upload": UploadedFile.objects.get().pk}
    for _ in range(2):
        response = client.post(reverse("lms_brainstorm_files:confirm"), confirm, follow=True)
    assert "This file was imported already, or given up." in response.content.decode()
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
    call_command("import_brainstorm", str(path), facilitator=facilitator.username, dry_run=True)
    assert Brainstorm.objects.count() == 1
    call_command("import_brainstorm", str(path), facilitator=facilitator.username)
    assert write_json(Brainstorm.objects.latest("pk")) == path.read_bytes()
    for arguments in (("export_brainstorm", "99", str(path)), ("import_brainstorm", str(tmp_path / "no.json"))):
        with pytest.raises(CommandError):
            call_command(*arguments, **({"facilitator": "fay"} if arguments[0].startswith("import") else {}))


def test_import_a_year_later_keeps_its_dates(file, facilitator):
    back = imported(json.dumps(file).encode(), facilitator)
    original = Brainstorm.objects.earliest("pk")
    assert back.created_at - original.created_at < timedelta(seconds=1)
    assert back.closed_at == original.closed_at
