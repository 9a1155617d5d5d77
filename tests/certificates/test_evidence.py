"""What a certificate rests on: collected on the day of issue, shown to its learner, told by the credential."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brainstorm.models import Participation
from certificates.issuing.actions import issue_certificate
from certificates.issuing.evidence import collect
from certificates.learners.actions import change_preference
from certificates.signing import credentials
from courses.models import Acknowledgment, Attendance
from tests.factories.brainstorm import BrainstormFactory
from tests.factories.courses import (
    AttemptFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    """A learner who has done everything a course has to offer, and some of it twice."""
    course = CoursePageFactory(title="First posts")
    quiz, guideline = QuizFactory(title="What to write", questions=2), GuidelineFactory(title="Kindness", version=2)
    body = [("quiz", {"quiz": quiz}), ("guideline", {"guideline": guideline})]
    lesson = LessonPageFactory(course=course, title="Your first post", body=body)
    LessonPageFactory(course=course, title="Never read")
    enrollment = EnrollmentFactory(course=course, completed=True)
    learner, now = enrollment.learner, timezone.now()
    enrollment.lesson_progress.create(lesson=lesson, opened_at=now, completed_at=now)
    AttemptFactory(enrollment=enrollment, quiz=quiz, marks={"1": True, "2": False}, is_passed=False)
    AttemptFactory(enrollment=enrollment, quiz=quiz, marks={"1": True, "2": True}, is_passed=True)
    for version in (1, 2):
        Acknowledgment.objects.create(learner=learner, guideline=guideline, version=version)
    for title, status in (("On Monday", "present"), ("On Tuesday", "absent")):
        scheduled = ScheduledClassFactory(course=course, title=title, starts_in=timedelta(days=-3))
        Attendance.objects.create(meeting=scheduled.meetings.get(), learner=learner, status=status)
    for title, day in (("Fewer calls", timezone.localdate()), ("Only joined", None)):
        brainstorm = BrainstormFactory(title=title, course=course)
        Participation.objects.create(brainstorm=brainstorm, user=learner, contributed_on=day)
    return enrollment


def told(pieces):
    return [(piece["genre"], piece["name"], piece["narrative"]) for piece in pieces]


@pytest.mark.row("K15")
@pytest.mark.parametrize(("shows_scores", "ending"), [(False, ""), (True, " with 2 of 2 correct")])
def test_evidence_names_what_was_done_and_scores_only_where_the_learner_agrees(enrollment, shows_scores, ending):
    today = timezone.localdate()
    day = f"{today:%B} {today.day}, {today.year}"
    earlier = today - timedelta(days=3)
    pieces = told(collect(enrollment, shows_scores=shows_scores))
    assert pieces == [
        ("lessons", "Lessons", "1 lesson read: Your first post"),
        ("quiz", "Quiz: What to write", f"Passed on {day}{ending}"),
        ("class", "Class: On Monday", f"Took part on {earlier:%B} {earlier.day}, {earlier.year}"),
        ("guideline", "Guideline: Kindness", f"Accepted version 2 on {day}"),
        ("brainstorm", "Brainstorm: Fewer calls", "Took part"),
    ]


@pytest.mark.row("K15")
def test_evidence_is_frozen_in_the_record_and_stands_in_the_credential(enrollment):
    change_preference(user=enrollment.learner, shows_scores=True, closes_pages=False)
    certificate = issue_certificate(enrollment=enrollment)
    change_preference(user=enrollment.learner, shows_scores=False, closes_pages=False)
    enrollment.attempts.all().delete()
    certificate.refresh_from_db()
    evidence = credentials.document_of(certificate)["evidence"]
    assert [piece["genre"] for piece in evidence] == ["lessons", "quiz", "class", "guideline", "brainstorm"]
    assert all(piece["type"] == ["Evidence"] for piece in evidence)
    assert "2 of 2 correct" in evidence[1]["narrative"]
    assert told(certificate.snapshot["evidence"])[1][2].endswith("with 2 of 2 correct")


@pytest.mark.row("K15")
def test_scores_are_not_told_unless_the_learner_has_agreed(enrollment):
    certificate = issue_certificate(enrollment=enrollment)
    assert "correct" not in str(certificate.snapshot["evidence"])
    assert "correct" not in str(credentials.document_of(certificate)["evidence"])


@pytest.mark.row("K15")
def test_evidence_is_shown_to_the_learner_and_not_to_whoever_has_the_code(client, enrollment):
    certificate = issue_certificate(enrollment=enrollment)
    public = client.get(f"/learning/verify/{certificate.grouped_code}/").content.decode()
    assert "First posts" in public
    assert "Fewer calls" not in public
    client.force_login(enrollment.learner)
    own = client.get(certificate.get_absolute_url()).content.decode()
    for words in ("What it rests on", "Your first post", "Guideline: Kindness", "Brainstorm: Fewer calls"):
        assert words in own


def test_evidence_takes_the_same_queries_for_one_and_three(enrollment, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        collect(enrollment, shows_scores=True)
    course = enrollment.course
    for number in range(2):
        scheduled = ScheduledClassFactory(course=course, title=f"{number}", starts_in=timedelta(days=-3))
        Attendance.objects.create(meeting=scheduled.meetings.get(), learner=enrollment.learner, status="present")
        Participation.objects.create(
            brainstorm=BrainstormFactory(course=course), user=enrollment.learner, contributed_on=timezone.localdate()
        )
    with django_assert_max_num_queries(10):
        assert len(collect(enrollment, shows_scores=True)) == 9


def test_nothing_done_is_no_evidence():
    assert collect(EnrollmentFactory(completed=True), shows_scores=True) == []
