"""A course and its translations are one course: what a learner does counts in all its languages."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from brainstorm.models import BrainstormFormat
from certificates.models import CertificateTemplate
from courses.enrollment.actions import enroll_learner, refresh_completion
from courses.enrollment.completion import evaluate_completion
from courses.enrollment.course_cards import build_cards
from courses.enrollment.prerequisites import unmet_by_learner
from courses.enrollment.queries import find_enrollment
from courses.guidelines.actions import acknowledge_guideline
from courses.learning.actions import complete_lesson, open_lesson
from courses.models import (
    Attempt,
    CoursePrerequisite,
    Enrollment,
    Guideline,
    LearningPath,
    LessonProgress,
    Question,
    Quiz,
    SocialTool,
)
from courses.quizzes.actions import begin_attempt, submit_attempt
from lms.exceptions import RuleError
from tests.factories.certificates import CertificateTemplateFactory
from tests.factories.courses import (
    CoursePageFactory,
    GuidelineFactory,
    LearningPathFactory,
    LessonPageFactory,
    QuestionFactory,
    QuizFactory,
    SocialToolFactory,
)
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def german(settings):
    settings.WAGTAIL_I18N_ENABLED = True
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("de", "German")]
    return Locale.objects.create(language_code="de")


def translated(instance, locale):
    """Return the published translation of a page or snippet, made as Wagtail's simple translation makes it."""
    if hasattr(instance, "specific"):
        copy = instance.copy_for_translation(locale, copy_parents=True)
    else:
        copy = instance.copy_for_translation(locale)
        copy.save()
    if hasattr(copy, "save_revision"):
        copy.save_revision().publish()
        copy.refresh_from_db()
    return copy


@pytest.fixture
def course(db):
    return CoursePageFactory(requirement_keys=["quizzes", "guidelines"])


@pytest.fixture
def learner(db):
    return UserFactory()


@pytest.mark.parametrize(
    "factory",
    [
        SocialToolFactory,
        GuidelineFactory,
        QuestionFactory,
        QuizFactory,
        LearningPathFactory,
        BrainstormFormat.objects.first,
        CertificateTemplateFactory,
    ],
)
def test_snippet_is_translated_with_its_slug_and_children(factory, german):
    original = factory()

    copy = translated(original, german)

    assert (copy.locale, copy.translation_key) == (german, original.translation_key)
    assert type(original).objects.get(pk=original.pk).locale.language_code == "en"
    for relation in ("answers", "quiz_questions", "path_courses", "phases"):
        if hasattr(original, relation):
            assert getattr(copy, relation).count() == getattr(original, relation).count()
    if hasattr(original, "revisions"):
        assert original.revisions.filter(object_id=str(copy.pk)).count() == 0
    assert {type(original).objects.filter(translation_key=original.translation_key).count()} == {2}


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (SocialTool, {"name": "Chatter", "slug": "chatter"}),
        (Guideline, {"title": "How we post", "slug": "post", "body": "<p>Kindly.</p>"}),
        (Quiz, {"title": "Posts", "slug": "posts"}),
        (LearningPath, {"title": "Basics", "slug": "basics", "summary": "Begin."}),
        (BrainstormFormat, {"title": "Short", "slug": "short", "summary": "For ten."}),
    ],
)
def test_slug_is_refused_twice_in_one_language_and_welcome_in_another(model, fields, german):
    model.objects.create(**fields)

    with pytest.raises(ValidationError) as caught:
        model(**fields).clean()  # as a form does, which leaves out constraints on fields that it does not show
    assert set(caught.value.message_dict) == {"slug", "name"} & set(fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)
    model(**fields, locale=german).full_clean()


def test_enrollment_counts_in_every_language(course, learner, german):
    german_course = translated(course, german)

    enrollment = enroll_learner(course=course, learner=learner, by=learner)

    assert find_enrollment(german_course, learner) == enrollment
    assert enroll_learner(course=german_course, learner=learner, by=learner) == enrollment
    assert Enrollment.objects.count() == 1
    assert find_enrollment(german_course, learner).course == course
    assert [card.enrollment for card in build_cards([german_course], learner, {})] == [enrollment]


def test_enrollment_in_two_languages_is_refused_by_the_database(course, learner, german):
    german_course = translated(course, german)
    Enrollment.objects.create(course=course, learner=learner)

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.create(course=german_course, learner=learner)


def test_lesson_read_in_another_language_is_done_in_the_course(course, learner, german):
    lesson, other = LessonPageFactory(course=course), LessonPageFactory(course=course)
    german_course = translated(course, german)
    german_lesson, german_other = (translated(each, german) for each in (lesson, other))
    enrollment = enroll_learner(course=course, learner=learner, by=learner)

    open_lesson(enrollment=enrollment, lesson=german_lesson)
    complete_lesson(enrollment=enrollment, lesson=german_lesson)
    complete_lesson(enrollment=enrollment, lesson=lesson)

    assert LessonProgress.objects.get().lesson == lesson
    for page in (course, german_course):
        [requirement] = evaluate_completion(course=page, learner=learner, enrollment=enrollment).requirements
        assert requirement.evidence == "1 of 2 done"
    complete_lesson(enrollment=enrollment, lesson=german_other)
    assert Enrollment.objects.get().status == "completed"


def test_lesson_page_in_another_language_marks_the_lesson_done(client, course, learner, german):
    lesson = LessonPageFactory(course=course)
    translated(course, german)
    german_lesson = translated(lesson, german)
    enroll_learner(course=course, learner=learner, by=learner)
    client.force_login(learner)

    client.post(reverse("lms_courses:complete", args=[german_lesson.pk]))

    assert LessonProgress.objects.get().lesson == lesson
    assert Enrollment.objects.get().status == "completed"


def test_lesson_of_another_course_in_another_language_is_refused(course, learner, german):
    LessonPageFactory(course=course)
    foreign = translated(LessonPageFactory(), german)
    translated(course, german)
    enrollment = enroll_learner(course=course, learner=learner, by=learner)

    with pytest.raises(RuleError, match=r"^This lesson is not part of the course you are enrolled in\.$"):
        complete_lesson(enrollment=enrollment, lesson=foreign)


def test_quiz_and_guideline_in_another_language_meet_the_requirement(course, learner, german):
    quiz, guideline = QuizFactory(questions=1), GuidelineFactory()
    lesson = LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz}), ("guideline", {"guideline": guideline})])
    german_quiz, german_guideline = translated(quiz, german), translated(guideline, german)
    translated(course, german)
    german_lesson = translated(lesson, german)
    german_lesson.body = [("quiz", {"quiz": german_quiz}), ("guideline", {"guideline": german_guideline})]
    german_lesson.save_revision().publish()
    enrollment = enroll_learner(course=course, learner=learner, by=learner)
    complete_lesson(enrollment=enrollment, lesson=german_lesson)
    acknowledge_guideline(guideline=german_guideline, learner=learner, version=1)

    [question] = Question.objects.all()
    submit_attempt(
        enrollment=enrollment,
        lesson=german_lesson,
        quiz=german_quiz,
        answers={question.pk: [question.answers.get(is_correct=True).pk]},
        submission_key=uuid.uuid4(),
    )

    assert Attempt.objects.get().quiz == german_quiz
    completion = refresh_completion(enrollment=enrollment)
    assert [requirement.is_met for requirement in completion.requirements] == [True, True, True]
    assert Enrollment.objects.get().status == "completed"


def test_attempts_at_a_translation_count_toward_the_limit(course, learner, german):
    quiz = QuizFactory(questions=1, attempt_limit=1)
    lesson = LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz})])
    german_quiz = translated(quiz, german)
    translated(course, german)
    german_lesson = translated(lesson, german)
    german_lesson.body = [("quiz", {"quiz": german_quiz})]
    german_lesson.save_revision().publish()
    enrollment = enroll_learner(course=course, learner=learner, by=learner)
    [question] = Question.objects.all()
    answers = {question.pk: [question.answers.get(is_correct=False).pk]}
    key = uuid.uuid4()
    begin_attempt(enrollment=enrollment, lesson=lesson, quiz=quiz, submission_key=key)
    submit_attempt(enrollment=enrollment, lesson=lesson, quiz=quiz, answers=answers, submission_key=key)

    with pytest.raises(RuleError, match=r"^You have used your attempt\."):
        begin_attempt(enrollment=enrollment, lesson=german_lesson, quiz=german_quiz, submission_key=uuid.uuid4())


def test_prerequisite_is_met_by_its_translation(course, learner, german):
    lesson = LessonPageFactory(course=course)
    german_course = translated(course, german)
    advanced = CoursePageFactory()
    CoursePrerequisite.objects.create(course=advanced, required_course=course)
    enrollment = enroll_learner(course=german_course, learner=learner, by=learner)
    assert unmet_by_learner(advanced, [learner]) == {learner.pk: [course]}

    complete_lesson(enrollment=enrollment, lesson=translated(lesson, german))

    assert Enrollment.objects.get().status == "completed"
    assert unmet_by_learner(advanced, [learner]) == {}


def test_in_language_shows_translations_and_what_has_none(german):
    first, second = LearningPathFactory(), LearningPathFactory()
    german_first = translated(first, german)

    with translation.override("de"):
        assert set(LearningPath.objects.in_language()) == {german_first, second}
    with translation.override("en"):
        assert set(LearningPath.objects.in_language()) == {first, second}
    assert set(LearningPath.objects.in_language("fr")) == {first, second}


def test_certificate_is_printed_with_the_template_of_the_language(course, german):
    plain = CertificateTemplateFactory(is_default=True)
    german_plain = CertificateTemplateFactory(is_default=True, locale=german)
    german_course = translated(course, german)

    assert CertificateTemplate.objects.for_course(course) == plain
    assert CertificateTemplate.objects.for_course(german_course) == german_plain
