"""The sheet of a meeting, to be signed on paper."""

import subprocess
from io import BytesIO
from unicodedata import normalize

import pikepdf
import pytest
from pdfua import validate

from tests.factories.courses import BookingFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory

from .test_rosters import url

pytestmark = pytest.mark.django_db


def test_attendance_sheet_prints_every_name_as_it_is(client, trainer):
    scheduled_class = ScheduledClassFactory(
        title="<img src=file:///etc/passwd> & Co", place="<b>Hall</b>", capacity=40, time_zone="Asia/Kolkata"
    )
    names = [("محمد", "الأنصاري"), ("<script>alert(1)</script>", "O’Neil & Söhne"), ("Nguyễn", "Ánh")]
    names += [(f"Person{n}", "Example") for n in range(30)]
    for first, last in names:
        learner = LearnerFactory(first_name=first, last_name=last)
        BookingFactory(scheduled_class=scheduled_class, learner=learner)
    BookingFactory(scheduled_class=scheduled_class, learner=LearnerFactory(last_name="Waiter"), status="waiting")
    page = url("attendance_sheet", scheduled_class.meetings.get().pk)

    response = client.get(page)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('inline; filename="')
    assert client.get(page).content == response.content, "the same list gives the same sheet"
    with pikepdf.open(BytesIO(response.content)) as opened:
        assert len(opened.pages) == 2
        assert "/Names" not in opened.Root
        assert bool(opened.Root.MarkInfo.Marked)
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=response.content, capture_output=True, check=True)
    text = normalize("NFKC", done.stdout.decode())
    for words in ("<script>alert(1)</script> O'Neil & Söhne", "Nguyễn Ánh", "Person29 Example", "<b>Hall</b>"):
        assert words.replace("'", "’") in text
    assert "محمد" in text
    assert "Waiter" not in text


@pytest.mark.row("K25")
def test_attendance_sheet_names_letters_without_a_font_and_reads_every_script(client, trainer, tmp_path, caplog):
    title = "Bring 🚀 and 👩‍💻 to work"
    scheduled_class = ScheduledClassFactory(title=title, place="Café ✓ 🇩🇪", capacity=40)
    names = [
        "小明 王",
        "김민준",
        "髙橋 葛\U000e0100城",
        "สมชาย ใจดี",
        "கார்த்திக்",
        "অনন্যা",
        "გიორგი",
        "Արմեն",
        "Nguyễn Ánh",
        "ស៊ីន",
        "Ada 🐦",
    ]
    for name in names:
        BookingFactory(scheduled_class=scheduled_class, learner=LearnerFactory(first_name=name, last_name=""))

    response = client.get(url("attendance_sheet", scheduled_class.meetings.get().pk))

    path = tmp_path / "sheet.pdf"
    path.write_bytes(response.content)
    assert [(each.rule_id, each.message) for each in validate(str(path)).findings] == []
    assert ".notdef" not in caplog.text, "a letter was drawn as a box"
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    for name in names[:-2]:
        assert name in text, name
    text = " ".join(text.split())
    assert "Bring [emoji: rocket] and [emoji: woman, personal computer] to work" in text
    assert "Café ✓ [emoji: flag DE]" in text
    assert "Ada [emoji: bird]" in text
    said = text.partition("Some characters cannot be printed and were replaced: ")[2]
    for told in ("[emoji: rocket] (U+1F680)", "[emoji: bird] (U+1F426)", "U+179F"):
        assert told in said
