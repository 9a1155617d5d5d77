"""The text of a lesson is kept for all learners; what is one's own never is, and what is published shows at once."""

import uuid

import pytest

from courses.guidelines.actions import acknowledge_guideline
from courses.learning.presenters.lessons import shared_body, split_body
from courses.models import LessonPage
from courses.quizzes.actions import submit_attempt
from lms.caching.cache import read_version
from tests.factories.courses import EnrollmentFactory, GuidelineFactory, LessonPageFactory, QuizFactory
from tests.factories.users import TrainerFactory

pytestmark = pytest.mark.django_db


def text(words):
    return ("paragraph", f"<p>{words}</p>")


@pytest.fixture
def lesson(db):
    return LessonPageFactory(
        body=[
            text("First words."),
            text("More words."),
            ("quiz", {"quiz": QuizFactory(questions=1)}),
            text("Between."),
            ("guideline", {"guideline": GuidelineFactory()}),
        ]
    )


def page_of(client, enrollment, lesson):
    client.force_login(enrollment.learner)
    return client.get(lesson.url).content.decode()


def test_split_body_joins_what_is_shared_between_activities(lesson):
    quiz, guideline = lesson.lesson_quizzes.get().quiz_id, lesson.lesson_guidelines.get().guideline_id

    parts = split_body(lesson)

    assert [kind for kind, _value in parts] == ["html", "quiz", "html", "guideline"]
    assert parts[1] == ("quiz", quiz)
    assert parts[3] == ("guideline", guideline)
    assert parts[0][1].index("First words.") < parts[0][1].index("More words.")
    assert "Between." in parts[2][1]


def test_shared_body_is_rendered_once_for_all(lesson, django_assert_num_queries):
    version = read_version()
    first = shared_body(lesson, version)

    with django_assert_num_queries(0):
        again = shared_body(LessonPage(pk=lesson.pk), version)

    assert again == first == split_body(lesson)


def test_lesson_page_published_again_shows_the_new_text_at_once(client, lesson):
    enrollment = EnrollmentFactory(course=lesson.get_course())
    assert "First words." in page_of(client, enrollment, lesson)

    lesson.body = [text("Second words.")]
    lesson.save_revision().publish()

    html = page_of(client, enrollment, lesson)
    assert "Second words." in html
    assert "First words." not in html


def test_lesson_page_with_a_draft_shows_the_published_text(client, lesson):
    enrollment = EnrollmentFactory(course=lesson.get_course())
    page_of(client, enrollment, lesson)

    lesson.body = [text("Draft words.")]
    lesson.save_revision()

    html = page_of(client, enrollment, lesson)
    assert "First words." in html
    assert "Draft words." not in html


def test_lesson_preview_shows_the_draft_and_leaves_the_cache_alone(client, lesson):
    enrollment = EnrollmentFactory(course=lesson.get_course())
    lesson.body = [text("Draft words.")]
    lesson.save_revision()
    client.force_login(TrainerFactory())

    html = client.get(f"/admin/pages/{lesson.pk}/view_draft/").content.decode()

    assert "Draft words." in html
    assert "First words." not in html
    published = page_of(client, enrollment, lesson)
    assert "First words." in published
    assert "Draft words." not in published


def test_lesson_preview_after_the_published_text_was_kept_still_shows_the_draft(client, lesson):
    page_of(client, EnrollmentFactory(course=lesson.get_course()), lesson)
    lesson.body = [text("Draft words.")]
    lesson.save_revision()
    client.force_login(TrainerFactory())

    html = client.get(f"/admin/pages/{lesson.pk}/view_draft/").content.decode()

    assert "Draft words." in html
    assert "First words." not in html


def test_lesson_page_never_shows_the_state_of_another_learner(client, lesson):
    course = lesson.get_course()
    quiz, guideline = lesson.lesson_quizzes.get().quiz, lesson.lesson_guidelines.get().guideline
    ready, fresh = EnrollmentFactory(course=course), EnrollmentFactory(course=course)
    question = quiz.quiz_questions.get().question
    right = [answer.pk for answer in question.answers.all() if answer.is_correct]
    submit_attempt(
        enrollment=ready, lesson=lesson, quiz=quiz, answers={question.pk: right}, submission_key=uuid.uuid4()
    )
    acknowledge_guideline(guideline=guideline, learner=ready.learner, version=1)

    for _round in range(2):
        done, begun = page_of(client, ready, lesson), page_of(client, fresh, lesson)
        for words in ('<span class="lms-score__number">1/1</span>', "You accepted this version on"):
            assert words in done
            assert words not in begun
        for words in ("Check my answers", "I have read this and will follow it"):
            assert words in begun
            assert words not in done


def test_lesson_page_never_keeps_the_key_or_token_of_another_learner(client, lesson):
    course = lesson.get_course()
    first, second = (page_of(client, EnrollmentFactory(course=course), lesson) for _ in range(2))

    for name in ("submission_key", "csrfmiddlewaretoken"):
        values = [html.split(f'name="{name}" value="')[1].split('"')[0] for html in (first, second)]
        assert values[0] != values[1]


def test_lesson_kept_contains_no_activity(client, lesson):
    page_of(client, EnrollmentFactory(course=lesson.get_course()), lesson)

    kept = shared_body(lesson, read_version())

    assert kept == split_body(lesson)
    assert not any("<form" in value for kind, value in kept if kind == "html")
