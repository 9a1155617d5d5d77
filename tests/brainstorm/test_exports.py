"""A brainstorm taken away as table, minutes, report and file."""

import csv
import io
import re
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pdfua import validate

from brainstorm.transfer.exporting import write_data, write_json
from brainstorm.voting.actions import cast_votes
from lms.days import write_date
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory, joined, move_to
from tests.factories.users import LearnerFactory

from .rooms import FORMULA, GUEST, TEXTS, closed_room, negotiating_room

pytestmark = [pytest.mark.django_db, pytest.mark.row("B27")]

FORMATS = ("json", "md", "csv", "xlsx", "pdf")


def export(client, brainstorm, wanted, user=None):
    client.force_login(user or brainstorm.facilitators.first())
    return client.get(reverse("lms_brainstorm:export", args=[brainstorm.pk]), {"as": wanted})


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def closed(facilitator, ana, ben):
    return closed_room(facilitator, ana, ben)


@pytest.fixture
def negotiated(facilitator, ana, ben):
    return negotiating_room(facilitator, ana, ben)


def test_names_and_words_of_guests_are_no_formulas(client, negotiated):
    response = export(client, negotiated, "csv")
    rows = list(csv.DictReader(io.StringIO(content_of(response).decode("utf-8-sig"))))
    assert {row["Author"] for row in rows} == {"", f"'{GUEST} (guest)"}
    book = load_workbook(BytesIO(content_of(export(client, negotiated, "xlsx"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if GUEST in str(cell.value)} == {"s"}
    assert [[cell.value for cell in row][2:6] for row in book["Objections"].iter_rows(min_row=2)] == [
        [f"{GUEST} (guest)", "=1+1 of my time", "It is paid.", "open"]
    ]
    assert not [cell.value for cell in cells if cell.data_type == "f"]


def test_minutes_and_report_tell_what_is_on_the_table_within_the_page(client, negotiated, tmp_path):
    minutes = content_of(export(client, negotiated, "md")).decode()
    number = negotiated.ideas.get(text="Answers in the morning 1").number
    assert f"- Idea {number}, version 1: One of us answers until six.\n  - “I consent”: Ana Anders\n" in minutes
    assert f"| {number} | 2.0 | 3.0 | 0.8 |" in minutes
    assert "  - also: Answers in the morning 2" in minutes
    path = tmp_path / "report.pdf"
    path.write_bytes(content_of(export(client, negotiated, "pdf")))
    words = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "answers</word>" in words
    ends = [float(end) for end in re.findall(r'xMax="([\d.]+)"', words)]
    assert max(ends) <= (210 - 18) / 25.4 * 72 + 1, "a word runs off the page"


def test_csv_holds_each_idea_with_its_result_and_no_formula(client, closed):
    response = export(client, closed, "csv")
    name = f"posting-from-the-van-ideas-{timezone.localdate()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = list(csv.DictReader(io.StringIO(content_of(response).decode("utf-8-sig"))))
    found = {row["Idea"]: (row["Result of the vote"], row["Decision"], row["Reason"], row["Pilots"]) for row in rows}
    assert found == {
        "'" + FORMULA: ("3", "Adopted", "'+1 of all", "1"),
        "Names <b>no one</b> | * and #all": ("1", "Declined", "Not now.", "0"),
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
    numbers = dict(closed.ideas.values_list("text", "number"))
    first, second, third = (numbers[text] for text in TEXTS)
    escaped = {
        first: '=HYPERLINK("http://evil.example","Click")'.replace("=", r"\=", 1),
        second: r"Names \<b\>no one\</b\> \| \* and \#all",
        third: "Third",
    }
    today = write_date(timezone.localdate())
    lines = [
        *("# Posting, from the van", "", "> What could we do with it?", ""),
        *(f"- Began: {today}", f"- Closed: {today}", "- Went through: Arrive, Collect, Vote, Decide, Closed"),
        *("- 2 people, 3 ideas, 1 adopted, 1 pilot, 1 result", "", "## Decisions", "", "### Adopted", ""),
        *(
            f"- **{first}** {escaped[first]}",
            r"  - Reason: \+1 of all",
            "  - Decided by: Fay Guide",
            "",
            "### Declined",
            "",
        ),
    ]
    for number in sorted([second, third]):
        lines += [f"- **{number}** {escaped[number]}", "  - Reason: Not now."]
    lines += [
        *("", "## Pilots", "", f"### Idea {first}: Fewer calls.", "", "- Owner: Ben Bauer"),
        f"- From {today} to {write_date(timezone.localdate() + timedelta(days=30))}",
        *(
            "- How we notice: Calls a day (at the start: 12)",
            "- Result: **Keep** (now 4). It works.",
            "",
            "## Ideas",
            "",
        ),
        *(f"- **{number}** [Use case] {text}" for number, text in sorted(escaped.items())),
        *("", "## Result of the vote", "", "2 people voted.", ""),
        *("| Idea | Dots in all | People who gave a dot | Duels won (Condorcet) |", "|---|---:|---:|---:|"),
        *(f"| {first} | 3 (1) | 2 (1) | 2 (1) |", f"| {second} | 1 (2) | 1 (2) | 1 (2) |"),
        f"| {third} | 0 (3) | 0 (3) | 0 (3) |",
    ]
    assert content_of(export(client, closed, "md")).decode().splitlines() == lines


def test_report_is_a_tagged_pdf_that_tells_the_story(client, closed, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(content_of(export(client, closed, "pdf")))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Posting, from the van", "What could we do with it?", "Ben Bauer", "It works.", "Not now."):
        assert words in text, words
    assert "Taken back" not in text
    information = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in information


@pytest.mark.row("K25")
def test_report_names_letters_without_a_font_and_reads_every_script(client, facilitator, ana, tmp_path, caplog):
    texts = ["Ship it 🚀 ✓ ≥ 2", "小明 王 김민준 髙橋", "สมชาย கார்த்திக் অনন্যা გიორგი Արմեն Nguyễn", "ក"]
    brainstorm = BrainstormFactory(
        title="Party 🎉", plan=["collect", "discuss"], facilitator=facilitator, participants=[ana]
    )
    brainstorm = move_to(brainstorm, "collect")
    for text in texts:
        IdeaFactory(brainstorm=brainstorm, by=ana, text=text)
    brainstorm = move_to(brainstorm, "discuss")

    path = tmp_path / "report.pdf"
    path.write_bytes(content_of(export(client, brainstorm, "pdf")))

    assert [(each.rule_id, each.message) for each in validate(str(path)).findings] == []
    assert ".notdef" not in caplog.text, "a letter was drawn as a box"
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Party [emoji: party popper]", "Ship it [emoji: rocket] ✓ ≥ 2", *texts[1:3], "[khmer letter ka]"):
        assert words in text, words
    said = " ".join(text.split()).partition("Some characters cannot be printed and were replaced: ")[2]
    for told in ("[emoji: party popper] (U+1F389)", "[emoji: rocket] (U+1F680)", "[khmer letter ka] (U+1780)"):
        assert told in said


@pytest.mark.row("B5")
@pytest.mark.parametrize("wanted", FORMATS)
def test_nothing_is_handed_out_before_the_room_reads(client, facilitator, ana, wanted):
    brainstorm = BrainstormFactory(plan=["collect", "discuss"], facilitator=facilitator, participants=[ana])
    move_to(brainstorm, "collect")
    IdeaFactory(brainstorm=brainstorm, by=ana, text="No one reads this yet")
    response = export(client, brainstorm, wanted)
    assert response.status_code == 409
    page = response.content.decode()
    assert "No one can see these ideas yet, so they cannot be exported." in page
    assert "No one reads this yet" not in page


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
