"""What is kept about a person goes with that person, whole, and with nothing of anyone else."""

import csv
import io
import json
import zipfile

import pytest
from django.urls import reverse

from certificates.corrections.actions import ask_correction
from certificates.learners.actions import change_preference
from certificates.models import HeldCertificate
from lms.models import SentNotice
from tests.factories.brainstorm import BrainstormFactory, IdeaFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.courses import (
    BookingFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.discussion import DiscussionPostFactory, GuidelineProposalFactory, NoteFactory, ReflectionFactory
from tests.factories.users import LearnerFactory, ProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("L9"), pytest.mark.every_database]

FORMULA = '=HYPERLINK("https://evil.example")'


def leave_traces(user, word):
    """Let `user` do one of everything; whatever they write has `word` in it."""
    ProfileFactory(user=user, department=f"Department {word}")
    quiz = QuizFactory(title=f"Quiz {word}", questions=1)
    lesson = LessonPageFactory(title=f"Lesson {word}", body=[("quiz", {"quiz": quiz})])
    enrollment = EnrollmentFactory(learner=user, course=lesson.get_course(), completed=True)
    enrollment.lesson_progress.create(lesson=lesson, opened_at=enrollment.completed_at)
    question = quiz.quiz_questions.get().question
    enrollment.attempts.create(
        quiz=quiz, answers={str(question.pk): [question.answers.first().pk]}, submitted_at=enrollment.completed_at
    )
    guideline = GuidelineFactory(title=f"Guideline {word}")
    user.lms_acknowledgments.create(guideline=guideline, version=1)
    GuidelineProposalFactory(guideline=guideline, learner=user, text=f"Proposal {word}")
    booking = BookingFactory(learner=user, scheduled_class=ScheduledClassFactory(title=f"Class {word}"))
    booking.scheduled_class.meetings.get().attendance.create(learner=user, status="present")
    NoteFactory(learner=user, lesson=lesson, text=f"{FORMULA} note {word}")
    ReflectionFactory(learner=user, lesson=lesson, text=f"Reflection {word}")
    post = DiscussionPostFactory(author=user, lesson=lesson, text=f"<b>Post {word}</b>")
    DiscussionPostFactory(lesson=lesson, text="A colleague's post").reports.create(reporter=user, reason=f"Rude {word}")
    user.lms_subscriptions.create(lesson=post.lesson)
    IdeaFactory(by=user, text=f"Idea {word}", brainstorm=BrainstormFactory(participants=[user]))
    HeldCertificate.objects.create(enrollment=enrollment, reason=f"A letter of {word}")
    ask_correction(certificate=CertificateFactory(learner=user), name=f"Ada {word}", reason="A mistake")
    change_preference(user=user, shows_scores=True, closes_pages=False)
    SentNotice.objects.create(key=word, recipient=user, subject=f"Subject {word}")


def download(client):
    response = client.get(reverse("lms:my_data_file"))
    assert response["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(response.content))


def test_file_holds_everything_of_its_person_and_nothing_of_others(client):
    me, other = LearnerFactory(last_name="Pell"), LearnerFactory(last_name="Quist")
    leave_traces(me, "mine")
    leave_traces(other, "theirs")
    client.force_login(me)

    archive = download(client)
    data = json.loads(archive.read("my-data.json"))

    assert {name for name, rows in data["tables"].items() if not rows} == {
        *("negotiated_proposals", "objections", "pilots", "points", "ratings", "stances", "votes", "wordings")
    }
    assert data["tables"]["attempts"][0]["Answers"].endswith("Right 0")
    for name in archive.namelist():
        text = archive.read(name).decode()
        assert "theirs" not in text, name
        assert "Quist" not in text, name
        assert "A colleague" not in text, name
    page = archive.read("my-data.html").decode()
    for written in ("Proposal mine", "Reflection mine", "&lt;b&gt;Post mine&lt;/b&gt;", "Idea mine", "Rude mine"):
        assert written in page, written


def test_cells_never_become_formulas(client):
    me = LearnerFactory(first_name="@SUM(1)", last_name="")
    NoteFactory(learner=me, text=FORMULA)
    client.force_login(me)

    archive = download(client)
    cells = [
        cell
        for name in archive.namelist()
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))
        for cell in row
    ]

    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_page_says_what_is_kept_and_for_whom(client):
    me = LearnerFactory()
    NoteFactory.create_batch(2, learner=me)
    NoteFactory()
    client.force_login(me)

    response = client.get(reverse("lms:my_data"))

    kept = {table.name: (str(table.readers), len(table.rows)) for table in response.context["tables"]}
    assert kept["notes"] == ("Only you", 2)
    assert "Download my data" in response.content.decode()


def test_export_costs_the_same_for_one_trace_and_for_three(client, count_queries):
    me, counts = LearnerFactory(), []
    client.force_login(me)
    for _number in range(3):
        NoteFactory(learner=me)
        DiscussionPostFactory(author=me)
        ReflectionFactory(learner=me)
        enrollment = EnrollmentFactory(learner=me)
        quiz = QuizFactory(questions=2)
        enrollment.attempts.create(
            quiz=quiz,
            answers={str(row.question_id): [] for row in quiz.quiz_questions.all()},
            submitted_at="2026-01-01T00:00Z",
        )
        BookingFactory(learner=me)
        counts.append(count_queries(lambda: client.get(reverse("lms:my_data_file"))))

    assert counts[2] == counts[0]


@pytest.mark.parametrize("name", ["my_data", "my_data_file"])
def test_data_needs_a_person(client, name):
    assert client.get(reverse(f"lms:{name}")).url.startswith("/learning/sign-in/")
